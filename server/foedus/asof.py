"""Judges what held on a day, according to whom: the only module that knows when a claim speaks of a day.

Each answer is one of three values, as a claim gives it, whoever speaks in it:

yes        the claim says that it was so on the day;
no         the claim says, or its own time entails, that it was not so on the day;
not known  the claim does not say it at the precision of a day, or does not say it is so at all.

A Time is bounded by its first and its last possible day, both included; a missing bound is open. What a claim's graph
says of a thing is judged by the times that the same graph gives the thing:

f:time     yes where both bounds are the day, no where the bounds exclude it, else not known;
f:begins   had it begun by the day: yes from the last possible day on, no before the first, else not known;
f:ends     had it not ended before the day: yes up to the first possible day, no after the last, else not known.

They are joined as Kleene's strong logic joins them: one no makes no, else one not known makes not known; a beginning
without an end, or an end without a beginning, leaves the other side not known. Where that is not known and the claim
is told as ongoing, or states its own time of validity, f:asOf is a witness that it was so then: yes where its bounds
are both the day, or where it had begun by the day and the witness is not before it, or where it had not ended before
the day and the witness is not after it. A speech whose time nobody tells was made by the day of its article, perhaps
before it: of such a witness only the last bound counts. A witness of another day never makes a no: a date that passes
changes nothing.

Denied content turns yes into no, and never no into yes. Content that is planned, wished or supposed, kept at a
distance, ambiguous or not verified by reading is not known. A list of members that is told as complete, as of the day,
says no of every membership of that organization which it leaves out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from foedus.facts import Index
from foedus.terms import TYPE, concept, term

#: Yes, no, or not known.
Answer = bool | None
_SO = (concept("occurred"), concept("ongoing"))
_DESCRIPTIVE = (term("Time"), term("Measure"))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last day that a time can be; None where it is open."""

    earliest: date | None = None
    latest: date | None = None

    def is_day(self, day: date) -> bool:
        """Whether the time is exactly this day."""
        return self.earliest == day == self.latest

    def excludes(self, day: date) -> bool:
        """Whether the time cannot be this day."""
        return bool((self.earliest and day < self.earliest) or (self.latest and self.latest < day))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one claim says of one thing on the day, and the reason in words."""

    claim: ox.NamedNode
    node: ox.NamedNode
    answer: Answer
    because: str


def happened(time: Bounds, day: date) -> Answer:
    """Whether what happened at a time happened on the day."""
    return False if time.excludes(day) else True if time.is_day(day) else None


def begun(begins: Bounds | None, day: date) -> Answer:
    """Whether what begins at a time had begun by the day."""
    if begins and begins.latest and begins.latest <= day:
        return True
    return False if begins and begins.earliest and day < begins.earliest else None


def lasting(ends: Bounds | None, day: date) -> Answer:
    """Whether what ends at a time had not ended before the day."""
    if ends and ends.earliest and day <= ends.earliest:
        return True
    return False if ends and ends.latest and ends.latest < day else None


def both(answers: Iterable[Answer]) -> Answer:
    """Join answers as Kleene's strong logic does; none at all is not known."""
    known = set(answers)
    return False if False in known else None if None in known or not known else True


def judge(
    index: Index,
    view: Index,
    day: date,
    *,
    subject: ox.NamedNode | None = None,
    predicate: ox.NamedNode | None = None,
) -> list[Judgement]:
    """Judge every claim that speaks of the subject with the predicate; None stands for any.

    ``index`` holds the source facts, ``view`` the default graph after all stages. A claim speaks of a thing that its
    graph describes, and of what that thing is related to there.
    """
    judged = []
    for claim in index.typed(term("Claim")):
        for node in _spoken_of(index, claim, subject, predicate):
            answer, because = _judged(index, view, claim, node, day)
            judged.append(Judgement(claim, node, answer, because))
    return [*judged, *_left_out(index, view, {judgement.node for judgement in judged}, day)]


def _spoken_of(
    index: Index, claim: ox.NamedNode, subject: ox.NamedNode | None, predicate: ox.NamedNode | None
) -> Iterator[ox.NamedNode]:
    triples: dict[ox.NamedNode, list[ox.Quad]] = {}
    for fact in index.inside(claim):
        if isinstance(fact.quad.subject, ox.NamedNode):
            triples.setdefault(fact.quad.subject, []).append(fact.quad)
    for node, quads in triples.items():
        described = any(quad.predicate == TYPE and quad.object in _DESCRIPTIVE for quad in quads)
        touched = subject is None or any(subject in (quad.subject, quad.object) for quad in quads)
        related = predicate is None or any(quad.predicate == predicate for quad in quads)
        if touched and related and not described:
            yield node


def _judged(index: Index, view: Index, claim: ox.NamedNode, node: ox.NamedNode, day: date) -> tuple[Answer, str]:
    silent = _silence(view, claim)
    if silent:
        return None, silent
    answer, because = _timed(index, view, claim, node, day)
    if view.value(claim, term("polarity")) == concept("denied"):
        return (False, f"it is denied: {because}") if answer else (None, f"it is denied, and {because}")
    return answer, because


