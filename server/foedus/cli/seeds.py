"""`foedus seeds`: the records of the articles."""

import re
from datetime import date
from pathlib import Path

import click
import pyoxigraph as ox

from foedus import graph, seeds
from foedus.cli.desk import Desk, examples, options, write
from foedus.cli.reporting import table
from foedus.facts import CouldNotDo, Fact, Index
from foedus.layout import lay
from foedus.terms import term

_KEY = re.compile(r"[A-Za-z0-9]+")


@click.group(epilog=examples('foedus seeds record articles/a_news.txt --outlet "Prima Pagina" --language it'))
@options
def command() -> None:
    """Record articles: what was read, without its text."""


@command.command(
    epilog=examples(
        'foedus seeds record articles/a_news.txt --author "A. Writer" --dated "27 nov 2025" \\',
        "    --edtf 2025-11-27 --earliest 2025-11-27 --latest 2025-11-27",
    )
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--title", help="The title, as the text prints it.")
@click.option("--outlet", help="The outlet, as the text names it.")
@click.option("--author", help="The author, as the text prints the name.")
@click.option("--dateline", help="The place named at the head.")
@click.option("--language", help="The language of the text, such as it.")
@click.option("--dated", metavar="WORDS", help="The words that date the article.")
@click.option("--edtf", help="The date in EDTF, no finer than the words, such as XXXX-11-09.")
@click.option("--earliest", metavar="DAY", help="First day it can be, as YYYY-MM-DD.")
@click.option("--latest", metavar="DAY", help="Last day it can be, as YYYY-MM-DD.")
@click.option(
    "--derivation",
    type=click.Choice(["stated", "computed", "inferred"]),
    help="How the date was reached; stated where the words give it in full.",
)
@options
@click.pass_obj
def record(desk: Desk, /, file: Path, **given: str | None) -> int:
    """Write the record of the article in FILE.

    The record holds the file's name, SHA-256, length and sentences as offsets and hashes, and the metadata that
    the text prints; what is not given stays as it was recorded, or missing. Recording again changes nothing.
    """
    names, key = desk.holdings.names, seeds.key_of(file.name)
    if not _KEY.fullmatch(key):
        raise CouldNotDo(
            f"{file.name} gives the article no short key; name the file KEY_anything.txt, KEY of letters and digits"
        )
    target = desk.holdings.record(file)
    article, old = names.iri("article", key), _old(desk, target)
    _refuse_rival(desk, target, article)
    index = Index(old)
    quads = seeds.record(file, names, _merged(seeds.metadata(index, article), given))
    quads += seeds.beyond(index, article)
    _tell(desk, target, index, Index(Fact(quad) for quad in quads), article)
    if not write(target, lay(quads, names).encode()):
        desk.note("nothing changed")
    return 0


@command.command("list", epilog=examples("foedus seeds list --holdings my-graph"))
@options
@click.pass_obj
def list_(desk: Desk) -> int:
    """List the recorded articles, and whether their texts are at hand."""
    index = Index(desk.facts())
    records = seeds.records(index)
    texts = desk.texts(records)
    rows = []
    for row in records:
        known = seeds.metadata(index, row.article)
        rows.append(
            [
                desk.holdings.names.local(row.article),
                row.file,
                str(row.length),
                str(len(row.sentences)),
                known.printed.get("outlet", ""),
                known.dated.edtf if known.dated else "",
                "yes" if row.article in texts else "no",
            ]
        )
    click.echo(table(["article", "file", "characters", "sentences", "outlet", "date", "at hand"], rows))
    return 0


def _old(desk: Desk, target: Path) -> list[Fact]:
    return list(graph.read_file(target, desk.holdings.name(target))) if target.is_file() else []


def _refuse_rival(desk: Desk, target: Path, article: ox.NamedNode) -> None:
    """Refuse a key that another file's record has."""
    for path in desk.holdings.files("seeds"):
        if path != target and Index(graph.read_file(path, desk.holdings.name(path))).about(article):
            raise CouldNotDo(f"{desk.holdings.name(path)} already records an article of this key; rename the file")


def _merged(known: seeds.Metadata, given: dict[str, str | None]) -> seeds.Metadata:
    """Put what was given over what was recorded."""
    printed = dict(known.printed) | {name: words for name in seeds.PRINTED if (words := given[name])}
    title, language = given["title"] or known.title, given["language"] or known.language
    return seeds.Metadata(title, printed, language, _dated(known.dated, given))


def _dated(known: seeds.Dated | None, given: dict[str, str | None]) -> seeds.Dated | None:
    asked = {name: given[name] for name in ("edtf", "earliest", "latest", "derivation") if given[name]}
    words = given["dated"]
    if not words and not asked:
        return known
    for name in ("earliest", "latest"):
        _refuse_no_day(name, asked.get(name))
    if words:
        known = seeds.Dated(words, "", None, None, "stated")
    if known is None or not (known.edtf or "edtf" in asked):
        raise CouldNotDo("a date needs the words of the text (--dated) and its EDTF (--edtf)")
    dated = seeds.Dated(
        known.wording,
        asked.get("edtf") or known.edtf,
        asked.get("earliest") or known.earliest,
        asked.get("latest") or known.latest,
        asked.get("derivation") or known.derivation,
    )
    _refuse_unprinted_year(dated)
    return dated


def _refuse_unprinted_year(dated: seeds.Dated) -> None:
    """Refuse to call a date stated when its words print no such year."""
    printed = re.findall(r"\d+", dated.wording)
    for year in re.findall(r"\d{4}", dated.edtf.split("-")[0]):
        if dated.derivation == "stated" and year not in printed and year[2:] not in printed:
            raise CouldNotDo(
                f'"{dated.wording}" does not print the year {year}; say how it was reached with --derivation'
                " computed or inferred, or write XXXX for the year"
            )


def _refuse_no_day(name: str, day: str | None) -> None:
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        raise CouldNotDo(f"--{name} {day} is not a day; write it as 2025-11-27") from None


def _tell(desk: Desk, target: Path, old: Index, new: Index, article: ox.NamedNode) -> None:
    before, after = (index.text(article, term("sha256")) for index in (old, new))
    if before and before != after:
        desk.note("the text is not the one that was recorded before: run `foedus verify` to see which passages moved")
    count = len(new.typed(term("Sentence")))
    missing = [name for name in seeds.PRINTED if not new.text(article, term(name))]
    missing += [] if new.value(article, term("time")) else ["date"]
    left = f"; not given: {', '.join(missing)}" if missing else ""
    desk.note(f"{desk.holdings.name(target)}: {count} sentences{left}")
