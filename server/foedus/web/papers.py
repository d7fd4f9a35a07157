"""The pages of a claim and of an article: the words, in their sentence where the text is at hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from foedus.tracing import Traced, tell
from foedus.web.shown import Cell, address, cell
from foedus.web.site import Site
from foedus.web.tongue import language

_SENTENCES = """
SELECT ?start ?end WHERE {{ ?sentence a f:Sentence ; f:article <{article}> ; f:start ?start ; f:end ?end }}
ORDER BY ?start"""
_PASSAGES = """
SELECT DISTINCT ?passage ?words ?start ?end ?claim WHERE {{
  ?passage f:article <{article}> ; f:quoteText ?words ; f:quoteStart ?start ; f:quoteEnd ?end .
  ?claim f:passage ?passage ; a f:Claim .
}} ORDER BY ?start ?end ?claim"""
_RECORD = """
SELECT ?title ?label ?outlet ?author ?edtf ?wording WHERE {{
  <{article}> a f:Article .
  OPTIONAL {{ <{article}> rdfs:label ?label FILTER(LANG(?label) = "{language}") }}
  OPTIONAL {{ <{article}> dcterms:title ?title }}
  OPTIONAL {{ <{article}> dcterms:publisher ?outlet }}
  OPTIONAL {{ <{article}> dcterms:creator ?author }}
  OPTIONAL {{ <{article}> f:time ?time . OPTIONAL {{ ?time f:edtf ?edtf }} OPTIONAL {{ ?time f:wording ?wording }} }}
}}"""
_PLACES = """
SELECT ?passage ?article ?start ?end ?from ?to WHERE {{
  <{claim}> f:passage ?passage . ?passage f:article ?article ; f:start ?from ; f:end ?to ; f:quoteStart ?start .
  ?passage f:quoteEnd ?end
}} ORDER BY ?start"""
_TIMES = """
SELECT DISTINCT ?wording ?edtf ?derivation ?earliest ?latest ?anchor WHERE {{
  {{ <{claim}> f:asOf ?time }} UNION {{ GRAPH <{claim}> {{ ?time a f:Time }} }}
  ?time f:wording ?wording .
  OPTIONAL {{ ?time f:edtf ?edtf }} OPTIONAL {{ ?time f:earliest ?earliest }} OPTIONAL {{ ?time f:latest ?latest }}
  OPTIONAL {{ ?time f:derivation/rdfs:label ?derivation FILTER(LANG(?derivation) = "{language}") }}
  OPTIONAL {{ ?time f:anchor/rdfs:label ?anchor FILTER(LANG(?anchor) = "{language}") }}
}} ORDER BY ?edtf ?wording"""
_CONTENT = """
SELECT ?subject ?predicate ?object WHERE {{ GRAPH <{claim}> {{ ?subject ?predicate ?object }} }}
ORDER BY ?subject ?predicate ?object"""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a text with the claims that quote all of them; none where nothing does."""

    text: str
    claims: tuple[str, ...] = ()


@dataclass(slots=True)
class Words:
    """A quote of an article with the claims that rest on it."""

    words: str
    claims: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    """An article as its page shows it: marked sentences where the text is at hand, quotes in their order where not."""

    iri: str
    record: dict[str, str]
    sentences: Sequence[Sequence[Run]]
    quotes: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A claim as its page shows it."""

    claim: Traced
    sentence: str
    runs: Sequence[Sequence[Run]]
    content: Sequence[Sequence[Cell | None]]
    times: Sequence[dict[str, str]]


def sheet(site: Site, iri: str) -> Sheet | None:
    """Gather a claim; None where there is none."""
    found = tell(site.select, [iri], language())
    if not found:
        return None
    rows = site.select(_CONTENT.format(claim=iri))
    content = [[cell(row[name], site.names) for name in ("subject", "predicate", "object")] for row in rows]
    names = ("wording", "edtf", "derivation", "earliest", "latest", "anchor")
    times = [
        {name: row[name].value for name in names if row[name]}
        for row in site.select(_TIMES.format(claim=iri, language=language()))
    ]
    return Sheet(found[0], site.say(iri, language()) or "", list(_anchored(site, iri)), content, times)


def paper(site: Site, iri: str) -> Paper | None:
    """Gather an article; None where there is none."""
    rows = site.select(_RECORD.format(article=iri, language=language()))
    if not rows:
        return None
    record = {
        name: rows[0][name].value for name in ("title", "label", "outlet", "author", "edtf", "wording") if rows[0][name]
    }
    passages = site.select(_PASSAGES.format(article=iri))
    quotes: dict[str, Words] = {}
    spans: dict[tuple[int, int], list[str]] = {}
    for row in passages:
        claim = address(row["claim"].value, site.names) or ""
        quotes.setdefault(row["passage"].value, Words(row["words"].value)).claims.append(claim)
        spans.setdefault((int(row["start"].value), int(row["end"].value)), []).append(claim)
    text = site.texts().get(iri)
    sentences = (
        []
        if text is None
        else [
            list(cut(text, int(row["start"].value), int(row["end"].value), spans))
            for row in site.select(_SENTENCES.format(article=iri))
        ]
    )
    return Paper(iri, record, sentences, list(quotes.values()))


def cut(text: str, start: int, end: int, spans: dict[tuple[int, int], list[str]]) -> Iterator[Run]:
    """Cut a sentence wherever a quote begins or ends, so that overlapping quotes are each marked whole."""
    inside = [
        (max(start, low), min(end, high), claims) for (low, high), claims in spans.items() if low < end and high > start
    ]
    cuts = sorted({start, end, *(edge for low, high, _ in inside for edge in (low, high))})
    for low, high in pairwise(cuts):
        claims = [claim for first, last, each in inside if first <= low and high <= last for claim in each]
        yield Run(text[low:high], tuple(dict.fromkeys(claims)))


def _anchored(site: Site, claim: str) -> Iterator[list[Run]]:
    """Give each quote of a claim in the sentence around it, where the text is at hand."""
    for row in site.select(_PLACES.format(claim=claim)):
        text = site.texts().get(row["article"].value)
        if text is not None:
            start, end, low, high = (int(row[name].value) for name in ("from", "to", "start", "end"))
            yield list(cut(text, start, end, {(low, high): [address(claim, site.names) or ""]}))
