"""`foedus why`: what stands behind a triple."""

import click

from foedus import library, triples, why
from foedus.cli.desk import Desk, examples, options
from foedus.say import Language, say

_EDITED = "; stale: the claim was edited since"


@click.command(
    epilog=examples("foedus why id:armenia-in-csto f:status c:frozen", "foedus why id:vladimir-putin a f:Leader")
)
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@click.option(
    "--language",
    type=click.Choice(["en", "it"]),
    default="en",
    show_default=True,
    help="The language of the claims' sentences.",
)
@options
@click.pass_obj
def command(desk: Desk, subject: str, predicate: str, object_: str, language: Language) -> int:
    """Show what stands behind a triple, or why it is not in the view.

    Each claim that says it is told with its words, its readings, its conflicts, and what bars it from the accepted
    view. The exit code is 0 where the view holds the triple, 1 where it does not.
    """
    triple = triples.read(subject, predicate, object_, desk.holdings.names)
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    told = why.why(built.index, built.view, triple)
    click.echo(f"The accepted view {'holds' if told.holds else 'does not hold'} this triple.")
    if not told.behind:
        click.echo(
            "No claim says it."
            if not told.holds
            else "No claim stands behind it: it is a name, a description or a definition."
        )
    for behind in told.behind:
        click.echo("\n" + "\n".join(_lines(built, behind, language)))
    return 0 if told.holds else 1


def _lines(built: library.Built, behind: why.Behind, language: Language) -> list[str]:
    names = built.holdings.names
    lines = [f"{names.shorten(behind.claim.value)}  {say(built.index, behind.claim, language)}"]
    lines += [f'  words     "{words}" ({names.local(article)})' for article, words in behind.quotes]
    for reading in behind.readings:
        lines.append(
            f"  reading   {names.local(reading.reading)}: {names.local(reading.verdict)}, {reading.day}"
            f"{_EDITED if reading.stale else ''} ({reading.method})"
        )
    lines += [f"  conflict  {names.shorten(node.value)}" for node in behind.conflicts]
    lines += [f"  disputed  by {names.shorten(node.value)}" for node in behind.disputes]
    lines += [f"  not held  {reason}" for reason in behind.barred]
    return lines
