"""`foedus validate`: shapes and rules."""

import click

from foedus import library
from foedus.cli.desk import Desk, examples, options, printed
from foedus.cli.reporting import show


@click.command(epilog=examples("foedus validate --holdings my-graph --fail-on warning"))
@printed("the findings")
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning"]),
    default="violation",
    show_default=True,
    help="The mildest finding that makes the exit code 1.",
)
@options
@click.pass_obj
def command(desk: Desk, format_: str, fail_on: str) -> int:
    """Judge the graph by its shapes and rules.

    Each finding names the file and the line where the thing is written, and what to do.
    """
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    with desk.working("judging the shapes and rules"):
        report = library.validate(built)
    return show(report, desk, format_=format_, fail_on=fail_on)
