"""Finds words in an article: offsets in code points, tolerant of white space, and their hashes."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: MODEL: a quote holds at most this many words.
LONGEST_QUOTE = 25
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters: offsets in code points of the raw text, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Cut the span out of the text."""
        return text[self.start : self.end]

    def within(self, other: "Span") -> bool:
        """Whether this span lies inside the other."""
        return other.start <= self.start and self.end <= other.end

    def touches(self, other: "Span") -> bool:
        """Whether the spans share a character."""
        return self.start < other.end and other.start < self.end


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def collapse(text: str) -> str:
    """Fold every run of white space, no-break spaces included, into one space."""
    return _SPACE.sub(" ", text).strip()


def find(text: str, words: str) -> list[Span]:
    """Find every place where the words stand, whatever the white space between them."""
    parts = [re.escape(part) for part in _SPACE.split(words.strip()) if part]
    if not parts:
        return []
    return [Span(*match.span()) for match in re.finditer(r"\s+".join(parts), text)]


def around(span: Span, sentences: list[Span]) -> Span:
    """Widen a span to the whole sentences that it touches; itself where it touches none."""
    touched = [sentence for sentence in sentences if sentence.touches(span)]
    if not touched:
        return span
    return Span(min(span.start, touched[0].start), max(span.end, touched[-1].end))


def covered(spans: Iterable[Span]) -> int:
    """Count the characters that at least one span holds."""
    total = reached = 0
    for span in sorted(spans):
        total += max(0, span.end - max(span.start, reached))
        reached = max(reached, span.end)
    return total


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset stands in a text, both counted from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
