"""`foedus diff`: what changed between two states of a graph."""

from pathlib import Path

import click

from foedus.cli.desk import Desk, examples, options
from foedus.facts import CouldNotDo

_FORMS = ("text", "markdown", "json", "turtle", "held")


@click.command(
    epilog=examples(
        "foedus diff HEAD~5",
        "foedus diff release-0.1.0 release-0.2.0 --format markdown",
        "foedus diff main feature --format json",
        "foedus diff nothing --format held --into CHANGELOG.md",
    )
)
@click.argument("old")
@click.argument("new", default="")
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMS),
    default="text",
    show_default=True,
    help='How to tell it; "held" gives the lines of the changelog\'s "Now held".',
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A changelog, between whose marks the lines are written instead of to standard output.",
)
@options
@click.pass_obj
def command(desk: Desk, old: str, new: str, format_: str, into: Path | None) -> int:
    """Tell what changed: claims, readings and conflicts, with quotes.

    OLD and NEW are each a revision of git, a release folder, a folder of a graph, or a file of
    `foedus export --view claims`, or `nothing`; without NEW it is the graph as it is. Exit code 0, changed or not.
    """
    from foedus import changelog, comparing, library  # noqa: PLC0415 - builds two graphs, and so imports much

    if into and (format_ != "held" or new):
        raise CouldNotDo("a changelog takes the lines of --format held, up to the graph as it is; leave out NEW")
    with desk.working("building both graphs"):
        found = comparing.between(old, new, desk.holdings)
    if into:
        changelog.write(into, comparing.as_held(found, desk.holdings.names), library.build(desk.holdings).version)
        desk.note(f"{into} written")
        return 0
    click.echo(comparing.form_of(format_)(found, desk.holdings.names), nl=False)
    return 0
