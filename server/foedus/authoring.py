"""Turns words of an article into a passage with offsets and hashes; knows how claims and passages are numbered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.anchors import LONGEST_QUOTE, Span, around, digest, find
from foedus.facts import CouldNotDo, Fact, Index
from foedus.seeds import Record, key_of
from foedus.terms import FOREIGN, TYPE, Names, concept, term

_NUMBERED = re.compile(r"-([0-9]{1,9})$")
_ANCHORED = {term(name) for name in ("start", "end", "sha256", "quoteStart", "quoteEnd", "quote", "sentence")}


@dataclass(frozen=True, slots=True)
class Found:
    """Words found in an article: the quote and the whole sentences around it."""

    quote: Span
    anchor: Span
    sentences: tuple[int, ...]


def locate(text: str, words: str, record: Record) -> list[Found]:
    """Find the words, whatever their white space; sentence numbers count from 1.

    Raises CouldNotDo when they are longer than a quote may be.
    """
    if len(words.split()) > LONGEST_QUOTE:
        raise CouldNotDo(
            f"a quote holds at most {LONGEST_QUOTE} words, this one has {len(words.split())}: "
            "quote the words that carry the fact"
        )
    founds = []
    for quote in find(text, words):
        anchor = around(quote, record.sentences)
        touched = [n for n, sentence in enumerate(record.sentences, 1) if sentence.touches(quote)]
        founds.append(Found(quote, anchor, tuple(touched)))
    return founds


def passage(node: ox.NamedNode, article: ox.NamedNode, found: Found, text: str) -> list[ox.Quad]:
    """Describe a passage in full: anchor, hash and quote, all as they stand in the raw text."""
    integer = ox.NamedNode(FOREIGN["xsd"] + "integer")
    rows: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        ("article", article),
        ("start", ox.Literal(str(found.anchor.start), datatype=integer)),
        ("end", ox.Literal(str(found.anchor.end), datatype=integer)),
        ("sha256", ox.Literal(digest(found.anchor.of(text)))),
        ("quoteStart", ox.Literal(str(found.quote.start), datatype=integer)),
        ("quoteEnd", ox.Literal(str(found.quote.end), datatype=integer)),
        ("quote", ox.Literal(found.quote.of(text))),
    ]
    return [ox.Quad(node, TYPE, term("Passage")), *(ox.Quad(node, term(name), value) for name, value in rows)]


def anchor(facts: Iterable[Fact], texts: Mapping[ox.NamedNode, str], records: Iterable[Record]) -> list[ox.Quad]:
    """Complete every passage that has its words but no offsets; all other facts stay as they are.

    A passage whose words stand more than once names its ``f:sentence``.
    Raises CouldNotDo, with the passage's line, when the words are not found once.
    """
    known = list(facts)
    index, record_of = Index(known), {record.article: record for record in records}
    quads = [fact.quad for fact in known]
    for node in index.typed(term("Passage")):
        if index.value(node, term("start")) is None:
            found = _only(index, node, texts, record_of)
            article = index.value(node, term("article"))
            assert isinstance(article, ox.NamedNode)  # noqa: S101 - _only has refused anything else
            quads = [quad for quad in quads if not (quad.subject == node and quad.predicate in _ANCHORED)]
            quads += passage(node, article, found, texts[article])
    return quads


def _only(
    index: Index, node: ox.NamedNode, texts: Mapping[ox.NamedNode, str], records: Mapping[ox.NamedNode, Record]
) -> Found:
    origin, article = index.origin(node), index.value(node, term("article"))
    if not isinstance(article, ox.NamedNode) or article not in texts:
        raise CouldNotDo(f"the text of {article} is not at hand, so {node} cannot be anchored", origin)
    words = index.text(node, term("quote")) or ""
    founds = locate(texts[article], words, records[article])
    named = index.text(node, term("sentence"))
    if named:
        number = _number(named)
        if number is None:
            raise CouldNotDo(f"{named} is not a sentence; write it with its number, as sentence:003-05", origin)
        founds = [found for found in founds if number in found.sentences]
    if len(founds) != 1:
        places = ", ".join(str(found.sentences[0]) for found in founds) or "nowhere"
        raise CouldNotDo(
            f'"{words}" stands in sentences {places} of the article; it must stand once '
            "(add f:sentence, or quote more words)",
            origin,
        )
    return founds[0]


def next_local(index: Index, names: Names, article: ox.NamedNode) -> str:
    """Give the local name of the next claim of an article, such as ``003-017``."""
    key = key_of(names.local(article))
    locals_ = [names.local(claim) for claim in index.typed(term("Claim"))]
    numbers = [_number(local) or 0 for local in locals_ if local.rpartition("-")[0] == key]
    return f"{key}-{max(numbers, default=0) + 1:03}"


def _number(name: str) -> int | None:
    """Give the number at the end of a name, such as 17 of ``003-017``."""
    found = _NUMBERED.search(name)
    return int(found[1]) if found else None


def draft(local: str, names: Names, article: ox.NamedNode, found: Found, text: str) -> list[ox.Quad]:
    """Give a ready block for a new claim: its passage, its metadata, and a gist to be replaced by triples."""
    claim, node = names.iri("claim", local), names.iri("passage", local)
    rows: list[tuple[str, ox.NamedNode]] = [
        ("voice", article),
        ("passage", node),
        ("mode", concept("narrated")),
        ("factuality", concept("occurred")),
        ("polarity", concept("affirmed")),
    ]
    texts = [ox.Literal(f"say it here ({language})", language=language) for language in ("en", "it")]
    gist = [ox.Quad(claim, term("gist"), text, claim) for text in texts]
    head = [ox.Quad(claim, TYPE, term("Claim")), *(ox.Quad(claim, term(name), value) for name, value in rows)]
    return [*gist, *head, *passage(node, article, found, text)]
