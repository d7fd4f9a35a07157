"""Holds triples by number, as written: the only module that knows how terms are interned and found."""

from array import array
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from foedus.facts import Fact, Origin
from foedus.shacl.vocabulary import SUBCLASS, TYPE, Term

#: From a node to its neighbours: one number, or several in the order of the files.
Table = dict[int, "int | dict[int, None]"]
_Key = tuple[int | None, int | None]
#: So many mentions are looked for one by one before a table of all is made.
_FEW = 8
_NOWHERE: Table = {}
_NONE: tuple[int, ...] = ()


class Index:
    """A set of triples, all graphs merged, found by predicate and either end; literals keep their source form."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self.terms: list[Term] = []
        self._ids: dict[Term, int] = {}
        self.out: dict[int, Table] = {}
        self._into: dict[int, Table] = {}
        self._rows = (array("I"), array("I"), array("I"))
        self._lines, self._files = array("I"), array("H")
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._chain: tuple[array[int], array[int]] | None = None
        self._gone: set[int] = set()
        self._mentions: dict[int, int] | None = None
        self._asked = 0
        self._places: tuple[int, dict[_Key, int]] = (-1, {})
        self.triples = 0
        self.type, self.subclass = self.number(TYPE), self.number(SUBCLASS)
        self._fill(facts, None)

    def number(self, term: Term) -> int:
        """Give the number of a term, a new one where it is new."""
        number = self._ids.get(term)
        if number is None:
            number = self._ids[term] = len(self.terms)
            self.terms.append(term)
        return number

    def known(self, term: Term) -> int | None:
        """Give the number of a term, or None where it was never met."""
        return self._ids.get(term)

    def extend(self, facts: Iterable[Fact]) -> list[tuple[int, int, int]]:
        """Take in facts; gives the triples that were new."""
        fresh: list[tuple[int, int, int]] = []
        self._fill(facts, fresh)
        self._forget(fresh)
        return fresh

    def _fill(self, facts: Iterable[Fact], fresh: list[tuple[int, int, int]] | None) -> None:
        ids, terms, out = self._ids, self.terms, self.out
        (subjects, predicates, objects), lines, files = self._rows, self._lines, self._files
        name, file = "", 0
        for fact in facts:
            subject, predicate, object_, _ = fact.quad
            s = ids.get(subject)
            if s is None:
                s = ids[subject] = len(terms)
                terms.append(subject)
            p = ids.get(predicate)
            if p is None:
                p = ids[predicate] = len(terms)
                terms.append(predicate)
            o = ids.get(object_)
            if o is None:
                o = ids[object_] = len(terms)
                terms.append(object_)
            table = out.get(p)
            if table is None:
                table = out[p] = {}
            if not _put(table, s, o):
                continue
            self.triples += 1
            if fresh is not None:
                fresh.append((s, p, o))
            origin = fact.origin
            subjects.append(s)
            predicates.append(p)
            objects.append(o)
            if origin is None:
                lines.append(0)
                files.append(0)
                continue
            if origin.file is not name:
                name = origin.file
                file = self._file(name)
            lines.append(origin.line)
            files.append(file)

    def _file(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            self._names.append(name)
            number = self._numbers[name] = len(self._names)
        return number

    def _forget(self, fresh: list[tuple[int, int, int]]) -> None:
        """Keep what was derived from the triples in step with new ones."""
        for s, p, o in fresh:
            if p in self._into:
                _put(self._into[p], o, s)
        self._places = (-1, {})
        self._mentions, self._asked = None, 0
        if self._chain and fresh:
            self._link(self._chain, len(self._rows[0]) - len(fresh))

    def remove(self, quads: Iterable[ox.Quad]) -> list[tuple[int, int, int]]:
        """Take triples out; gives those that were there."""
        gone: list[tuple[int, int, int]] = []
        for quad in quads:
            numbers = [self._ids.get(term) for term in (quad.subject, quad.predicate, quad.object)]
            if None in numbers:
                continue
            s, p, o = (number for number in numbers if number is not None)
            if _drop(self.out.get(p, _NOWHERE), s, o):
                self.triples -= 1
                gone.append((s, p, o))
                self._gone.update(row for row in self._rows_of(s) if self._triple(row) == (s, p, o))
                if p in self._into:
                    _drop(self._into[p], o, s)
        if gone:
            self._places, self._mentions, self._asked = (-1, {}), None, 0
        return gone

    def move(self, facts: Iterable[Fact]) -> set[str]:
        """Note where triples that are there already now stand; gives the files in which one has moved."""
        files = set()
        for fact in facts:
            s, p, o = (self._ids.get(term, -1) for term in fact.quad.triple)
            if fact.origin is None or not self.holds(s, p, o):
                continue
            row = next(row for row in self._rows_of(s) if self._triple(row) == (s, p, o))
            before = self._origin(row)
            if before != fact.origin:
                self._lines[row], self._files[row] = fact.origin.line, self._file(fact.origin.file)
                files |= {fact.origin.file, before.file if before else fact.origin.file}
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

    def triple_rows(self) -> Iterable[tuple[int, int, int]]:
        """Give every triple, in the order of the files."""
        rows = zip(*self._rows, strict=True)
        return (row for number, row in enumerate(rows) if number not in self._gone) if self._gone else rows

    def ready(self) -> None:
        """Make what a first change would wait for."""
        self._rows_of(0)
        for predicate in self.out:
            self.subjects(predicate)

    def _triple(self, row: int) -> tuple[int, int, int]:
        subjects, predicates, objects = self._rows
        return subjects[row], predicates[row], objects[row]

    def _rows_of(self, subject: int) -> list[int]:
        """Give the rows of a subject, in the order of the files."""
        if self._chain is None:
            self._chain = (array("i"), array("i"))
            self._link(self._chain, 0)
        heads, following = self._chain
        row = heads[subject] if subject < len(heads) else -1
        rows: list[int] = []
        while row >= 0:
            rows.append(row)
            row = following[row]
        return [row for row in reversed(rows) if row not in self._gone]

    def _link(self, chain: tuple["array[int]", "array[int]"], start: int) -> None:
        heads, following = chain
        heads.extend([-1] * (len(self.terms) - len(heads)))
        for row in range(start, len(self._rows[0])):
            subject = self._rows[0][row]
            following.append(heads[subject])
            heads[subject] = row

    def place(self, focus: int, path: int | None, value: int | None) -> Origin | None:
        """Find where a triple was written; else its property, its subject, or the first mention of it as an object."""
        subject, places = self._places
        if subject != focus:
            places = {}
            for row in self._rows_of(focus):
                _, p, o = self._triple(row)
                keys: tuple[_Key, ...] = ((p, o), (p, None), (-2, o), (-1, None))
                for key in keys:
                    places.setdefault(key, row)
            self._places = (focus, places)
        tries: tuple[_Key, ...] = (
            ((path, value), (path, None), (-1, None)) if path is not None else ((-2, value), (-1, None))
        )
        for key in tries:
            if key in places:
                return self._origin(places[key])
        return self._origin(self._mention(focus))

    def mentioned(self, node: int) -> bool:
        """Whether any triple has a node as its subject or object."""
        return bool(self._rows_of(node)) or self._mention(node) is not None

    def _mention(self, node: int) -> int | None:
        """Find the first triple that has a node as its object: a few by looking through, more by a table."""
        objects, self._asked = self._rows[2], self._asked + 1
        if self._mentions is None and self._asked > _FEW:
            rows = (row for row in range(len(objects) - 1, -1, -1) if row not in self._gone)
            self._mentions = {objects[row]: row for row in rows}
        if self._mentions is not None:
            return self._mentions.get(node)
        row = -1
        while True:
            try:
                row = objects.index(node, row + 1)
            except ValueError:
                return None
            if row not in self._gone:
                return row

    def _origin(self, row: int | None) -> Origin | None:
        if row is None or not self._files[row]:
            return None
        return Origin(self._names[self._files[row] - 1], self._lines[row])


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
