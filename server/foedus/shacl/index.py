"""Holds triples by number, as written: the only module that knows how terms are interned and found."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import compress, islice
from operator import attrgetter

import pyoxigraph as ox

from foedus.facts import Fact
from foedus.shacl.places import Edge, Places
from foedus.shacl.vocabulary import SUBCLASS, TYPE, Term

#: From a node to its neighbours: one number, or several in the order of the files.
Table = dict[int, "int | dict[int, None]"]
#: So many facts are taken in at once: enough that the steps cost little, few enough to need little memory.
_CHUNK = 1000
_QUAD, _ORIGIN = attrgetter("quad"), attrgetter("origin")
_NOWHERE: Table = {}
_NONE: tuple[int, ...] = ()


class _Ids(dict[Term, int]):
    """The number of each term; a term that is asked for and new gets the next."""

    def __init__(self, terms: list[Term]) -> None:
        self._terms = terms

    def __missing__(self, term: Term) -> int:
        number = self[term] = len(self._terms)
        self._terms.append(term)
        return number


class Index:
    """A set of triples, all graphs merged, found by predicate and either end; literals keep their source form."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.terms: list[Term] = []
        self._ids = _Ids(self.terms)
        self.out: dict[int, Table] = defaultdict(dict)
        self._into: dict[int, Table] = {}
        self.places = Places()
        self.triples = 0
        self.type, self.subclass = self.number(TYPE), self.number(SUBCLASS)
        for _ in self._take(facts):
            pass

    def number(self, term: Term) -> int:
        """Give the number of a term, a new one where it is new."""
        return self._ids[term]

    def known(self, term: Term) -> int | None:
        """Give the number of a term, or None where it was never met."""
        return self._ids.get(term)

    def extend(self, facts: Iterable[Fact]) -> list[Edge]:
        """Take in facts; gives the triples that were new."""
        fresh = [triple for some in self._take(facts) for triple in some]
        for s, p, o in fresh:
            if p in self._into:
                _put(self._into[p], o, s)
        return fresh

    def _take(self, facts: Iterable[Fact]) -> Iterable[list[Edge]]:
        """Take in facts, some at a time; gives those of their triples that were new."""
        left = iter(facts)
        while some := list(islice(left, _CHUNK)):
            triples = self._numbered(some)
            new = self._held(triples)
            fresh = triples if all(new) else list(compress(triples, new))
            self.places.put(fresh, compress(map(_ORIGIN, some), new))
            self.triples += len(fresh)
            yield fresh

    def _numbered(self, facts: list[Fact]) -> list[Edge]:
        ids = self._ids
        return [(ids[quad.subject], ids[quad.predicate], ids[quad.object]) for quad in map(_QUAD, facts)]

    def _held(self, triples: list[Edge]) -> list[bool]:
        """Put triples into the tables; gives of each whether it is new."""
        out = self.out
        return [_put(out[p], s, o) for s, p, o in triples]

    def remove(self, quads: Iterable[ox.Quad]) -> list[Edge]:
        """Take triples out; gives those that were there."""
        gone: list[Edge] = []
        for quad in quads:
            s, p, o = (self._ids.get(term, -1) for term in quad.triple)
            if _drop(self.out.get(p, _NOWHERE), s, o):
                self.triples -= 1
                gone.append((s, p, o))
                self.places.drop((s, p, o))
                if p in self._into:
                    _drop(self._into[p], o, s)
        return gone

    def move(self, facts: Iterable[Fact]) -> set[str]:
        """Note where triples that are there already now stand; gives the files in which one has moved."""
        files: set[str] = set()
        for fact in facts:
            s, p, o = (self._ids.get(term, -1) for term in fact.quad.triple)
            if fact.origin and self.holds(s, p, o):
                files |= self.places.move((s, p, o), fact.origin)
        return files

    def holds(self, subject: int, predicate: int, value: int) -> bool:
        """Whether a triple is there."""
        return value in neighbours(self.objects(predicate), subject)

    def objects(self, predicate: int) -> Table:
        """Give the table from subjects to objects."""
        return self.out.get(predicate, _NOWHERE)

    def subjects(self, predicate: int) -> Table:
        """Give the table from objects to subjects, made when first asked for."""
        table = self._into.get(predicate)
        if table is None:
            if predicate not in self.out:
                return _NOWHERE
            table = self._into[predicate] = {}
            for s, held in self.out[predicate].items():
                for o in (held,) if isinstance(held, int) else held:
                    _put(table, o, s)
        return table

    def kinds(self, class_: int) -> set[int]:
        """Give a class and all below it."""
        below, found, todo = self.subjects(self.subclass), {class_}, [class_]
        while todo:
            for lower in neighbours(below, todo.pop()):
                if lower not in found:
                    found.add(lower)
                    todo.append(lower)
        return found

    def instances(self, class_: int) -> set[int]:
        """Give the instances of a class and of all below it."""
        typed = self.subjects(self.type)
        return {node for kind in self.kinds(class_) for node in neighbours(typed, kind)}

    def ready(self) -> None:
        """Make what a first change would wait for."""
        self.places.ready()
        for predicate in self.out:
            self.subjects(predicate)


def neighbours(table: Table, node: int) -> Collection[int]:
    """Give what a table holds for a node."""
    held = table.get(node)
    if held is None:
        return _NONE
    return (held,) if isinstance(held, int) else held


def _put(table: Table, node: int, other: int) -> bool:
    held = table.get(node)
    if held is None:
        table[node] = other
    elif isinstance(held, int):
        if held == other:
            return False
        table[node] = {held: None, other: None}
    elif other in held:
        return False
    else:
        held[other] = None
    return True


def _drop(table: Table, node: int, other: int) -> bool:
    held = table.get(node)
    if held is None or (held != other if isinstance(held, int) else other not in held):
        return False
    if isinstance(held, int) or len(held) == 1:
        del table[node]
    else:
        del held[other]
    return True
