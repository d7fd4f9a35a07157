"""`foedus as-of`: what held on a day, according to whom."""

import json
from datetime import datetime

import click
import pyoxigraph as ox

from foedus import asof, library
from foedus.cli.desk import Desk, examples, options, printed
from foedus.cli.reporting import table
from foedus.facts import CouldNotDo
from foedus.say import Language, say
from foedus.terms import Names

#: In the order in which they are printed.
_WORDS: dict[asof.Answer, str] = {True: "yes", False: "no", None: "not known"}


@click.command(
    epilog=examples(
        "foedus as-of 2025-11-27 id:armenia --predicate f:status",
        "foedus as-of 2023-11-22 id:belarus-in-csto",
        then="not known is an answer: the claims do not say it at the precision of that day.",
    )
)
@click.argument("day", metavar="DAY", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("subject", required=False)
@click.option("--predicate", metavar="NAME", help="Only things of which the claim gives this property.")
@click.option(
    "--language",
    type=click.Choice(["en", "it"]),
    default="en",
    show_default=True,
    help="The language of the claims' sentences.",
)
@printed("the answers")
@options
@click.pass_obj
def command(
    desk: Desk, day: datetime, subject: str | None, *, predicate: str | None, language: Language, format_: str
) -> int:
    """Tell what held on a day, according to whom: yes, no or not known.

    Each claim that speaks of SUBJECT, or each claim at all, is answered for DAY (YYYY-MM-DD): yes where it says that
    it was so on that day, no where it says or its own time entails that it was not, not known where it does not say
    it at that precision, or tells it as planned, wished or supposed.
    """
    names = desk.holdings.names
    nodes = [_node(name, names) for name in (subject, predicate)]
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    judged = asof.judge(built.index, built.view, day.date(), subject=nodes[0], predicate=nodes[1])
    order = list(_WORDS)
    rows = [
        [_WORDS[j.answer], names.local(j.claim), _about(j, names), j.because, say(built.index, j.claim, language)]
        for j in sorted(judged, key=lambda j: order.index(j.answer))
    ]
    heads = ["answer", "claim", "about", "because", "says"]
    if format_ == "json":
        told = [dict(zip(heads, row, strict=True)) for row in rows]
        click.echo(json.dumps({"day": day.date().isoformat(), "claims": told}, ensure_ascii=False, indent=2))
    else:
        click.echo(table(heads, rows) if rows else "No claim speaks of it.")
    return 0


def _node(name: str | None, names: Names) -> ox.NamedNode | None:
    try:
        return None if name is None else names.expand(name)
    except ValueError:
        raise CouldNotDo(f"{name} is not a name; write a prefixed name such as id:armenia, or an IRI") from None


def _about(judgement: asof.Judgement, names: Names) -> str:
    return names.shorten(judgement.node.value) if judgement.node != judgement.claim else ""
