"""Tables of the graph for tools that know no RDF: each is read back by one that we did not write."""

import asyncio
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from csvw import TableGroup
from datasette.app import Datasette
from foedus import export, library
from foedus.export.scope import Selection
from foedus.export.tables import Table, tables
from foedus.facts import CouldNotDo
from foedus.library import Built
from foedus.terms import PATHS

#: What SQL holds of a cell, by the kind of its column.
_READ = {"integer": int, "decimal": float, "boolean": lambda cell: int(cell == "true")}
GOOD = "# en: a\n# it: a\n# column s: s | s\nSELECT ?s { ?s ?p ?o }"


@pytest.fixture(scope="module")
def selection() -> Selection:
    return library.selected(library.build(library.open_holdings()))


@pytest.fixture(scope="module")
def found(selection: Selection) -> dict[str, Table]:
    return {table.name: table for table in tables(selection)}


def made(selection: Selection, form: str) -> bytes:
    return b"".join(export.form_of(form).write(selection))


@pytest.fixture(scope="module")
def unpacked(selection: Selection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    with zipfile.ZipFile(io.BytesIO(made(selection, "csv"))) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def database(selection: Selection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "graph.db"
    path.write_bytes(made(selection, "sqlite"))
    return path


def test_csvw_reads_every_row(unpacked: Path, found: dict[str, Table]) -> None:
    """A reader of CSVW finds each table with its rows, and every reference between tables holds."""
    group = TableGroup.from_file(unpacked / "csv-metadata.json")
    rows = {table.local_name.removesuffix(".csv"): len(list(table)) for table in group.tables}
    group.check_referential_integrity()

    assert {name: len(table.rows) for name, table in found.items()} == rows


def test_pandas_reads_every_cell(unpacked: Path, found: dict[str, Table]) -> None:
    """Pandas reads each CSV with the same cells, under the same columns."""
    for name, table in found.items():
        frame = pd.read_csv(unpacked / f"{name}.csv", dtype=str, keep_default_na=False)

        assert [column.name for column in table.columns] == list(frame.columns)
        assert [[cell or "" for cell in row] for row in table.rows] == frame.to_numpy().tolist()


def test_sqlite_holds_every_row(database: Path, found: dict[str, Table]) -> None:
    """The database is sound, its references hold, and it holds every row and a description of every column."""
    connection = sqlite3.connect(database)

    assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
    assert [] == connection.execute("PRAGMA foreign_key_check").fetchall()
    for name, table in found.items():
        rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - names of our own tables
        reads = [_READ.get(column.kind, str) for column in table.columns]

        assert [
            tuple(None if cell is None else read(cell) for read, cell in zip(reads, row, strict=True))
            for row in table.rows
        ] == rows
        described = connection.execute("SELECT COUNT(*) FROM descriptions WHERE name = ?", (name,)).fetchone()

        assert (len(table.columns) + 1,) == described


def test_sqlite_finds_words_without_accents(database: Path) -> None:
    """Full-text search finds quoted words, accents or not."""
    connection = sqlite3.connect(database)
    hits = [
        connection.execute("SELECT COUNT(*) FROM passages_fts WHERE passages_fts MATCH ?", (word,)).fetchone()
        for word in ("più", "piu")
    ]

    assert hits[0] == hits[1] > (0,)


@pytest.mark.parametrize("name", ["graph", "foedus"])
def test_datasette_shows_the_tables(database: Path, selection: Selection, tmp_path: Path, name: str) -> None:
    """Datasette opens the file with our metadata, in a release or under the graph's own name: descriptions, rows."""
    file = shutil.copy(database, tmp_path / f"{name}.db")

    async def asked() -> tuple[dict[str, object], str]:
        app = Datasette([str(file)], metadata=json.loads(made(selection, "datasette")))
        rows = await app.client.get(f"/{name}/claims.json?_size=1&_labels=on")
        page = await app.client.get(f"/{name}/state_years")
        return rows.json(), page.text

    rows, page = asyncio.run(asked())

    assert "claim" in rows["columns"]
    assert "States in organizations by year" in page
    assert "The year as of which the claim speaks." in page


def test_every_row_traces_to_its_claim(found: dict[str, Table]) -> None:
    """A row about the world names the claim that says so."""
    about_evidence = {"articles", "claims", "passages", "things", "conflicts", "places"}

    assert {name for name, table in found.items() if all(c.name != "claim" for c in table.columns)} < about_evidence


def test_things_have_their_local_names(found: dict[str, Table]) -> None:
    """What a column says to be below a path is below it: address and cell make the IRI."""
    strays = {
        (table.name, column.name, cell)
        for table in found.values()
        for place, column in enumerate(table.columns)
        if column.kind in {*PATHS, "concept"}
        for cell in {row[place] for row in table.rows}
        if cell and (":" in cell or cell.startswith("<"))
    }

    assert set() == strays


@pytest.mark.parametrize("form", ["csv", "sqlite", "datasette"])
def test_tables_have_the_same_bytes_on_every_run(press: Callable[..., Built], form: str) -> None:
    """The same graph gives the same file."""
    from samples import PACT  # noqa: PLC0415 - only here

    assert made(library.selected(press(PACT)), form) == made(library.selected(press(PACT)), form)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD.replace("# it: a\n", ""), "t.rq:1: the table lacks its header line `# it: …`"),
        (GOOD.replace("column s: s | s", "column s: s"), "t.rq:3: write `# column NAME"),
        (GOOD.replace("column s:", "column s colour:"), "t.rq:3: write `# column NAME"),
        (GOOD.replace("# column s: s | s\n", ""), "the table lacks its header line `# column …: … | …`"),
    ],
)
def test_a_table_without_its_header_is_refused(text: str, sentence: str) -> None:
    """A table file that does not say what it holds is refused with the line to write."""
    with pytest.raises(CouldNotDo, match=sentence.replace("|", "\\|")):
        tables(Selection([], tables={"t": text}))


def test_one_table_is_written_as_csv(found: dict[str, Table], selection: Selection) -> None:
    """`foedus export --table NAME` gives one table; a name that is none is refused with those that are."""
    text = b"".join(export.table_form("plans").write(selection))

    assert len(found["plans"].rows) + 1 == len(text.splitlines())
    with pytest.raises(CouldNotDo, match="there is no table plots; choose one of articles, "):
        list(export.table_form("plots").write(selection))
