"""Traces what is shown back to its claims, quotes, readings and conflicts: the only module that knows the way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

Select = Callable[[str], list[ox.QuerySolution]]
#: Claims that a trace gives at most, and things and texts of a row by which it looks.
MOST, _PARTS = 20, 12
#: What joins the quotes of one claim in a cell.
_JOINT = " … "
_CLAIMS = """
SELECT DISTINCT ?claim ?voice ?article ?speaker ?factuality ?firmness ?polarity ?sign ?mode ?manner ?standing ?state
  ?accepted ?edtf ?wording ?basis ?ground WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim a f:Claim ; f:voice ?voice .
  OPTIONAL {{ ?claim f:passage/f:article ?article }}
  OPTIONAL {{ GRAPH ?telling {{ ?voice f:speaker ?by }} ?by rdfs:label ?speaker FILTER(LANG(?speaker) = "{language}") }}
  OPTIONAL {{ ?claim f:factuality ?factuality . ?factuality rdfs:label ?firmness .
    FILTER(LANG(?firmness) = "{language}") }}
  OPTIONAL {{ ?claim f:polarity ?polarity . ?polarity rdfs:label ?sign FILTER(LANG(?sign) = "{language}") }}
  OPTIONAL {{ ?claim f:mode ?mode . ?mode rdfs:label ?manner FILTER(LANG(?manner) = "{language}") }}
  OPTIONAL {{ ?claim f:standing ?standing . ?standing rdfs:label ?state FILTER(LANG(?state) = "{language}") }}
  OPTIONAL {{ ?claim f:accepted ?accepted }}
  OPTIONAL {{ ?claim f:asOf ?time . OPTIONAL {{ ?time f:edtf ?edtf }} OPTIONAL {{ ?time f:wording ?wording }} }}
  OPTIONAL {{ ?claim f:asOfBasis ?basis . ?basis rdfs:label ?ground FILTER(LANG(?ground) = "{language}") }}
}} ORDER BY ?claim ?speaker"""
_QUOTES = """
SELECT DISTINCT ?claim ?passage ?article ?words ?at WHERE {{
  VALUES ?claim {{ {claims} }} ?claim f:passage ?passage .
  ?passage f:article ?article ; f:quote ?quote .
  OPTIONAL {{ ?passage f:quoteText ?text }} OPTIONAL {{ ?passage f:quoteStart ?at }}
  BIND(COALESCE(?text, ?quote) AS ?words)
}} ORDER BY ?claim ?article ?at ?passage"""
_READINGS = """
SELECT DISTINCT ?claim ?check ?verdict ?said ?reading ?day ?reader ?method ?state WHERE {{
  VALUES ?claim {{ {claims} }} ?check f:claim ?claim ; f:verdict ?verdict .
  OPTIONAL {{ ?verdict rdfs:label ?said FILTER(LANG(?said) = "{language}") }}
  OPTIONAL {{ ?check f:reading/rdfs:label ?reading FILTER(LANG(?reading) = "{language}") }}
  OPTIONAL {{ ?check f:readOn ?day }} OPTIONAL {{ ?check f:method ?method }}
  OPTIONAL {{ ?check f:reader/rdfs:label ?reader FILTER(LANG(?reader) = "{language}") }}
  OPTIONAL {{ ?check f:standing/rdfs:label ?state FILTER(LANG(?state) = "{language}") }}
}} ORDER BY ?claim ?day ?check"""
_CONFLICTS = """
SELECT DISTINCT ?claim ?conflict ?kind ?state WHERE {{
  VALUES ?claim {{ {claims} }} ?conflict a f:Conflict ; f:between ?claim .
  OPTIONAL {{ ?conflict f:kind/rdfs:label ?kind FILTER(LANG(?kind) = "{language}") }}
  OPTIONAL {{ ?conflict f:standing/rdfs:label ?state FILTER(LANG(?state) = "{language}") }}
}} ORDER BY ?claim ?conflict"""
_BEHIND = """
SELECT DISTINCT ?claim ?node ?accepted WHERE {{
  {ways}
  ?claim a f:Claim .
  OPTIONAL {{ ?claim f:accepted ?accepted }}
}}"""
#: How a claim is found from a node; each way has the nodes of its own, or the engine would look at every claim.
_WAYS = (
    "?node a f:Claim BIND(?node AS ?claim)",
    "?claim f:passage ?node",
    "?node f:claim ?claim",
    "?node f:between ?claim",
    "?node f:derivedFrom ?claim",
    "?passage f:article ?node . ?claim f:passage ?passage",
    "GRAPH ?claim { ?node ?out ?value }",
    "GRAPH ?claim { ?other ?in ?node }",
)
_NAMED = """
SELECT DISTINCT ?node ?whole WHERE {{
  {{ VALUES ?text {{ {texts} }} ?node rdfs:label ?text BIND(false AS ?whole) }}
  UNION {{ VALUES ?text {{ {texts} }} ?passage f:quoteText ?text . ?node f:passage ?passage BIND(true AS ?whole) }}
  UNION {{ VALUES ?text {{ {texts} }} ?node f:gist|dcterms:description ?text BIND(true AS ?whole) }}
}}"""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article that carry a claim, and where they stand."""

    passage: str
    article: str
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """A reading of a claim: its verdict (by name and in words), which reading, its day, reader and method.

    ``state`` says in a word that the claim was edited since, so that the reading does not count; else it is empty.
    """

    iri: str
    verdict: str
    said: str
    reading: str = ""
    day: str = ""
    reader: str = ""
    method: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A conflict in which a claim stands: its kind and how it stands, in words."""

    iri: str
    kind: str
    state: str


@dataclass(slots=True)
class Traced:
    """A claim with all that lets a reader judge it; concepts stand as their names and in words."""

    iri: str
    voice: str
    article: str
    names: dict[str, str]
    words: dict[str, str]
    accepted: bool
    speakers: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    conflicts: list[Dispute] = field(default_factory=list)


def tell(select: Select, claims: Iterable[str], language: str) -> list[Traced]:
    """Give claims by their IRIs, in the order of these; what is no claim is left out."""
    wanted = " ".join(f"<{claim}>" for claim in claims)
    if not wanted:
        return []
    found: dict[str, Traced] = {}
    for row in select(_CLAIMS.format(claims=wanted, language=language)):
        claim = found.setdefault(row["claim"].value, _traced(row))
        speaker = _text(row, "speaker")
        if speaker and speaker not in claim.speakers:
            claim.speakers.append(speaker)
    for query, take in ((_QUOTES, _quoted), (_READINGS, _checked), (_CONFLICTS, _disputed)):
        for row in select(query.format(claims=wanted, language=language)):
            if row["claim"].value in found:
                take(found[row["claim"].value], row)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Trail:
    """Claims behind a row, by their IRIs, each of which holds as many of the things that were sought.

    ``beside`` counts what each holds of the things around the row.
    """

    claims: list[str]
    shared: int
    sought: int
    beside: int = 0


def behind(
    select: Select, nodes: Sequence[str], texts: Sequence[str] = (), *, around: Iterable[str] = (), limit: int = MOST
) -> Trail:
    """Give the claims behind a row by its IRIs and texts: those that hold the most of them, the accepted ones first.

    A quote or a gist names its claim; a name stands for the things that bear it. Where several claims hold as many,
    those are meant that hold the most of what stands ``around`` the row, such as the things that its query names.
    """
    named = _named(select, texts) if texts else []
    whole = [node for node, is_whole in named if is_whole]
    things = list(dict.fromkeys([*nodes[:_PARTS], *(node for node, is_whole in named if not is_whole)]))
    beside = [node for node in dict.fromkeys(around) if node not in things]
    hits = _hits(select, [*things, *whole], beside)
    if any(claim in whole for claim in hits):
        hits = {claim: each for claim, each in hits.items() if claim in whole}
    best = max((each[:2] for each in hits.values()), default=(0, 0))
    claims = sorted((not hits[claim][2], claim) for claim in hits if hits[claim][:2] == best)
    return Trail([claim for _, claim in claims][:limit], best[0], len(things) + bool(whole), best[1])


def _hits(select: Select, nodes: Sequence[str], around: Sequence[str]) -> dict[str, tuple[int, int, bool]]:
    """Count for each claim the nodes that it holds and those around them, and say whether it is accepted."""
    wanted = " ".join(f"<{node}>" for node in [*nodes, *around])
    ways = " UNION ".join(f"{{ VALUES ?node {{ {wanted} }} {way} }}" for way in _WAYS)
    found: dict[str, tuple[int, int, bool]] = {}
    for row in select(_BEHIND.format(ways=ways)) if nodes else ():
        own, beside, _ = found.get(row["claim"].value, (0, 0, False))
        first = row["node"].value in nodes
        found[row["claim"].value] = own + first, beside + (not first), row["accepted"] is not None
    return {claim: each for claim, each in found.items() if each[0]}


def _named(select: Select, texts: Sequence[str]) -> list[tuple[str, bool]]:
    parts = [part for text in texts[:_PARTS] for part in (text, *text.split(_JOINT))]
    literals = {str(ox.Literal(part, language=tag)) for part in parts for tag in ("en", "it", None)}
    rows = select(_NAMED.format(texts=" ".join(sorted(literals))))
    return [(row["node"].value, row["whole"].value == "true") for row in rows if isinstance(row["node"], ox.NamedNode)]


def _traced(row: ox.QuerySolution) -> Traced:
    concepts = ("factuality", "polarity", "mode", "standing", "basis")
    said = ("firmness", "sign", "manner", "state", "ground", "edtf", "wording")
    return Traced(
        row["claim"].value,
        row["voice"].value,
        _text(row, "article"),
        {name: _text(row, name).rpartition("/")[2] for name in concepts},
        {name: _text(row, name) for name in said},
        _text(row, "accepted") == "true",
    )


def _quoted(claim: Traced, row: ox.QuerySolution) -> None:
    claim.quotes.append(Quote(row["passage"].value, row["article"].value, row["words"].value))


def _checked(claim: Traced, row: ox.QuerySolution) -> None:
    verdict, said = row["verdict"].value.rpartition("/")[2], _text(row, "said")
    rest = (_text(row, name) for name in ("reading", "day", "reader", "method", "state"))
    claim.checks.append(Check(row["check"].value, verdict, said or verdict, *rest))


def _disputed(claim: Traced, row: ox.QuerySolution) -> None:
    claim.conflicts.append(Dispute(row["conflict"].value, _text(row, "kind"), _text(row, "state")))


def _text(row: ox.QuerySolution, name: str) -> str:
    return row[name].value if row[name] is not None else ""
