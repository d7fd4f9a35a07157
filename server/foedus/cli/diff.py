"""`foedus diff`: what changed between two states of a graph."""

import click

from foedus.cli.desk import Desk, examples, options

_FORMS = ("text", "markdown", "json", "turtle", "held")


@click.command(
    epilog=examples(
        "foedus diff HEAD~5",
        "foedus diff release-0.1.0 release-0.2.0 --format markdown",
        "foedus diff main feature --format json",
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
@options
@click.pass_obj
def command(desk: Desk, old: str, new: str, format_: str) -> int:
    """Tell what changed: claims, readings and conflicts, with quotes.

    OLD and NEW are each a revision of git, a release folder, a folder of a graph, or a file of
    `foedus export --view claims`; without NEW it is the graph as it is. Exit code 0, changed or not.
    """
    from foedus import comparing  # noqa: PLC0415 - builds two graphs, and so imports much

    with desk.working("building both graphs"):
        found = comparing.between(old, new, desk.holdings)
    click.echo(comparing.form_of(format_)(found, desk.holdings.names), nl=False)
    return 0
