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
from foedus.holdings import Holdings, open_holdings
from foedus.layout import lay
from foedus.terms import term


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
    _write(root / "foedus.toml", f'base = "https://example.org/{name}/"\n')
    _write(root / "README.md", starter.README.format(name=name))
    _write(root / "articles" / starter.FILE, starter.ARTICLE)
    (root / "graph").mkdir()
    holdings = open_holdings(root)
    for file, quads in starter.labels(holdings.names).items():
        _lay(holdings, f"graph/names/{file}.ttl", quads)
    record = _record(holdings)
    texts, records = {record.article: starter.ARTICLE}, [record]
    drafts = [Fact(quad) for quad in starter.claims(holdings.names)]
    anchored = authoring.anchor(drafts, texts, records)
    _lay(holdings, "graph/claims/a.trig", anchored)
    _lay(holdings, "graph/checks/a.ttl", _checks(holdings, anchored))
    _lay(holdings, "graph/coverage/a.ttl", starter.coverage(holdings.names))
    _ask(holdings)


def _record(holdings: Holdings) -> seeds.Record:
    path, dated = holdings.root / "articles" / starter.FILE, seeds.Dated(*starter.DATED)
    known = seeds.Metadata(starter.TITLE, starter.PRINTED, starter.LANGUAGE, dated)
    quads = seeds.record(path, holdings.names, known)
    _lay(holdings, f"seeds/{path.stem}.ttl", quads)
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
    folder = holdings.root / "graph" / "questions"
    for name, text in starter.QUESTIONS.items():
        _write(folder / f"{name}.rq", text)
    store = library.build(holdings).store
    for question in questions.read(folder):
        _write(question.answer, questions.answered(question, store))


def _lay(holdings: Holdings, path: str, quads: list[ox.Quad]) -> None:
    write(holdings.root / path, lay(quads, holdings.names).encode())


def _write(path: Path, text: str) -> None:
    write(path, text.encode())
