"""Tells conflicts side by side and writes their reviews: the only module that knows how a review is described."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Finding, Index, Origin
from foedus.terms import FOREIGN, LABEL, TYPE, Names, concept, term

#: States in which a conflict is not resolved.
OPEN = (concept("unreviewed"), concept("unresolved"))
#: How a review can judge a conflict.
RESOLUTIONS = ("apparent-time", "apparent-modality", "apparent-wording", "one-side-admitted", "real")


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a conflict: whose words it has (no speaker: the article's own) and the words themselves."""

    claim: ox.NamedNode
    speakers: list[ox.NamedNode]
    quotes: list[tuple[ox.NamedNode, str]]
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Review:
    """One judgement on a conflict; ``holds`` where it saw every claim as it stands and no later one does."""

    review: ox.NamedNode
    resolution: ox.NamedNode
    day: str
    because: Mapping[str, str]
    holds: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that do not agree, with what they dispute and how that was judged."""

    conflict: ox.NamedNode
    kind: ox.NamedNode
    standing: ox.NamedNode
    derivation: ox.NamedNode
    opposes: list[ox.NamedNode]
    disputed: list[ox.NamedNode]
    because: Mapping[str, str]
    sides: list[Side]
    reviews: list[Review]

    @property
    def is_open(self) -> bool:
        """Whether no review resolves it."""
        return self.standing in OPEN


def tell(index: Index, view: Index) -> list[Conflict]:
    """Tell every conflict; ``index`` holds the source facts, ``view`` the default graph after all stages."""
    speakers: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    for voice, speaker in _spoken(index):
        speakers[voice].append(speaker)
    told = [_conflict(index, view, node, speakers) for node in view.typed(term("Conflict"))]
    return sorted(told, key=lambda c: ([str(side.claim) for side in c.sides], str(c.kind), str(c.conflict)))


def _spoken(index: Index) -> dict[tuple[ox.NamedNode, ox.NamedNode], None]:
    """Give each statement with each of its speakers, whichever claim reports it."""
    spoken = (fact.quad for fact in index if fact.quad.predicate == term("speaker"))
    return {
        (quad.subject, quad.object): None
        for quad in spoken
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }


def _conflict(
    index: Index, view: Index, node: ox.NamedNode, speakers: Mapping[ox.NamedNode, list[ox.NamedNode]]
) -> Conflict:
    reviews = [
        _review(view, review) for review in view.typed(term("Review")) if node in _nodes(view, review, "reviews")
    ]
    return Conflict(
        node,
        _one(view, node, "kind"),
        _one(view, node, "standing"),
        _one(view, node, "derivation"),
        sorted(_nodes(view, node, "opposes"), key=str),
        sorted({*_nodes(view, node, "about"), *_nodes(view, node, "inDispute")}, key=str),
        _texts(view, node, "because"),
        [_side(index, view, claim, speakers) for claim in sorted(_nodes(view, node, "between"), key=str)],
        sorted(reviews, key=lambda review: (review.day, str(review.review))),
    )


def _side(index: Index, view: Index, claim: ox.NamedNode, speakers: Mapping[ox.NamedNode, list[ox.NamedNode]]) -> Side:
    quotes = [
        (article, view.text(passage, term("quoteText")) or "")
        for passage in _nodes(view, claim, "passage")
        for article in _nodes(view, passage, "article")
    ]
    said_by = [speaker for voice in _nodes(view, claim, "voice") for speaker in speakers.get(voice, [])]
    return Side(claim, said_by, quotes, index.origin(claim))


def _review(view: Index, review: ox.NamedNode) -> Review:
    holds = view.value(review, term("standing")) is not None
    day = view.text(review, term("readOn")) or ""
    return Review(review, _one(view, review, "resolution"), day, _texts(view, review, "because"), holds)


def unreviewed(index: Index, view: Index, names: Names) -> list[Finding]:
    """Find conflicts that no review has judged as their claims stand, and reviews of conflicts that are no more."""
    found = [_to_review(told, names) for told in tell(index, view) if told.standing == concept("unreviewed")]
    known = set(view.typed(term("Conflict")))
    for review in view.typed(term("Review")):
        gone = [names.shorten(node.value) for node in _nodes(view, review, "reviews") if node not in known]
        message = "the conflict that it judged is no more: take the review out, or keep it as history"
        found += [
            Finding(
                "review-of-no-conflict", message, index.origin(review), "info", names.shorten(review.value), value=node
            )
            for node in gone
        ]
    return found


def _to_review(told: Conflict, names: Names) -> Finding:
    lapsed = "; its last review saw another form of a claim" if told.reviews else ""
    sides = "; ".join(f"{names.shorten(side.claim.value)} at {side.origin}" for side in told.sides)
    local = names.local(told.conflict)
    return Finding(
        "unreviewed-conflict",
        f"nobody has judged this conflict{lapsed}: read {sides}; write it down with `foedus conflicts review {local}`",
        told.sides[0].origin if told.sides else None,
        focus=names.shorten(told.conflict.value),
        path="f:kind",
        value=names.shorten(told.kind.value),
    )


def review(
    told: Conflict,
    names: Names,
    hashes: Mapping[ox.NamedNode, str],
    *,
    resolution: str,
    because: Mapping[str, str],
    reader: ox.NamedNode,
    day: date,
    admits: Iterable[ox.NamedNode] = (),
) -> list[ox.Quad]:
    """Describe a new review that sees the claims as ``hashes`` gives them.

    Raises CouldNotDo when it admits a claim of another conflict, or its resolution does not fit what it admits.
    """
    sides, admitted = [side.claim for side in told.sides], list(admits)
    if bool(admitted) != (resolution == "one-side-admitted") or not set(admitted) <= set(sides):
        raise CouldNotDo(
            "with one-side-admitted, and only then, name with --admits a claim of this conflict that stands"
        )
    node = names.iri("review", f"{names.local(told.conflict)}-{len(told.reviews) + 1}")
    rows: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (TYPE, term("Review")),
        (term("reviews"), told.conflict),
        (term("resolution"), concept(resolution)),
        (term("reader"), reader),
        (term("readOn"), ox.Literal(day.isoformat(), datatype=ox.NamedNode(FOREIGN["xsd"] + "date"))),
        *((term("claimHash"), ox.Literal(hashes[side])) for side in sides),
        *((term("because"), ox.Literal(text, language=language)) for language, text in because.items()),
        *((term("admits"), claim) for claim in admitted),
    ]
    return [ox.Quad(node, predicate, value) for predicate, value in rows]


def label(view: Index, node: ox.NamedNode, language: str, names: Names) -> str:
    """Name a thing in a language, else by its local name."""
    labels = (text for text in view.values(node, LABEL) if isinstance(text, ox.Literal) and text.language == language)
    return next((text.value for text in labels), names.local(node))


def _nodes(view: Index, subject: ox.NamedNode, name: str) -> list[ox.NamedNode]:
    return [node for node in view.values(subject, term(name)) if isinstance(node, ox.NamedNode)]


def _one(view: Index, subject: ox.NamedNode, name: str) -> ox.NamedNode:
    return next(iter(_nodes(view, subject, name)), concept("unknown"))


def _texts(view: Index, subject: ox.NamedNode, name: str) -> dict[str, str]:
    texts = (text for text in view.values(subject, term(name)) if isinstance(text, ox.Literal))
    return {text.language or "": text.value for text in texts}
