"""`foedus verify`: the two gates of verification, told apart."""

import json

import click

from foedus import evidence, ledger, seeds
from foedus.cli.desk import Desk, examples, options, printed
from foedus.cli.reporting import as_json, show
from foedus.facts import Index, Report

#: How the gates are called wherever they are told.
GATES = ("Gate 1, by the characters", "Gate 2, by reading")


@click.command(epilog=examples("foedus verify --articles ~/articles", "foedus verify --twice"))
@click.option("--twice", is_flag=True, help="Gate 2 asks for two readings that hold of every claim.")
@printed("the findings")
@options
@click.pass_obj
def command(desk: Desk, format_: str, *, twice: bool) -> int:
    """Gate 1, by the characters; gate 2, by reading.

    Gate 1 holds every passage against its article: where the text is at hand, hashes, offsets and quotes are
    checked character by character; where it is not, only against the record in seeds/. It says which, and never
    what the words mean. Gate 2 says which claims need a reading: those that nobody has read, that were edited
    since, or that a reading does not support (`foedus claim check` writes readings down).
    """
    index = Index(desk.facts())
    records = seeds.records(index)
    with desk.working("checking the passages"):
        by_characters = evidence.verify(index, records, desk.texts(records))
    by_reading = ledger.to_read(index, desk.holdings.names, twice=twice)
    return _show(dict(zip(GATES, (by_characters, by_reading), strict=True)), desk, format_)


def _show(reports: dict[str, Report], desk: Desk, format_: str) -> int:
    conforms = all(report.conforms for report in reports.values())
    if format_ == "json":
        gates = [{"gate": gate, **as_json(report)} for gate, report in reports.items()]
        click.echo(json.dumps({"conforms": conforms, "gates": gates}, ensure_ascii=False, indent=2))
        return int(not conforms)
    for gate, report in reports.items():
        if report.findings or not desk.quiet:
            click.echo(click.style(gate, bold=True))
        show(report, desk, format_="text")
    return int(not conforms)
