"""Counts what a graph holds; every number comes from the built graph, none is written by hand."""

from dataclasses import dataclass

import pyoxigraph as ox

from foedus.anchors import Span, covered
from foedus.facts import Index
from foedus.seeds import Record
from foedus.terms import Names, term


@dataclass(frozen=True, slots=True)
class ArticleCount:
    """What one article carries: claims, passages, and the share of its characters that is quoted (0 to 1)."""

    article: ox.NamedNode
    sentences: int
    claims: int
    passages: int
    quoted: float


def by_article(view: Index, records: list[Record]) -> list[ArticleCount]:
    """Count claims, passages and quoted characters of each article."""
    passages = view.typed(term("Passage"))
    return [
        _count(view, record, [p for p in passages if view.value(p, term("article")) == record.article])
        for record in records
    ]


def _count(view: Index, record: Record, passages: list[ox.NamedNode]) -> ArticleCount:
    here = set(passages)
    claims = [c for c in view.typed(term("Claim")) if here.intersection(view.values(c, term("passage")))]
    quoted = covered(_quote(view, passage) for passage in passages)
    return ArticleCount(
        record.article, len(record.sentences), len(claims), len(passages), quoted / (record.length or 1)
    )


def _quote(view: Index, passage: ox.NamedNode) -> Span:
    start, end = (view.whole(passage, term(name)) or 0 for name in ("quoteStart", "quoteEnd"))
    return Span(start, end)


def of_classes(view: Index, names: Names, classes: list[ox.NamedNode]) -> dict[str, int]:
    """Count the things of each class, by the class's local name; empty classes are left out."""
    counts = {names.local(class_): len(view.typed(class_)) for class_ in classes}
    return {name: count for name, count in counts.items() if count}


def of_values(view: Index, names: Names, class_: ox.NamedNode, predicate: ox.NamedNode) -> dict[str, int]:
    """Count the things of a class by their value of a predicate, such as claims by standing."""
    counts: dict[str, int] = {}
    for node in view.typed(class_):
        for value in view.values(node, predicate):
            name = names.local(value) if isinstance(value, ox.NamedNode) else value.value
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
