"""`foedus export`: the built graph, or a part of it, as a file for another tool."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from foedus import export, library
from foedus.cli.desk import Desk, examples, options, replaced
from foedus.export import scope
from foedus.facts import CouldNotDo

_VIEWS = ("all", "accepted", "claims")


@click.command(
    epilog=examples(
        "foedus export --format nquads --output foedus.nq",
        "foedus export --article 003 --format jsonld",
        "foedus export --entity id:csto --format turtle12 | less",
        "foedus export big.nq other.ttl --format trig -o sorted.trig",
        "foedus export --table state_years > state_years.csv",
    )
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(export.FORMS)),
    default=None,
    help="The format; without it, the one that the output file's extension names, else trig.",
)
@click.option(
    "--view",
    type=click.Choice(_VIEWS),
    default="all",
    show_default=True,
    help="What of the graph: all that is served, its default graph, or what was written with nothing computed.",
)
@click.option("--article", metavar="KEY", help="Only the claims of one article, with their evidence: 003.")
@click.option("--entity", metavar="NAME", help="Only the claims that speak of a thing, with their evidence: id:csto.")
@click.option("--table", metavar="NAME", help="One table as CSV, instead of a format: claims, events, state_years …")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write; without it, standard output.",
)
@click.option(
    "--query",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Only what a CONSTRUCT or DESCRIBE in a file makes.",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@options
@click.pass_obj
def command(
    desk: Desk,
    *,
    files: tuple[Path, ...],
    format_: str | None,
    view: scope.View,
    article: str | None,
    entity: str | None,
    table: str | None,
    query: Path | None,
    output: Path | None,
) -> int:
    """Write the graph in another tool's format.

    FILES are RDF of any size that is written instead of the graph, sorted, in the formats of RDF. The same graph
    gives the same bytes on every run. What a format leaves out is said on standard error.
    """
    file = output if output and str(output) != "-" else None
    form = _form(format_, table, file)
    if files and (article or entity or query or view != "all"):
        raise CouldNotDo("FILES are written whole; leave out --view, --article, --entity and --query")
    with desk.working("reading"):
        selection = library.files(files, desk.holdings) if files else _selected(desk, view, article, entity, query)
    with desk.working("writing"):
        _write(form.write(selection), file)
    if file:
        desk.note(f"{file} written")
    if form.drops:
        desk.note(f"{form.name} leaves out {form.drops}; trig, nquads and jsonld hold everything")
    return 0


def _selected(
    desk: Desk, view: scope.View, article: str | None, entity: str | None, query: Path | None
) -> scope.Selection:
    built = library.build(desk.holdings)
    return library.selected(built, view=view, article=article, entity=entity, query=query)


def _form(name: str | None, table: str | None, file: Path | None) -> export.Form:
    if table and name:
        raise CouldNotDo("a table is written as CSV; leave out --format, or take the format csv for all tables")
    if table:
        return export.table_form(table)
    return export.form_by(file.name) if file and not name else export.form_of(name or "trig")


def _write(pieces: Iterator[bytes], output: Path | None) -> None:
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    with replaced(output) as file:
        file.writelines(pieces)
