"""`foedus init`: a new graph, laid out like ours, with one worked article."""

import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
import pyoxigraph as ox

from foedus import authoring, ledger, library, questions, seeds, starter
from foedus.cli.desk import Desk, examples, options, write
from foedus.facts import CouldNotDo, Fact, Index
from foedus.holdings import Holdings
from foedus.layout import lay
from foedus.terms import Names, term


@click.command(epilog=examples("foedus init my-graph", "foedus --holdings my-graph validate"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options
@click.pass_obj
def command(desk: Desk, folder: Path) -> int:
    """Make a new graph in DIR, with one worked article.

    The article is invented. DIR must be empty or not exist yet.
    """
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CouldNotDo(f"{folder} is not empty; name a new folder")
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", target.name).strip("-") or "graph"
    target.parent.mkdir(parents=True, exist_ok=True)
    with desk.working("making the graph"), tempfile.TemporaryDirectory(dir=target.parent) as made:
        _make(Path(made) / "graph", name)
        if target.exists():
            target.rmdir()
        os.replace(Path(made) / "graph", target)  # noqa: PTH105 - Path.replace does the same, this names both
    desk.note(f"{folder} holds a graph with one invented article; its README.md says how to go on")
    return 0


def _make(root: Path, name: str) -> None:
    holdings = Holdings(root, Names(f"https://example.org/{name}/"))
    _write(holdings.settings, starter.SETTINGS.format(base=holdings.names.base))
    _write(holdings.readme, starter.README.format(name=name))
    _write(holdings.text(starter.FILE), starter.ARTICLE)
    for file, quads in starter.labels(holdings.names).items():
        _lay(holdings, holdings.file("names", file), quads)
    record = _record(holdings)
    texts, records = {record.article: starter.ARTICLE}, [record]
    drafts = [Fact(quad) for quad in starter.claims(holdings.names)]
    anchored = authoring.anchor(drafts, texts, records)
    _lay(holdings, holdings.file("claims", "a"), anchored)
    _lay(holdings, holdings.file("checks", "a"), _checks(holdings, anchored))
    _lay(holdings, holdings.file("coverage", "a"), starter.coverage(holdings.names))
    _ask(holdings)


def _record(holdings: Holdings) -> seeds.Record:
    path, dated = holdings.text(starter.FILE), seeds.Dated(*starter.DATED)
    known = seeds.Metadata(starter.TITLE, starter.PRINTED, starter.LANGUAGE, dated)
    quads = seeds.record(path, holdings.names, known)
    _lay(holdings, holdings.record(path), quads)
    return seeds.records(Index(Fact(quad) for quad in quads))[0]


def _checks(holdings: Holdings, quads: list[ox.Quad]) -> list[ox.Quad]:
    index, reader = Index(Fact(quad) for quad in quads), holdings.names.iri("id", "maintainers")
    told = {"verdict": "supports", "reading": "first", "method": starter.METHOD}
    day = datetime.now(UTC).date()
    return [
        quad
        for claim in index.typed(term("Claim"))
        for quad in ledger.check(index, holdings.names, claim, reader=reader, day=day, **told)
    ]


def _ask(holdings: Holdings) -> None:
    """Write the questions, and their answers as the graph gives them."""
    for name, text in starter.QUESTIONS.items():
        _write(holdings.questions / f"{name}.rq", text)
    store = library.build(holdings).store
    for question in questions.read(holdings.questions):
        _write(question.answer, questions.answered(question, store))


def _lay(holdings: Holdings, path: Path, quads: list[ox.Quad]) -> None:
    write(path, lay(quads, holdings.names).encode())


def _write(path: Path, text: str) -> None:
    write(path, text.encode())
