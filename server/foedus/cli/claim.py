"""`foedus claim`: entering, checking and reading claims."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pyoxigraph as ox

from foedus import anchors, authoring, graph, ledger, seeds
from foedus.cli.desk import Desk, examples, options, standard_input, write
from foedus.cli.entering import enter, reader_of
from foedus.cli.formatting import against
from foedus.cli.reporting import show, table
from foedus.facts import CouldNotDo, Index, Report
from foedus.layout import lay
from foedus.say import Language, say
from foedus.terms import Names, term


@click.group(epilog=examples("foedus claim say 003-030 --language it"))
@options
def command() -> None:
    """Enter, check and read claims."""


@command.command(epilog=examples('foedus claim new 003 "ha congelato l\'appartenenza alla CSTO"'))
@click.argument("article")
@click.argument("words")
@click.option("--sentence", type=int, metavar="N", help="The sentence, where the words stand more than once.")
@click.option("--write", "into_file", is_flag=True, help="Put the block into graph/claims/ARTICLE.trig.")
@options
@click.pass_obj
def new(desk: Desk, article: str, words: str, sentence: int | None, *, into_file: bool) -> int:
    """Find WORDS in ARTICLE and print a ready block for a new claim.

    White space does not matter. Offsets and hashes are computed; the gist is to be replaced by what the words say.
    """
    index, names = Index(desk.facts()), desk.holdings.names
    record, text = _article(desk, index, article)
    found = _one(authoring.locate(text, words, record), sentence, words, article, text)
    local = authoring.next_local(index, names, record.article)
    quads = authoring.draft(local, names, record.article, found, text)
    shared = _quoting(index, record.article, found)
    if shared:
        desk.note(f"{names.shorten(shared.value)} already quotes these words: share it")
    if into_file:
        path = desk.holdings.file("claims", seeds.key_of(names.local(record.article)))
        enter(desk, path, quads)
        desk.note(f"claim:{local} added to {desk.holdings.name(path)}")
    else:
        click.echo(_block(quads, names), nl=False)
    return 0


@command.command(epilog=examples("foedus claim anchor graph/claims/003.trig"))
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True)
)
@options
@click.pass_obj
def anchor(desk: Desk, files: tuple[Path, ...]) -> int:
    """Complete the passages in FILES that have only their words.

    A passage needs its article and its quote; f:sentence names the sentence where the words stand more than once.
    The files are laid canonically; - reads standard input and writes standard output.
    """
    records = _records(desk)
    texts, report = desk.texts(records), Report()
    for path in files:
        name = "standard input" if path == Path("-") else desk.holdings.name(path)
        content = standard_input() if path == Path("-") else path.read_bytes()
        facts = list(graph.read(content, name))
        findings = against(content, facts, name)
        report.add(findings)
        if not findings:
            laid = lay(authoring.anchor(facts, texts, records), desk.holdings.names).encode()
            if path == Path("-"):
                click.echo(laid, nl=False)
            elif write(path, laid):
                desk.note(f"{name} completed")
    return show(report, desk, format_="text") if report.findings else 0


@command.command(
    epilog=examples(
        "foedus claim check 003-030 003-031 --verdict supports --reading first \\",
        '    --method "Read each triple against the quoted words."',
    )
)
@click.argument("claims", nargs=-1, required=True)
@click.option(
    "--verdict",
    required=True,
    type=click.Choice(["supports", "partly", "does-not-support", "cannot-tell"]),
    help="What the reading found.",
)
@click.option(
    "--reading",
    required=True,
    type=click.Choice(["first", "second"]),
    help="The first reading, or the second, made without looking at the first.",
)
@click.option("--method", required=True, help="How the reading was done, in a sentence.")
@click.option("--reader", default="id:maintainers", show_default=True, help="Who read.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The day; without it, today.")
@options
@click.pass_obj
def check(
    desk: Desk, claims: tuple[str, ...], *, verdict: str, reading: str, method: str, reader: str, day: datetime | None
) -> int:
    """Write down a reading of CLAIMS.

    Each Check is bound to the claim's hash, so that any later edit of the claim makes it stale. Checks stand in
    graph/checks/, a file an article.
    """
    index, names = Index(desk.facts()), desk.holdings.names
    who, when = reader_of(index, names, reader), (day or datetime.now(UTC)).date()
    found = dict.fromkeys(desk.claim(index, name) for name in claims)
    files: dict[str, list[ox.Quad]] = {}
    for claim in found:
        quads = ledger.check(index, names, claim, verdict=verdict, reading=reading, reader=who, method=method, day=when)
        files.setdefault(names.local(claim).rsplit("-", 1)[0], []).extend(quads)
    for key, quads in files.items():
        enter(desk, desk.holdings.file("checks", key), quads)
    desk.note(f"{len(found)} checked: {verdict}")
    return 0


@command.command("say", epilog=examples("foedus claim say 003-030 --language it"))
@click.argument("claims", nargs=-1, required=True)
@click.option("--language", type=click.Choice(["en", "it"]), default="en", show_default=True, help="The language.")
@options
@click.pass_obj
def say_(desk: Desk, claims: tuple[str, ...], language: Language) -> int:
    """Render CLAIMS as plain sentences: whose voice, how firmly, and everything their graphs hold."""
    index = Index(desk.facts())
    for name in claims:
        click.echo(say(index, desk.claim(index, name), language))
    return 0


@command.command("list", epilog=examples("foedus claim list --unread"))
@click.option("--unread", is_flag=True, help="Only claims that nobody has read yet.")
@click.option("--stale", is_flag=True, help="Only claims that were edited after their last reading.")
@click.option("--language", type=click.Choice(["en", "it"]), default="en", show_default=True, help="The language.")
@options
@click.pass_obj
def list_(desk: Desk, language: Language, *, unread: bool, stale: bool) -> int:
    """List the claims with their standing and their sentence."""
    index, names = Index(desk.facts()), desk.holdings.names
    wanted = {name for name, asked in (("unread", unread), ("stale", stale)) if asked}
    rows = []
    with desk.working("reading the claims"):
        for claim, standing in ledger.standings(index).items():
            if not wanted or names.local(standing) in wanted:
                rows.append([names.local(claim), names.local(standing), say(index, claim, language)])
    click.echo(table(["claim", "standing", "says"], rows))
    return 0


def _records(desk: Desk) -> list[seeds.Record]:
    holdings = desk.holdings
    facts = (fact for path in holdings.files("seeds") for fact in graph.read_file(path, holdings.name(path)))
    return seeds.records(Index(facts))


def _article(desk: Desk, index: Index, article: str) -> tuple[seeds.Record, str]:
    names, records = desk.holdings.names, seeds.records(index)
    key = article.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
    record = next((record for record in records if names.local(record.article) == key), None)
    if record is None:
        known = ", ".join(names.local(record.article) for record in records) or "none"
        raise CouldNotDo(f"there is no article {article}; recorded are {known} (`foedus seeds record FILE` adds one)")
    texts = desk.texts(records)
    if record.article not in texts:
        raise CouldNotDo(f"the text {record.file} is not at hand; give --articles the folder that holds it")
    return record, texts[record.article]


def _one(founds: list[authoring.Found], sentence: int | None, words: str, article: str, text: str) -> authoring.Found:
    if sentence is not None:
        founds = [found for found in founds if sentence in found.sentences]
    if len(founds) == 1:
        return founds[0]
    if not founds:
        raise CouldNotDo(f'"{words}" does not stand in article {article}; copy the words from the text')
    places = "; ".join(
        f"sentence {found.sentences[0] if found.sentences else '?'} (line {line}, column {column})"
        for found in founds
        for line, column in [anchors.line_and_column(text, found.quote.start)]
    )
    raise CouldNotDo(
        f'"{words}" stands {len(founds)} times in article {article}: {places}; choose with --sentence, or'
        " quote more words"
    )


def _quoting(index: Index, article: ox.NamedNode, found: authoring.Found) -> ox.NamedNode | None:
    """Find a passage that already quotes exactly these characters."""
    offsets = [str(found.quote.start), str(found.quote.end)]
    return next(
        (
            node
            for node in index.typed(term("Passage"))
            if index.value(node, term("article")) == article
            and [index.text(node, term(name)) for name in ("quoteStart", "quoteEnd")] == offsets
        ),
        None,
    )


def _block(quads: list[ox.Quad], names: Names) -> str:
    """Lay quads without the prefixes that their file has already."""
    lines = lay(quads, names).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("@prefix"))