def _silence(view: Index, claim: ox.NamedNode) -> str | None:
    """Say why a claim does not tell its content as being so."""
    factuality = view.value(claim, term("factuality"))
    others = (view.values(other, term("ambiguous")) for other in view.typed(term("Claim")))
    if view.value(claim, term("standing")) != concept("verified"):
        return "the claim is not verified by reading"
    if factuality not in _SO:
        return f"it is told as {factuality.value.rsplit('/', 1)[-1] if factuality else 'nothing'}, not as being so"
    if view.value(claim, term("distance")):
        return "the article keeps its distance from it"
    if view.values(claim, term("ambiguous")) or any(claim in values for values in others):
        return "its words have another reading"
    return None


def _timed(index: Index, view: Index, claim: ox.NamedNode, node: ox.NamedNode, day: date) -> tuple[Answer, str]:
    at, begins, ends = (_bounds(index, view, claim, node, name) for name in ("time", "begins", "ends"))
    span = (begun(begins, day), lasting(ends, day))
    told = [*([happened(at, day)] if at else []), *(span if begins or ends else ())]
    own = both(told)
    if own is not None:
        return own, _own(at, begins, day) if own else _never(span)
    witness = _witness(view, claim)
    if witness and witness.is_day(day):
        return True, "it is told as of this day"
    if witness and not at and span[0] and witness.earliest and day <= witness.earliest:
        return True, "it had begun, and was still so when it was told"
    if witness and not at and span[1] and witness.latest and witness.latest <= day:
        return True, "it was so when it was told, and had not ended"
    return None, "its own time is not that precise" if told else _elsewhen(view, claim)


def _own(at: Bounds | None, begins: Bounds | None, day: date) -> str:
    if at and at.is_day(day):
        return "its own time is this day"
    return "the day lies between its beginning and its end" if begins else "its own time holds the day"


def _never(span: tuple[Answer, Answer]) -> str:
    had_begun, had_not_ended = span
    if had_begun is False:
        return "it had not begun"
    return "it had ended" if had_not_ended is False else "its own time is another"


def _elsewhen(view: Index, claim: ox.NamedNode) -> str:
    time = view.value(claim, term("asOf"))
    edtf = view.text(time, term("edtf")) if isinstance(time, ox.NamedNode) else None
    if _is_undated_speech(view, claim):
        return "it was said by the day of the article, but the text does not tell when"
    return f"it is told as of {edtf} only" if edtf else "it is told without a date"


def _witness(view: Index, claim: ox.NamedNode) -> Bounds | None:
    """Give the bounds of the time at which the claim says that it was so."""
    ongoing = view.value(claim, term("factuality")) == concept("ongoing")
    stated = view.value(claim, term("asOfBasis")) == concept("content-time")
    time = view.value(claim, term("asOf"))
    if not (ongoing or stated) or not isinstance(time, ox.NamedNode):
        return None
    told = _read(view, time)
    return Bounds(latest=told.latest) if _is_undated_speech(view, claim) else told


def _is_undated_speech(view: Index, claim: ox.NamedNode) -> bool:
    """Whether the claim's voice spoke at a time that nobody tells, so that only its article's is known."""
    voice = view.value(claim, term("voice"))
    by_article = view.value(claim, term("asOfBasis")) == concept("article-time")
    return by_article and isinstance(voice, ox.NamedNode) and term("Article") not in view.values(voice, TYPE)


def _bounds(index: Index, view: Index, claim: ox.NamedNode, node: ox.NamedNode, name: str) -> Bounds | None:
    for fact in index.inside(claim):
        subject, predicate, object_ = fact.quad.triple
        if subject == node and predicate == term(name) and isinstance(object_, ox.NamedNode):
            return _read(view, object_)
    return None


def _read(view: Index, time: ox.NamedNode) -> Bounds:
    first, last = (view.text(time, term(name)) for name in ("earliest", "latest"))
    return Bounds(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def _left_out(index: Index, view: Index, memberships: set[ox.NamedNode], day: date) -> Iterator[Judgement]:
    """Judge the memberships that a closed list of the day leaves out."""
    told = [fact.quad for graph in index.graphs() for fact in index.inside(graph)]
    for claim in index.typed(term("Claim")):
        listed, named = index.value(claim, term("lists")), {fact.quad.subject for fact in index.inside(claim)}
        if listed and _is_closed(view, claim, day):
            places = {quad.subject for quad in told if quad.object == listed and quad.predicate == term("organization")}
            for membership in sorted((memberships & places) - named, key=str):
                yield Judgement(claim, membership, answer=False, because="a complete list of this day leaves it out")


def _is_closed(view: Index, claim: ox.NamedNode, day: date) -> bool:
    """Whether a claim affirms a list as complete, as of the day."""
    closed = view.value(claim, term("listing")) == concept("closed")
    affirmed = view.value(claim, term("polarity")) == concept("affirmed")
    witness = _witness(view, claim)
    return bool(closed and affirmed and witness and witness.is_day(day) and not _silence(view, claim))
