"""Tells why a triple stands in the accepted view, or why not: its claims, words, readings, conflicts."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.facts import Index
from foedus.terms import concept, foreign, term

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_HELD = (concept("occurred"), concept("ongoing"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One Check as it is told: which reading, its verdict, day, reader and method."""

    reading: ox.NamedNode
    verdict: ox.NamedNode
    day: str
    reader: ox.NamedNode
    method: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One claim behind a triple; ``barred`` has a sentence for each reason that keeps it out of the view."""

    claim: ox.NamedNode
    voice: ox.NamedNode
    quotes: list[tuple[ox.NamedNode, str]]
    readings: list[Reading]
    conflicts: list[ox.NamedNode]
    disputes: list[ox.NamedNode]
    barred: list[str]


@dataclass(frozen=True, slots=True)
class Why:
    """Whether the accepted view holds a triple, and every claim that says it."""

    triple: Triple
    holds: bool
    behind: list[Behind] = field(default_factory=list)


def why(index: Index, view: Index, triple: Triple) -> Why:
    """Explain a triple; ``index`` holds the source facts, ``view`` the default graph after all stages."""
    subject, predicate, object_ = triple
    holds = object_ in view.values(subject, predicate)
    claims = dict.fromkeys([*_saying(index, triple), *_shortcut(view, triple)])
    return Why(triple, holds, [_behind(view, claim, triple) for claim in claims])


def _saying(index: Index, triple: Triple) -> list[ox.NamedNode]:
    wanted = ox.Triple(*triple)
    return [graph for graph in index.graphs() if any(f.quad.triple == wanted for f in index.inside(graph))]


def _shortcut(view: Index, triple: Triple) -> list[ox.NamedNode]:
    parts = [foreign(name) for name in ("rdf:subject", "rdf:predicate", "rdf:object")]
    claims = []
    for node in view.typed(term("Shortcut")):
        if tuple(view.value(node, part) for part in parts) == triple:
            claims += _nodes(view, node, "derivedFrom")
    return claims


def _behind(view: Index, claim: ox.NamedNode, triple: Triple) -> Behind:
    passages = _nodes(view, claim, "passage")
    quotes = [
        (article, view.text(passage, term("quoteText")) or "")
        for passage in passages
        for article in _nodes(view, passage, "article")
    ]
    conflicts = [node for node in view.typed(term("Conflict")) if claim in view.values(node, term("between"))]
    voice = next(iter(_nodes(view, claim, "voice")), claim)
    disputes = _nodes(view, claim, "disputedBy")
    barred = _barred(view, claim, voice, triple)
    return Behind(claim, voice, quotes, _readings(view, claim), conflicts, disputes, barred)


def _barred(view: Index, claim: ox.NamedNode, voice: ox.NamedNode, triple: Triple) -> list[str]:
    contested = [
        end
        for end in (triple[0], triple[2])
        if isinstance(end, ox.NamedNode)
        and any(end in view.values(c, term("inDispute")) for c in _nodes(view, end, "contestedIn"))
    ]
    reasons = {
        "it is not verified: no reading that still holds supports it": view.value(claim, term("standing"))
        != concept("verified"),
        "it has a speaker's voice, and what somebody said is not held to be so": voice
        not in view.typed(term("Article")),
        "it is denied": view.value(claim, term("polarity")) == concept("denied"),
        "it is not reported as occurred or ongoing": view.value(claim, term("factuality")) not in _HELD,
        "the article keeps its distance from it": view.value(claim, term("distance")) is not None,
        "its words have another reading": _is_ambiguous(view, claim),
        "an open conflict between articles contests it": bool(contested),
    }
    return [reason for reason, applies in reasons.items() if applies]


def _is_ambiguous(view: Index, claim: ox.NamedNode) -> bool:
    others = (view.values(other, term("ambiguous")) for other in view.typed(term("Claim")))
    return bool(view.values(claim, term("ambiguous"))) or any(claim in values for values in others)


def _readings(view: Index, claim: ox.NamedNode) -> list[Reading]:
    checks = [check for check in view.typed(term("Check")) if view.value(check, term("claim")) == claim]
    return [
        Reading(
            next(iter(_nodes(view, check, "reading")), check),
            next(iter(_nodes(view, check, "verdict")), check),
            view.text(check, term("readOn")) or "",
            next(iter(_nodes(view, check, "reader")), check),
            view.text(check, term("method")) or "",
        )
        for check in sorted(checks, key=str)
    ]


def _nodes(view: Index, subject: ox.NamedNode, name: str) -> list[ox.NamedNode]:
    return [node for node in view.values(subject, term(name)) if isinstance(node, ox.NamedNode)]
