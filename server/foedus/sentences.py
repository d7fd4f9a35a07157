"""Cuts an article into sentences, headings, bullets and captions, as spans; knows nothing but the text."""

import re
from itertools import pairwise

from foedus.anchors import Span

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_STOP = re.compile(r"[.!?…][»”\"')]*(?=\s+[«“\"']*[A-ZÀ-ÖØ-Þ])")
_STOPPED = re.compile(r"[.!?…]\s*$")
_CLOSED = re.compile(r"[.!?…:;)»”\"]\s*$")
_LOWER_SHARE = 0.2
_SHORT_SHARE = 0.5


def sentences(text: str) -> list[Span]:
    """Give the sentences in order; they cover every character that is not white space."""
    spans: list[Span] = []
    for paragraph in _paragraphs(text):
        start = paragraph.start
        for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
            spans.append(_trim(text, Span(start, stop.end())))
            start = stop.end()
        if text[start : paragraph.end].strip():
            spans.append(_trim(text, Span(start, paragraph.end)))
    return spans


def _paragraphs(text: str) -> list[Span]:
    """Join the lines of a hard-wrapped text; in any other text each line is a paragraph."""
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    if not lines or not _is_wrapped(text, lines):
        return lines
    longest = max(line.end - line.start for line in lines)
    joined = [lines[0]]
    for before, after in pairwise(lines):
        if _ends_there(text, before, after, longest):
            joined.append(after)
        else:
            joined[-1] = Span(joined[-1].start, after.end)
    return joined


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Tell a hard-wrapped text: many of its lines begin in the middle of a sentence."""
    lower = sum(line.of(text).lstrip()[0].islower() for line in lines)
    return lower > _LOWER_SHARE * len(lines)


def _ends_there(text: str, before: Span, after: Span, longest: int) -> bool:
    if after.of(text).lstrip()[0].islower():
        return bool(_STOPPED.search(before.of(text)))
    short = before.end - before.start < _SHORT_SHARE * longest
    return short or bool(_CLOSED.search(before.of(text)))


def _trim(text: str, span: Span) -> Span:
    piece = span.of(text)
    left = len(piece) - len(piece.lstrip())
    return Span(span.start + left, span.end - (len(piece) - len(piece.rstrip())))
