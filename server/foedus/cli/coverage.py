"""`foedus coverage`: sentence by sentence, what carries it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import click
import pyoxigraph as ox

from foedus import coverage, seeds
from foedus.anchors import collapse
from foedus.cli.desk import Desk, examples, options, printed
from foedus.cli.reporting import as_json, show
from foedus.facts import CouldNotDo, Index, Report
from foedus.terms import Names

_Texts = Mapping[ox.NamedNode, str]


@click.command(epilog=examples("foedus coverage", "foedus coverage 003 --articles ~/articles"))
@click.argument("asked", nargs=-1, metavar="[ARTICLE]...")
@printed("the sentences")
@options
@click.pass_obj
def command(desk: Desk, asked: tuple[str, ...], format_: str) -> int:
    """Show, sentence by sentence, which claims carry it.

    For each sentence: the characters that are quoted of all it has, its claims or the reason why it carries none,
    and its words where the text is at hand. The exit code is 1 where a sentence is not accounted for.
    """
    index, names = Index(desk.facts()), desk.holdings.names
    records = _wanted(seeds.records(index), asked, names)
    texts = desk.texts(records)
    accounts = {record.article: coverage.account(index, record.article) for record in records}
    report = Report(list(coverage.judge(index, chain.from_iterable(accounts.values()), names)))
    if format_ == "json":
        rows = [_row(article, each, texts, names) for article, own in accounts.items() for each in own]
        click.echo(json.dumps({**as_json(report), "sentences": rows}, ensure_ascii=False, indent=2))
        return int(not report.conforms)
    for article, own in accounts.items():
        click.echo("\n".join(_lines(article, own, texts, names)) + "\n")
    return show(report, desk, format_=format_)


def _wanted(records: list[seeds.Record], asked: Sequence[str], names: Names) -> list[seeds.Record]:
    """Choose the articles by key, prefixed name or IRI; all where none is asked for."""
    by_key = {names.local(record.article): record for record in records}
    keys = [name.rsplit(":", 1)[-1].rsplit("/", 1)[-1] for name in asked] or list(by_key)
    for key in keys:
        if key not in by_key:
            known = ", ".join(by_key) or "none"
            raise CouldNotDo(f"there is no article {key}; recorded are {known} (`foedus seeds record FILE` adds one)")
    return [by_key[key] for key in dict.fromkeys(keys)]


def _lines(article: ox.NamedNode, sentences: list[coverage.Sentence], texts: _Texts, names: Names) -> Iterator[str]:
    told = sum(sentence.accounted for sentence in sentences)
    yield f"article {names.local(article)}: {told} of {len(sentences)} sentences accounted for"
    for sentence in sentences:
        length = sentence.span.end - sentence.span.start
        yield f"  {sentence.number:>3}  {f'{sentence.quoted}/{length}':>8}  {_carried(sentence, names)}"
        if article in texts:
            yield f"       {collapse(sentence.span.of(texts[article]))}"


def _carried(sentence: coverage.Sentence, names: Names) -> str:
    claims = " ".join(names.local(claim) for claim in sentence.claims)
    reasons = " / ".join(sentence.reasons)
    return "; ".join(part for part in (claims, reasons and f"no claim: {reasons}") if part) or "NOT ACCOUNTED FOR"


def _row(article: ox.NamedNode, sentence: coverage.Sentence, texts: _Texts, names: Names) -> dict[str, object]:
    text = texts.get(article)
    return {
        "article": names.local(article),
        "sentence": sentence.number,
        "characters": sentence.span.end - sentence.span.start,
        "quoted": sentence.quoted,
        "claims": [names.local(claim) for claim in sentence.claims],
        "carriesNoClaim": list(sentence.reasons),
        "accounted": sentence.accounted,
        "text": None if text is None else collapse(sentence.span.of(text)),
    }
