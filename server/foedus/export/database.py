"""Writes tables as one SQLite file with keys, descriptions and full-text search, and what Datasette shows of it."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from foedus.export.scope import Selection
from foedus.export.tables import Column, Table, tables

_TYPES = {"integer": "INTEGER", "decimal": "REAL", "boolean": "INTEGER"}
#: The texts that full-text search finds, by table.
_SEARCHED = {
    "claims": ("gist_en", "gist_it", "words"),
    "passages": ("quote",),
    "things": ("label_en", "label_it"),
    "names": ("name",),
}
_PIECE = 1 << 20


def database(selection: Selection) -> Iterator[bytes]:
    """Write the file of a database of all tables."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.db"
        _fill(path, tables(selection))
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def datasette(selection: Selection) -> Iterator[bytes]:
    """Write the metadata with which Datasette describes that file, under its name in a release and that of the graph.

    See https://docs.datasette.io/en/stable/metadata.html.
    """
    said = selection.about
    shown = {table.name: _shown(table) for table in tables(selection)}
    described = {
        "title": said.title or "A graph",
        "license_url": said.licence or None,
        "databases": {name: {"tables": shown} for name in ("graph", (said.title or "graph").lower())},
    }
    kept = {name: value for name, value in described.items() if value}
    yield json.dumps(kept, ensure_ascii=False, indent=2).encode() + b"\n"


def _shown(table: Table) -> dict[str, Any]:
    columns = {column.name: column.en for column in table.columns}
    return {"description": table.en, "columns": columns, "label_column": table.key[0] if len(table.key) == 1 else None}


def _fill(path: Path, found: list[Table]) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE descriptions (name TEXT, column_name TEXT, en TEXT, it TEXT)")
        for table in found:
            _lay(connection, table)
    connection.execute("VACUUM")
    connection.close()


def _lay(connection: sqlite3.Connection, table: Table) -> None:
    connection.execute(f"CREATE TABLE {table.name} ({', '.join(_parts(table))})")
    places = ", ".join("?" for _ in table.columns)
    rows = ([_value(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows)
    connection.executemany(f"INSERT INTO {table.name} VALUES ({places})", rows)  # noqa: S608 - names of our own files
    connection.execute("INSERT INTO descriptions VALUES (?, NULL, ?, ?)", (table.name, table.en, table.it))
    described = ((table.name, column.name, column.en, column.it) for column in table.columns)
    connection.executemany("INSERT INTO descriptions VALUES (?, ?, ?, ?)", described)
    known = {column.name for column in table.columns}
    searched = [name for name in _SEARCHED.get(table.name, ()) if name in known]
    if searched:
        _make_searchable(connection, table.name, ", ".join(searched))


def _make_searchable(connection: sqlite3.Connection, name: str, columns: str) -> None:
    """Index texts so that accents and case do not matter (https://www.sqlite.org/fts5.html)."""
    tokens = "unicode61 remove_diacritics 2"
    connection.execute(f"CREATE VIRTUAL TABLE {name}_fts USING fts5({columns}, content='{name}', tokenize='{tokens}')")
    connection.execute(f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')")  # noqa: S608 - as above


def _parts(table: Table) -> Iterator[str]:
    for column in table.columns:
        refers = f" REFERENCES {column.table}({_quoted(column.name)})" if column.table else ""
        yield f"{_quoted(column.name)} {_TYPES.get(column.kind, 'TEXT')}{refers}"
    if table.key:
        yield f"PRIMARY KEY ({', '.join(_quoted(name) for name in table.key)})"


def _quoted(name: str) -> str:
    """Quote a name: some, such as check, are words of SQL."""
    return f'"{name}"'


def _value(column: Column, cell: str | None) -> str | int | float | None:
    if cell is None:
        return None
    if column.kind == "boolean":
        return int(cell == "true")
    if column.kind == "integer":
        return int(cell)
    return float(cell) if column.kind == "decimal" else cell
