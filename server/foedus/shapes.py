"""Judges facts by the SHACL shapes of one scope: the only module that knows that shapes have scopes."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import pyoxigraph as ox

from foedus import shacl
from foedus.facts import CouldNotDo, Fact, Finding
from foedus.shacl.vocabulary import TARGETS, sh
from foedus.terms import SCOPE, Names

_TARGETS = {sh(name) for name in TARGETS}


def judge(
    facts: Iterable[Fact],
    shapes: Iterable[Fact],
    ontology: Iterable[Fact] = (),
    *,
    scope: str = "source",
    names: Names | None = None,
    idle: bool = False,
) -> list[Finding]:
    """Give the findings of ``weigh``."""
    return weigh(facts, shapes, ontology, scope=scope, names=names, idle=idle).findings


def weigh(
    facts: Iterable[Fact],
    shapes: Iterable[Fact],
    ontology: Iterable[Fact] = (),
    *,
    scope: str = "source",
    names: Names | None = None,
    idle: bool = False,
    only_shapes: Collection[str] | None = None,
    inspect: Callable[[shacl.Session], list[Finding]] | None = None,
) -> shacl.Judgement:
    """Judge facts, all graphs merged, by the shapes of one scope; the ontology only lends its class tree.

    Facts must be as parsed: a store rewrites literals. Raises CouldNotDo when there is no shape, a shape is
    broken, or no shape finds anything to judge (unless ``idle`` allows that). ``inspect`` looks at the shapes first.
    """
    laws = _narrow(list(shapes), scope)
    session = shacl.Session(facts, laws, ontology, names=names, only_shapes=only_shapes, judged=not inspect)
    seen = inspect(session) if inspect else []
    if inspect:
        session.begin()
    judgement = _looked(session.judgement(), scope, idle=idle)
    return replace(judgement, findings=[*seen, *judgement.findings])


def weigh_change(
    facts: Iterable[Fact],
    added: Iterable[Fact],
    removed: Iterable[Fact],
    shapes: Iterable[Fact],
    ontology: Iterable[Fact] = (),
    *,
    scope: str = "source",
    names: Names | None = None,
    idle: bool = False,
    inspect: Callable[[shacl.Session], list[Finding]] | None = None,
) -> shacl.Judgement:
    """Judge what a change of facts can matter to, as it is after the change; refuses what ``weigh`` refuses."""
    session = shacl.Session(facts, _narrow(list(shapes), scope), ontology, names=names, judged=False)
    judgement = _looked(session.change(added, removed), scope, idle=idle)
    return replace(judgement, findings=[*(inspect(session) if inspect else ()), *judgement.findings])


def _looked(judgement: shacl.Judgement, scope: str, *, idle: bool) -> shacl.Judgement:
    """Refuse a judgement that looked at nothing; the scope that all shapes have need not be named."""
    shape = "no shape" if scope == "source" else f'no shape of the scope "{scope}"'
    if not judgement.shapes:
        raise CouldNotDo(f"{shape} has a target, so nothing was judged; add shapes")
    if not judgement.focus_nodes and not idle and not judgement.refused:
        raise CouldNotDo(f"{shape} found anything to judge; check the classes of the data")
    return judgement


def _narrow(shapes: list[Fact], scope: str) -> list[Fact]:
    """Take the targets from shapes that speak for another scope only."""
    scopes: dict[object, set[str]] = {}
    for fact in shapes:
        if fact.quad.predicate.value == SCOPE and isinstance(fact.quad.object, ox.Literal):
            scopes.setdefault(fact.quad.subject, set()).add(fact.quad.object.value)
    elsewhere = {shape for shape, held in scopes.items() if scope not in held}
    return [fact for fact in shapes if fact.quad.subject not in elsewhere or fact.quad.predicate not in _TARGETS]
