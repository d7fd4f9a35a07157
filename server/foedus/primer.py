"""Writes the half page from which a language model learns to use a graph (https://llmstxt.org)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from foedus.holdings import About
from foedus.terms import Names

#: A name of the ontology, such as f:Claim, and its label.
Word = tuple[str, str]
_PURPOSE = """\
> A knowledge graph of what news articles report. Every fact is anchored to the words that carry it; every contradiction
> is kept and shown. Read-only."""
_READING = """\
- A plain pattern asks the accepted view (the default graph): what verified claims hold, less what is contested.
- `GRAPH ?claim { … }` asks what is said; the claim's own triples say in whose voice (`f:voice`), how firmly
  (`f:factuality`, `f:polarity`), as of when (`f:asOf`) and in which words (`f:passage`, then `f:quoteText` and
  `f:article`). The `dcterms:description` of each claim says all of it in one whole sentence, in English and Italian.
- What is planned, merely said or denied is in the claims and never in the accepted view, nor are its numbers.
- Find a thing by its `rdfs:label` before you name its IRI: one that was guessed gives no row and no error.
- Nothing is known beyond the articles: no row means that the graph does not say, not that it is not so."""
_CITING = """\
Name the claim's IRI, the quoted words and the article, and the version of the graph. Quotes are words of the articles;
everything else is a reading of them. Never give a fact of this graph without its claim."""


@dataclass(frozen=True, slots=True)
class Primer:
    """What the half page tells; ``links`` and ``limits`` are lines as they stand there."""

    names: Names
    about: About
    version: str
    classes: Sequence[Word]
    properties: Sequence[Word]
    examples: Sequence[tuple[str, str]] = ()
    links: Sequence[str] = ()
    limits: Sequence[str] = field(default_factory=list)


def written(primer: Primer) -> str:
    """Write it as Markdown."""
    title = primer.about.title or "foedus"
    parts = [
        f"# {title}",
        _PURPOSE,
        _listed(
            f"Version of the graph: {primer.version}",
            *([f"Licence of the data: {primer.about.licence}"] if primer.about.licence else []),
            f"IRIs begin with {primer.names.base}",
            *primer.links,
        ),
        _part("How to read it", _READING),
        _part("Classes", _words(primer.classes)),
        _part("Properties", _words(primer.properties)),
        *(_part(f"Example: {words}", f"```sparql\n{query.strip()}\n```") for words, query in primer.examples),
        _part("How to cite", _CITING),
        *([_part("Limits", _listed(*primer.limits))] if primer.limits else []),
    ]
    return "\n\n".join(parts) + "\n"


def _part(head: str, text: str) -> str:
    return f"## {head}\n\n{text}"


def _listed(*lines: str) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _words(words: Iterable[Word]) -> str:
    return ", ".join(f"`{name}`" + ("" if _is_plain(name, label) else f" ({label})") for name, label in words)


def _is_plain(name: str, label: str) -> bool:
    """Whether a label says no more than its name."""
    return label.replace(" ", "").casefold() == name.partition(":")[2].casefold()
