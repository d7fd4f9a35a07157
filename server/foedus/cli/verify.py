"""`foedus verify`: gate 1, mechanical."""

import click

from foedus import evidence, seeds
from foedus.cli.desk import Desk, examples, options
from foedus.cli.reporting import show
from foedus.facts import Index


@click.command(epilog=examples("foedus verify --articles ~/articles"))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the findings.",
)
@options
@click.pass_obj
def command(desk: Desk, format_: str) -> int:
    """Gate 1: hold every passage against its article.

    Where the text is at hand, hashes, offsets and quotes are checked character by character; where it is not,
    only against the record in seeds/. The report says which. It never judges what the words mean: that is
    gate 2, by reading (`foedus claim check`).
    """
    index = Index(desk.facts())
    records = seeds.records(index)
    with desk.working("checking the passages"):
        report = evidence.verify(index, records, desk.texts(records))
    return show(report, desk, format_=format_)
