"""Tells what changed between two states of a graph: claims, readings and conflicts, in sentences with their quotes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import pyoxigraph as ox

from foedus.facts import Index
from foedus.terms import Names, term

Kind = Literal[
    "claim-added",
    "claim-withdrawn",
    "claim-corrected",
    "claim-reread",
    "conflict-opened",
    "conflict-closed",
    "conflict-judged",
]
#: What each kind of change is called, one of them and several.
WORDS: dict[Kind, tuple[str, str]] = {
    "claim-added": ("claim added", "claims added"),
    "claim-withdrawn": ("claim withdrawn", "claims withdrawn"),
    "claim-corrected": ("claim corrected", "claims corrected"),
    "claim-reread": ("claim read again", "claims read again"),
    "conflict-opened": ("conflict opened", "conflicts opened"),
    "conflict-closed": ("conflict closed", "conflicts closed"),
    "conflict-judged": ("conflict judged anew", "conflicts judged anew"),
}


@dataclass(frozen=True)
class State:
    """A graph at one time: what was written, its default graph, the hash of each claim, and how claims are said."""

    index: Index
    view: Index
    hashes: dict[ox.NamedNode, str]
    say: Callable[[ox.NamedNode], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its node, the sentence that holds now (or held), the one before, and the quoted words."""

    kind: Kind
    node: str
    sentence: str
    before: str = ""
    quotes: tuple[str, ...] = field(default=())


def compare(old: State, new: State, names: Names) -> list[Change]:
    """Give every change, by kind and then by name."""
    order = list(WORDS)
    found = [*_claims(old, new, names), *_conflicts(old, new, names)]
    return sorted(found, key=lambda change: (order.index(change.kind), change.node))


def counted(changes: Iterable[Change]) -> list[str]:
    """Say how many changes of each kind there are; a kind without any is left out."""
    kinds = [change.kind for change in changes]
    return [f"{n} {words[n > 1]}" for kind, words in WORDS.items() if (n := kinds.count(kind))]


def _claims(old: State, new: State, names: Names) -> Iterator[Change]:
    for claim in {**old.hashes, **new.hashes}:
        name = names.shorten(claim.value)
        if claim not in old.hashes:
            yield Change("claim-added", name, new.say(claim), "", _quotes(new.index, claim))
        elif claim not in new.hashes:
            yield Change("claim-withdrawn", name, old.say(claim), "", _quotes(old.index, claim))
        elif old.hashes[claim] != new.hashes[claim]:
            yield Change("claim-corrected", name, new.say(claim), old.say(claim), _quotes(new.index, claim))
        elif _checks(old.index, claim) != _checks(new.index, claim):
            yield Change("claim-reread", name, new.say(claim), "", _quotes(new.index, claim))


def _quotes(index: Index, claim: ox.NamedNode) -> tuple[str, ...]:
    passages = [passage for passage in index.values(claim, term("passage")) if isinstance(passage, ox.NamedNode)]
    return tuple(index.text(passage, term("quote")) or "" for passage in passages)


def _checks(index: Index, claim: ox.NamedNode) -> set[str]:
    return {check.value for check in index.subjects(term("claim"), claim)}


def _conflicts(old: State, new: State, names: Names) -> Iterator[Change]:
    before, after = (set(state.view.typed(term("Conflict"))) for state in (old, new))
    for conflict in before | after:
        state = new if conflict in after else old
        kind: Kind = "conflict-opened" if conflict not in before else "conflict-closed"
        if conflict in before and conflict in after:
            if _judged(old.view, conflict) == _judged(new.view, conflict):
                continue
            kind = "conflict-judged"
        yield Change(kind, names.shorten(conflict.value), _told(state, conflict), "", _both(state, conflict))


def _judged(view: Index, conflict: ox.NamedNode) -> set[tuple[str, str | None]]:
    reviews = view.subjects(term("reviews"), conflict)
    return {(review.value, view.text(review, term("resolution"))) for review in reviews}


def _sides(state: State, conflict: ox.NamedNode) -> list[ox.NamedNode]:
    nodes = [node for node in state.view.values(conflict, term("between")) if isinstance(node, ox.NamedNode)]
    return sorted((node for node in nodes if node in state.hashes), key=lambda node: node.value)


def _told(state: State, conflict: ox.NamedNode) -> str:
    return " / ".join(state.say(claim) for claim in _sides(state, conflict))


def _both(state: State, conflict: ox.NamedNode) -> tuple[str, ...]:
    return tuple(quote for claim in _sides(state, conflict) for quote in _quotes(state.index, claim))
