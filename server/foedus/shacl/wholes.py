"""Judges all values of a focus node together: pairs of properties, languages, closed shapes and counts of a kind."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from foedus.shacl import literals
from foedus.shacl.index import Index, neighbours
from foedus.shacl.model import Path, Predicate, Shape
from foedus.shacl.vocabulary import TRUE, Node, Term, component

#: What is wrong at a focus node: a value, or none, and the path where it is not the shape's own.
Wrong = tuple[int | None, Path | None]
Finds = Callable[[int, Collection[int]], list[Wrong]]


@dataclass(frozen=True, slots=True)
class Whole:
    """One constraint on all values of a focus node, with the predicates of the focus node that it looks at."""

    component: str
    wanted: Term | None
    finds: Finds
    pairs: frozenset[int] = frozenset()
    #: Whether it looks at every triple of its values, as a closed shape does.
    closed: bool = False
    #: Gives the nodes that it finds wrong as values of themselves, where that is faster for many together.
    among: Callable[[Collection[int]], Collection[int]] | None = None

    def wrong(self, nodes: Collection[int]) -> Collection[int]:
        """Give the nodes at which something is wrong, each the only value of itself."""
        return self.among(nodes) if self.among else [node for node in nodes if self.finds(node, (node,))]


def wholes(shape: Shape, index: Index, paths: dict[Node, Path | None]) -> list[Whole]:
    """Compile these constraints of a shape; ``paths`` are those of the shapes it names."""
    said = shape.parameters
    found = [Whole(component("HasValue"), term, _has_value(index.number(term))) for term in said.get("hasValue", ())]
    if said.get("uniqueLang") == [TRUE]:
        found.append(Whole(component("UniqueLang"), None, _unique_language(index)))
    for name, (part, make) in _PAIRS.items():
        for term in said.get(name, ()):
            number = index.number(term)
            found.append(Whole(component(part), term, make(index, number), frozenset({number})))
    if said.get("closed") == [TRUE]:
        allowed: set[Term] = {path.iri for path in paths.values() if isinstance(path, Predicate)}
        allowed |= {term for members in shape.lists.get("ignoredProperties", ()) for term in members}
        numbers = {index.number(term) for term in allowed}
        among = _opened(index, numbers)
        found.append(Whole(component("Closed"), None, _closed(index, numbers), closed=True, among=among))
    return found


def _has_value(wanted: int) -> Finds:
    return lambda _, values: [] if wanted in values else [(None, None)]


def _unique_language(index: Index) -> Finds:
    terms = index.terms

    def finds(_: int, values: Collection[int]) -> list[Wrong]:
        if len(values) < 2:  # noqa: PLR2004 - it takes two to share a language
            return []
        tags = [tag for value in values if (tag := _tag(terms[value]))]
        if len(set(tags)) == len(tags):
            return []
        return [(None, None) for count in Counter(tags).values() if count > 1]

    return finds


def _tag(term: Term) -> str:
    return (term.language or "").lower() if isinstance(term, ox.Literal) else ""


def _equals(index: Index, other: int) -> Finds:
    def finds(focus: int, values: Collection[int]) -> list[Wrong]:
        beside = neighbours(index.objects(other), focus)
        missing = [value for value in values if value not in beside]
        return [(value, None) for value in (*missing, *(value for value in beside if value not in values))]

    return finds


def _disjoint(index: Index, other: int) -> Finds:
    def finds(focus: int, values: Collection[int]) -> list[Wrong]:
        beside = neighbours(index.objects(other), focus)
        return [(value, None) for value in values if value in beside]

    return finds


def _less(*, or_equal: bool) -> Callable[[Index, int], Finds]:
    def make(index: Index, other: int) -> Finds:
        terms = index.terms

        @cache
        def held(number: int) -> literals.Value | None:
            return literals.value(terms[number])

        def finds(focus: int, values: Collection[int]) -> list[Wrong]:
            return [
                (value, None)
                for limit in neighbours(index.objects(other), focus)
                for value in values
                if literals.less(held(value), held(limit), or_equal=or_equal) is not True
            ]

        return finds

    return make


def _closed(index: Index, allowed: set[int]) -> Finds:
    def finds(_: int, values: Collection[int]) -> list[Wrong]:
        return [
            (value, Predicate(iri))
            for predicate, table in index.out.items()
            if predicate not in allowed
            for node in values
            if node in table
            for value in neighbours(table, node)
            if isinstance(iri := index.terms[predicate], ox.NamedNode)
        ]

    return finds


def _opened(index: Index, allowed: set[int]) -> Callable[[Collection[int]], Collection[int]]:
    def among(nodes: Collection[int]) -> Collection[int]:
        wanted = set(nodes)
        tables = (table for predicate, table in index.out.items() if predicate not in allowed)
        return {node for table in tables for node in table.keys() & wanted}

    return among


_PAIRS: dict[str, tuple[str, Callable[[Index, int], Finds]]] = {
    "equals": ("Equals", _equals),
    "disjoint": ("Disjoint", _disjoint),
    "lessThan": ("LessThan", _less(or_equal=False)),
    "lessThanOrEquals": ("LessThanOrEquals", _less(or_equal=True)),
}
