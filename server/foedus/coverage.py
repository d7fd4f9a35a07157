"""Accounts for every sentence: the only module that knows when one is carried by claims or listed as carrying none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.anchors import Span, covered
from foedus.facts import Finding, Index, Origin
from foedus.terms import Names, term


@dataclass(frozen=True, slots=True)
class Sentence:
    """One recorded sentence, numbered from 1 in its article; ``quoted`` counts characters that passages quote in it."""

    node: ox.NamedNode
    number: int
    span: Span
    claims: tuple[ox.NamedNode, ...]
    quoted: int
    reasons: tuple[str, ...]
    origin: Origin | None
    listed: Origin | None

    @property
    def accounted(self) -> bool:
        """Whether it is carried by a claim or listed as carrying none, and not both."""
        return bool(self.claims) != bool(self.reasons)


@dataclass(frozen=True, slots=True)
class _Passage:
    anchor: Span
    quote: Span
    claims: tuple[ox.NamedNode, ...]


def account(index: Index, article: ox.NamedNode) -> list[Sentence]:
    """Tell of each sentence of an article, in their order, what carries it.

    A claim carries every sentence that the anchor of one of its passages touches. Only whole and ordered passages
    count; the others are findings of `foedus verify`.
    """
    passages, recorded = _passages(index, article), _recorded(index, article)
    return [
        _accounted(index, node, number, span, passages)
        for number, (span, node) in enumerate(sorted(recorded, key=lambda row: row[0]), 1)
    ]


def judge(index: Index, sentences: Iterable[Sentence], names: Names) -> Iterator[Finding]:
    """Find sentences that nothing accounts for, or both ways, and reasons for what is not a sentence."""
    for sentence in sentences:
        yield from _judged(sentence, names)
    known = set(index.typed(term("Sentence")))
    for fact in index:
        node = fact.quad.subject
        if fact.quad.predicate == term("carriesNoClaim") and isinstance(node, ox.NamedNode) and node not in known:
            message = "this carries no claim, but no record in seeds/ has such a sentence: correct its number"
            yield Finding("sentence-unknown", message, fact.origin, focus=names.shorten(node.value))


def _judged(sentence: Sentence, names: Names) -> Iterator[Finding]:
    focus = names.shorten(sentence.node.value)
    if sentence.claims and sentence.reasons:
        carrying = ", ".join(names.shorten(claim.value) for claim in sentence.claims)
        message = f"it is listed as carrying no claim, but {carrying} rests on it: take it off the list"
        yield Finding("sentence-carried-and-listed", message, sentence.listed, focus=focus)
    elif not sentence.accounted:
        message = "no claim rests on this sentence: enter one, or list it in graph/coverage/ with f:carriesNoClaim"
        yield Finding("sentence-unaccounted", message, sentence.origin, focus=focus)


def _accounted(index: Index, node: ox.NamedNode, number: int, span: Span, passages: list[_Passage]) -> Sentence:
    touching = [passage for passage in passages if passage.anchor.touches(span)]
    quotes = (passage.quote for passage in touching if passage.quote.touches(span))
    inside = (Span(max(quote.start, span.start), min(quote.end, span.end)) for quote in quotes)
    claims = {claim for passage in touching for claim in passage.claims}
    listed = [fact for fact in index.about(node) if fact.quad.predicate == term("carriesNoClaim")]
    return Sentence(
        node,
        number,
        span,
        tuple(sorted(claims, key=str)),
        covered(inside),
        tuple(fact.quad.object.value for fact in listed if isinstance(fact.quad.object, ox.Literal)),
        index.origin(node),
        next((fact.origin for fact in listed), None),
    )


def _recorded(index: Index, article: ox.NamedNode) -> Iterator[tuple[Span, ox.NamedNode]]:
    for node in index.typed(term("Sentence")):
        span = _span(index, node, "start", "end")
        if index.value(node, term("article")) == article and span:
            yield span, node


def _passages(index: Index, article: ox.NamedNode) -> list[_Passage]:
    """Give the passages of an article on which a claim rests."""
    resting: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    for claim in index.typed(term("Claim")):
        for node in index.values(claim, term("passage")):
            if isinstance(node, ox.NamedNode) and index.value(node, term("article")) == article:
                resting.setdefault(node, []).append(claim)
    spans = {
        node: (_span(index, node, "start", "end"), _span(index, node, "quoteStart", "quoteEnd")) for node in resting
    }
    return [
        _Passage(anchor, quote, tuple(resting[node])) for node, (anchor, quote) in spans.items() if anchor and quote
    ]


def _span(index: Index, node: ox.NamedNode, start: str, end: str) -> Span | None:
    first, last = index.whole(node, term(start)), index.whole(node, term(end))
    return None if first is None or last is None else Span(first, last)
