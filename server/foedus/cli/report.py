"""`foedus report`: the quality of the graph, as a page, Markdown or JSON."""

from functools import partial
from pathlib import Path

import click

from foedus import asking, library, quality
from foedus.cli.desk import Desk, examples, options, write
from foedus.quality import told

_WRITERS = {"markdown": told.markdown, "html": told.page, "json": told.as_json}


@click.command(epilog=examples("foedus report", "foedus report --format html --output quality.html"))
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(_WRITERS)),
    default="markdown",
    show_default=True,
    help="How to write it.",
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write it.")
@options
@click.pass_obj
def command(desk: Desk, format_: str, output: Path | None) -> int:
    """Report the quality of the graph, in charts and lists.

    What is covered, what the readings found, what one article alone says, which conflicts are open, which labels
    and terms want work. Each part is a question of shapes/quality/; a graph may add its own.
    """
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    with desk.working("asking the questions of quality"):
        text = _WRITERS[format_](quality.survey(partial(asking.select, built.store), built.holdings, built.version))
    if output:
        write(output, text.encode())
    else:
        click.echo(text, nl=False)
    return 0
