"""Makes tables of a graph by queries: the only module that knows the header of a table file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus import asking
from foedus.export.scope import Selection
from foedus.facts import CouldNotDo, Origin
from foedus.terms import CONCEPT, PATHS, Names, local

_LINE = re.compile(r"# (en|it|key): (.+)")
_COLUMN = re.compile(
    r"# column (?P<name>\w+)(?: (?P<kind>\w+))?(?: -> (?P<table>\w+))?: (?P<en>[^|]+?) \| (?P<it>[^|]+)"
)
_KINDS = {"text", "integer", "decimal", "date", "boolean", "concept", "term", *PATHS}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its kind is a datatype, or the path below which its things have their local names.

    ``table`` is the one whose column of the same name it refers to.
    """

    name: str
    kind: str
    table: str
    en: str
    it: str

    def address(self, names: Names) -> str | None:
        """Give what stands before a local name to make an IRI of it; None where the column holds values."""
        if self.kind in PATHS:
            return names.base + PATHS[self.kind]
        return {"concept": CONCEPT}.get(self.kind)


@dataclass(frozen=True)
class Table:
    """A table: its words in English and Italian, its key, and the query whose rows it holds."""

    name: str
    en: str
    it: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    query: str
    selection: Selection

    @cached_property
    def rows(self) -> list[list[str | None]]:
        """The rows, in the order of the query; of things the local names, None where nothing is said."""
        results = asking.select(self.selection.store, self.query, f"{self.name}.rq")
        return [[self._cell(column, row[column.name]) for column in self.columns] for row in results]

    @cached_property
    def records(self) -> list[dict[str, str]]:
        """The rows by the names of their columns, with an empty text where nothing is said."""
        names = [column.name for column in self.columns]
        return [dict(zip(names, (cell or "" for cell in row), strict=True)) for row in self.rows]

    def _cell(self, column: Column, node: object) -> str | None:
        if isinstance(node, ox.Literal):
            return node.value
        if not isinstance(node, ox.NamedNode):
            return None
        if column.kind == "term":
            return local(node)
        address = column.address(self.selection.names)
        name = node.value.removeprefix(address) if address else node.value
        return name if name != node.value else self.selection.names.shorten(node.value)


def tables(selection: Selection) -> list[Table]:
    """Give every table of a selection, in the order of their names."""
    return [_table(name, text, selection) for name, text in sorted(selection.tables.items())]


def _table(name: str, text: str, selection: Selection) -> Table:
    header, columns = dict(_header(text)), tuple(_columns(name, text))
    missing = [key for key in ("en", "it") if key not in header]
    if missing or not columns:
        lacking = f"`# {missing[0]}: …`" if missing else "`# column …: … | …`"
        raise CouldNotDo(f"the table lacks its header line {lacking}", Origin(f"{name}.rq", 1))
    key = tuple(header.get("key", "").split())
    return Table(name, header["en"], header["it"], key, columns, text, selection)


def _header(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):
            yield found[1], found[2]


def _columns(name: str, text: str) -> Iterator[Column]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("# column"):
            continue
        found = _COLUMN.fullmatch(line)
        kind = (found["kind"] or "text") if found else ""
        if not found or kind not in _KINDS:
            kinds = ", ".join(sorted(_KINDS))
            sentence = f"write `# column NAME [KIND] [-> TABLE]: English | Italian`; the kinds are {kinds}"
            raise CouldNotDo(sentence, Origin(f"{name}.rq", number))
        yield Column(found["name"], kind, found["table"] or "", found["en"], found["it"])


def chosen(selection: Selection, name: str) -> Table:
    """Find one table; raises CouldNotDo naming the tables that there are."""
    by_name: Mapping[str, Table] = {table.name: table for table in tables(selection)}
    if name not in by_name:
        raise CouldNotDo(f"there is no table {name}; choose one of {', '.join(sorted(by_name))}")
    return by_name[name]
