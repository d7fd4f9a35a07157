"""Finds where a triple was written: the only module that knows the rows of triples, their files and lines."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

from foedus.facts import Origin

Edge = tuple[int, int, int]
#: So many lookups go through a column; more are worth the chains.
_FEW = 8


class _Column:
    """One number a row, found by its value."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self._heads, self._following = array("i"), array("i")
        self._asked = 0

    def rows(self, number: int) -> list[int]:
        """Give the rows that hold a number, in order."""
        self._asked += 1
        if self._asked <= _FEW and not self._following:
            return list(self._searched(number))
        self.link()
        row = self._heads[number] if number < len(self._heads) else -1
        found: list[int] = []
        while row >= 0:
            found.append(row)
            row = self._following[row]
        return found[::-1]

    def _searched(self, number: int) -> Iterator[int]:
        size, wanted = self.numbers.itemsize, array("I", (number,)).tobytes()
        column = self.numbers.tobytes()
        place = column.find(wanted)
        while place >= 0:
            row, odd = divmod(place, size)
            if not odd:
                yield row
            place = column.find(wanted, place + 1)

    def link(self) -> None:
        """Chain the rows of each number, those that were chained before left as they are."""
        numbers, heads, following = self.numbers, self._heads, self._following
        start = len(following)
        if start == len(numbers):
            return
        heads.extend([-1] * (max(numbers[start:]) + 1 - len(heads)))
        for row in range(start, len(numbers)):
            number = numbers[row]
            following.append(heads[number])
            heads[number] = row


class Places:
    """The triples in the order of the files, each with its file and line."""

    def __init__(self) -> None:
        self._subjects, self._predicates, self._objects = _Column(), array("I"), _Column()
        self._lines, self._files = array("I"), array("H")
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._gone: set[int] = set()
        self._near: tuple[int, dict[tuple[int | None, int | None], int]] = (-1, {})

    def put(self, triples: Sequence[Edge], origins: Iterable[Origin | None]) -> None:
        """Take in triples that are new, with their places."""
        if not triples:
            return
        subjects, predicates, objects = zip(*triples, strict=True)
        self._subjects.numbers.extend(subjects)
        self._predicates.extend(predicates)
        self._objects.numbers.extend(objects)
        lines, files, name, file = self._lines, self._files, "", 0
        for origin in origins:
            if origin is None:
                lines.append(0)
                files.append(0)
                continue
            if origin.file is not name:
                name = origin.file
                file = self._file(name)
            lines.append(origin.line)
            files.append(file)
        self._near = (-1, {})

    def _file(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            self._names.append(name)
            number = self._numbers[name] = len(self._names)
        return number

    def drop(self, triple: Edge) -> None:
        """Take a triple out."""
        self._gone.update(row for row in self._rows_of(triple[0]) if self._triple(row) == triple)
        self._near = (-1, {})

    def move(self, triple: Edge, origin: Origin) -> set[str]:
        """Note where a triple that is there now stands; gives the files that this matters to."""
        row = next(row for row in self._rows_of(triple[0]) if self._triple(row) == triple)
        before = self._origin(row)
        if before == origin:
            return set()
        self._lines[row], self._files[row] = origin.line, self._file(origin.file)
        return {origin.file, before.file if before else origin.file}

    def triples(self) -> Iterable[Edge]:
        """Give every triple, in the order of the files."""
        rows = zip(self._subjects.numbers, self._predicates, self._objects.numbers, strict=True)
        return (row for number, row in enumerate(rows) if number not in self._gone) if self._gone else rows

    def ready(self) -> None:
        """Make what a first change would wait for."""
        self._subjects.link()

    def mentioned(self, node: int) -> bool:
        """Whether any triple has a node as its subject or object."""
        return bool(self._rows_of(node)) or self._mention(node) is not None

    def find(self, focus: int, path: int | None, value: int | None) -> Origin | None:
        """Find where a triple was written; else its property, its subject, or the first mention of it as an object."""
        subject, near = self._near
        if subject != focus:
            near = self._keyed(focus)
            self._near = (focus, near)
        keys = ((path, value), (path, None), (-1, None)) if path is not None else ((-2, value), (-1, None))
        row = next((near[key] for key in keys if key in near), None)
        return self._origin(self._mention(focus) if row is None else row)

    def _keyed(self, focus: int) -> dict[tuple[int | None, int | None], int]:
        """Give the first row of a subject for each triple, each property, each value and at all."""
        near: dict[tuple[int | None, int | None], int] = {}
        for row in self._rows_of(focus):
            _, p, o = self._triple(row)
            for key in ((p, o), (p, None), (-2, o), (-1, None)):
                near.setdefault(key, row)
        return near

    def _rows_of(self, subject: int) -> list[int]:
        return [row for row in self._subjects.rows(subject) if row not in self._gone]

    def _mention(self, node: int) -> int | None:
        return next((row for row in self._objects.rows(node) if row not in self._gone), None)

    def _triple(self, row: int) -> Edge:
        return self._subjects.numbers[row], self._predicates[row], self._objects.numbers[row]

    def _origin(self, row: int | None) -> Origin | None:
        if row is None or not self._files[row]:
            return None
        return Origin(self._names[self._files[row] - 1], self._lines[row])
