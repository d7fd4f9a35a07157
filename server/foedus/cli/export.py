"""`foedus export`: the whole built graph as a file."""

from pathlib import Path

import click

from foedus import export, library
from foedus.cli.desk import Desk, examples, options, write


@click.command(
    epilog=examples("foedus export --format nquads --output foedus.nq", "foedus export --format turtle | less")
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(export.FORMS)),
    default=None,
    help="The format; without it, the one that the output file's extension names, else trig.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write; without it, standard output.",
)
@options
@click.pass_obj
def command(desk: Desk, format_: str | None, output: Path | None) -> int:
    """Write the built graph in an RDF format.

    TriG, N-Quads and JSON-LD hold every claim as a named graph; Turtle, N-Triples and RDF/XML hold the accepted
    view, names and descriptions.
    """
    form = export.form_of(format_ or (output.suffix if output and output.suffix else "trig"))
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    with desk.working("writing"):
        quads = [*(fact.quad for fact in built.facts), *built.computed]
        content = export.export(quads, form, desk.holdings.names)
    if output is None or str(output) == "-":
        click.echo(content, nl=False)
    else:
        write(output, content)
        desk.note(f"{output} written")
    return 0
