"""`foedus conflicts`: conflicts side by side, and their reviews."""

from datetime import UTC, datetime

import click
import pyoxigraph as ox

from foedus import conflicts, ledger, library, seeds
from foedus.cli.desk import Desk, examples, options
from foedus.cli.entering import enter, reader_of
from foedus.facts import CouldNotDo
from foedus.say import Language, say
from foedus.terms import Names, concept


@click.group(invoke_without_command=True, epilog=examples("foedus conflicts", "foedus conflicts --open --language it"))
@click.option("--open", "only_open", is_flag=True, help="Only conflicts that no review resolves.")
@click.option("--unreviewed", is_flag=True, help="Only conflicts that nobody has judged as their claims stand.")
@click.option("--language", type=click.Choice(["en", "it"]), default="en", show_default=True, help="The language.")
@options
@click.pass_context
def command(ctx: click.Context, language: Language, *, only_open: bool, unreviewed: bool) -> int:
    """Show where claims contradict each other, and judge it.

    Each conflict is told with its kind, its state, whose voices it sets against each other, both sides with their
    words, and its reviews.
    """
    if ctx.invoked_subcommand:
        return 0
    desk = ctx.ensure_object(Desk)
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    told = [
        conflict
        for conflict in conflicts.tell(built.index, built.view)
        if (conflict.is_open or not only_open) and (conflict.standing == concept("unreviewed") or not unreviewed)
    ]
    for conflict in told:
        click.echo("\n".join(_lines(built, conflict, language)) + "\n")
    desk.note(f"{len(told)} {'conflict' if len(told) == 1 else 'conflicts'}")
    return 0


@command.command(
    epilog=examples(
        "foedus conflicts review 80404874fc2afbc8 --resolution real \\",
        '    --because "No text tells of the change." --because-it "Nessun testo racconta il cambiamento."',
    )
)
@click.argument("conflict")
@click.option("--resolution", required=True, type=click.Choice(conflicts.RESOLUTIONS), help="How it is judged.")
@click.option("--because", required=True, help="The reason, from the texts alone, in an English sentence.")
@click.option("--because-it", required=True, help="The same in Italian.")
@click.option("--admits", multiple=True, metavar="CLAIM", help="The claim that stands, where one side is admitted.")
@click.option("--reader", default="id:maintainers", show_default=True, help="Who judged.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; without it, today.")
@options
@click.pass_obj
def review(
    desk: Desk,
    conflict: str,
    *,
    resolution: str,
    because: str,
    because_it: str,
    admits: tuple[str, ...],
    reader: str,
    day: datetime | None,
) -> int:
    """Write down how CONFLICT is judged, bound to its claims as they stand.

    CONFLICT is its name, or as much of it as only one has. The review stands in graph/reviews/, a file for the
    articles in conflict; it lapses when one of the claims changes. A conflict judged as real stays open.
    """
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    names = desk.holdings.names
    told = _find(conflicts.tell(built.index, built.view), conflict, names)
    quads = conflicts.review(
        told,
        names,
        {side.claim: ledger.claim_hash(built.index, side.claim) for side in told.sides},
        resolution=resolution,
        because={"en": because, "it": because_it},
        reader=reader_of(built.index, names, reader),
        day=(day or datetime.now(UTC)).date(),
        admits=[desk.claim(built.index, name) for name in admits],
    )
    keys = sorted({seeds.key_of(names.local(article)) for side in told.sides for article, _ in side.quotes})
    enter(desk, desk.holdings.file("reviews", "-".join(keys)), quads)
    desk.note(f"{names.shorten(told.conflict.value)} judged: {resolution}")
    return 0


def _find(told: list[conflicts.Conflict], name: str, names: Names) -> conflicts.Conflict:
    start = name.rsplit("/", 1)[-1].removeprefix("conflict:")
    found = [conflict for conflict in told if names.local(conflict.conflict).startswith(start)]
    exact = [conflict for conflict in found if names.local(conflict.conflict) == start]
    if len(exact or found) == 1:
        return (exact or found)[0]
    many = f"{len(found)} conflicts begin with {name}; give more of the name"
    raise CouldNotDo(many if found else f"there is no conflict {name}; `foedus conflicts` names them all")


def _lines(built: library.Built, told: conflicts.Conflict, language: Language) -> list[str]:
    names = built.holdings.names

    def name(node: ox.NamedNode) -> str:
        return conflicts.label(built.view, node, language, names)

    head = [name(told.kind), *map(name, told.opposes), name(told.derivation), name(told.standing)]
    lines = [f"{names.shorten(told.conflict.value)}  {' · '.join(head)}"]
    lines.append(f"  about     {', '.join(names.shorten(node.value) for node in told.disputed)}")
    if told.because:
        lines.append(f"  noted     {told.because.get(language, '')}")
    for side in told.sides:
        lines.append(f"  {names.shorten(side.claim.value)}  {say(built.index, side.claim, language)}")
        lines += [f'    words   "{words}" ({names.local(article)})' for article, words in side.quotes]
        lines.append(f"    voice   {', '.join(map(name, side.speakers)) or 'the article itself'}")
    for judged in told.reviews:
        state = "" if judged.holds else ", lapsed"
        lines.append(f"  review    {judged.day}{state}: {name(judged.resolution)}. {judged.because.get(language, '')}")
    return lines
