"""Tells why a triple stands in the accepted view, or why not: its claims, words, readings, conflicts."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.facts import Index
from foedus.terms import TYPE, concept, foreign, term

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]
_HELD = (concept("occurred"), concept("ongoing"))


@dataclass(frozen=True, slots=True)
class Reading:
    """One Check as it is told: which reading, its verdict, day, reader and method; ``stale`` if it counts no more."""

    reading: ox.NamedNode
    verdict: ox.NamedNode
    day: str
    reader: ox.NamedNode
    method: str
    stale: bool


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
    return Why(triple, holds, [_behind(index, view, claim, triple) for claim in claims])


def _saying(index: Index, triple: Triple) -> list[ox.NamedNode]:
    wanted = ox.Triple(*triple)
    return [graph for graph in index.graphs() if any(f.quad.triple == wanted for f in index.inside(graph))]


def _shortcut(view: Index, triple: Triple) -> list[ox.NamedNode]:
    names = ("rdf:subject", "rdf:predicate", "rdf:object")
    found = [set(view.subjects(foreign(name), part)) for name, part in zip(names, triple, strict=True)]
    return [claim for node in set.intersection(*found) for claim in _nodes(view, node, "derivedFrom")]


def _behind(index: Index, view: Index, claim: ox.NamedNode, triple: Triple) -> Behind:
    passages = sorted(_nodes(view, claim, "passage"), key=lambda passage: _place(view, passage))
    quotes = [
        (article, view.text(passage, term("quoteText")) or "")
        for passage in passages
        for article in _nodes(view, passage, "article")
    ]
    conflicts = view.subjects(term("between"), claim)
    voice = next(iter(_nodes(view, claim, "voice")), claim)
    disputes = _nodes(view, claim, "disputedBy")
    barred = _barred(index, view, claim, voice, triple)
    return Behind(claim, voice, quotes, _readings(view, claim), conflicts, disputes, barred)


def _place(view: Index, passage: ox.NamedNode) -> tuple[str, int]:
    """Order passages as they stand in the text of their article."""
    return view.text(passage, term("article")) or "", view.whole(passage, term("quoteStart")) or 0


def _barred(index: Index, view: Index, claim: ox.NamedNode, voice: ox.NamedNode, triple: Triple) -> list[str]:
    """Say in words what graph/view/accepted.rq says in SPARQL; a test holds the two together."""
    reasons = {
        "it is not verified: no reading that still holds supports it": view.value(claim, term("standing"))
        != concept("verified"),
        "it has a speaker's voice, and what somebody said is not held to be so": not _is_article(view, voice),
        "it is denied": _denies(view, claim),
        "it is not reported as occurred or ongoing": view.value(claim, term("factuality")) not in _HELD,
        "the article keeps its distance from it": view.value(claim, term("distance")) is not None,
        "its words have another reading": _is_ambiguous(view, claim),
        "an open conflict between articles contests it": _is_contested(index, view, triple),
        "a review admits another article's side": _is_overruled(view, claim, triple),
    }
    return [reason for reason, applies in reasons.items() if applies]


def _is_article(view: Index, voice: ox.NamedNode) -> bool:
    return term("Article") in view.values(voice, TYPE)


def _is_contested(index: Index, view: Index, triple: Triple) -> bool:
    """Tell whether it is about a node in dispute; where a side denies, only what it denies is withheld."""
    subject, predicate, _ = triple
    for node in _ends(triple):
        for conflict in _nodes(view, node, "contestedIn"):
            denials = [side for side in _nodes(view, conflict, "between") if _denies(view, side)]
            said = [fact.quad.triple for side in denials for fact in index.inside(side)]
            about = [row for row in said if row.subject == node and row.predicate != TYPE]
            if node in view.values(conflict, term("inDispute")) and not about:
                return True
            if node == subject and predicate != TYPE and ox.Triple(*triple) in said:
                return True
    return False


def _is_overruled(view: Index, claim: ox.NamedNode, triple: Triple) -> bool:
    """Tell whether a review that holds admits another claim of an article's own voice over this one."""
    for review in view.typed(term("Review")):
        judged = (view.value(review, term("resolution")), view.value(review, term("standing")))
        admitted, conflicts = _nodes(view, review, "admits"), _nodes(view, review, "reviews")
        if judged != (concept("one-side-admitted"), concept("reviewed")) or claim in admitted:
            continue
        voices = [voice for other in admitted for voice in _nodes(view, other, "voice")]
        disputed = {node for conflict in conflicts for node in _nodes(view, conflict, "inDispute")}
        sides = [side for conflict in conflicts for side in _nodes(view, conflict, "between")]
        if claim in sides and disputed & set(_ends(triple)) and any(_is_article(view, voice) for voice in voices):
            return True
    return False


def _ends(triple: Triple) -> list[ox.NamedNode]:
    return [end for end in (triple[0], triple[2]) if isinstance(end, ox.NamedNode)]


def _denies(view: Index, claim: ox.NamedNode) -> bool:
    return view.value(claim, term("polarity")) == concept("denied")


def _is_ambiguous(view: Index, claim: ox.NamedNode) -> bool:
    return bool(view.values(claim, term("ambiguous")) or view.subjects(term("ambiguous"), claim))


def _readings(view: Index, claim: ox.NamedNode) -> list[Reading]:
    return [
        Reading(
            next(iter(_nodes(view, check, "reading")), check),
            next(iter(_nodes(view, check, "verdict")), check),
            view.text(check, term("readOn")) or "",
            next(iter(_nodes(view, check, "reader")), check),
            view.text(check, term("method")) or "",
            view.value(check, term("standing")) == concept("stale"),
        )
        for check in sorted(view.subjects(term("claim"), claim), key=str)
    ]


def _nodes(view: Index, subject: ox.NamedNode, name: str) -> list[ox.NamedNode]:
    return [node for node in view.values(subject, term(name)) if isinstance(node, ox.NamedNode)]
