"""Judges nodes by one compiled shape: the loops that decide how fast validation is."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

from foedus.shacl.index import Index
from foedus.shacl.model import Path, Predicate, Shape
from foedus.shacl.paths import Edge, Walk, reach, starts, walk
from foedus.shacl.results import Failing, Found
from foedus.shacl.values import Holds, Judge, together
from foedus.shacl.vocabulary import component
from foedus.shacl.wholes import Whole


class Asked(Protocol):
    """A constraint that is a query."""

    def run(self, focuses: Collection[int], owner: int | None, found: Found) -> None:
        """Add what the query finds at these nodes."""

    def affected(self, edges: Collection[Edge]) -> set[int] | None:
        """Give the nodes whose answers these triples may change, or None for any."""


@dataclass(slots=True)
class Plan:
    """One shape, compiled; plans that it names are shared."""

    shape: Shape
    index: Index
    low: int = 0
    high: float = float("inf")
    judges: list[Judge] = field(default_factory=list)
    wholes: list[Whole] = field(default_factory=list)
    inner: list["Plan"] = field(default_factory=list)
    queries: list[Asked] = field(default_factory=list)
    #: Plans whose verdict a judge asks for.
    asked: list["Plan"] = field(default_factory=list)
    #: Whether a judge looks at classes.
    typed: bool = False
    values: Walk | None = None
    back: Walk | None = None
    good: set[int] = field(default_factory=set)
    verdicts: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.shape.path is not None:
            self.values = walk(self.shape.path, self.index)
            self.back = walk(self.shape.path, self.index, back=True)

    def run(self, focuses: Collection[int], found: Found) -> None:
        """Add what is wrong at the focus nodes of a target."""
        if self.shape.deactivated:
            return
        for plan in self.asked:
            if plan.asks():
                plan.foresee(self._reached(focuses))
        for focus in self._suspects(focuses):
            self._judge(focus, focus, found)
        for plan in self.inner:
            self._run_inner(plan, focuses, found)
        for query in self.queries:
            query.run(focuses, None, found)

    def _reached(self, focuses: Collection[int]) -> Collection[int]:
        return focuses if self.values is None else reach(self.values, focuses)

    def _run_inner(self, plan: "Plan", focuses: Collection[int], found: Found) -> None:
        """Judge the values of each focus node by another shape, as often as they are reached."""
        if self.values is None:
            plan.run(focuses, found)
        elif plan.asks():
            wrong: Found = []
            plan.run(self._reached(focuses), wrong)
            told: dict[int, Found] = {}
            for failing in wrong:
                told.setdefault(failing.owner, []).append(failing)
            for focus in focuses:
                for value in self.values(focus):
                    found += (replace(failing, owner=focus) for failing in told.get(value, ()))
        else:
            for focus in focuses:
                for value in self.values(focus):
                    plan.one(value, focus, found)

    def asks(self) -> bool:
        """Whether judging a node asks a query, which is cheap for many nodes together and dear for each alone."""
        return bool(self.queries) or any(plan.asks() for plan in (*self.inner, *self.asked))

    def foresee(self, nodes: Collection[int]) -> None:
        """Judge many nodes together, before each is asked for."""
        new = [node for node in nodes if node not in self.verdicts]
        wrong: Found = []
        self.run(new, wrong)
        failed = {failing.owner for failing in wrong}
        self.verdicts.update((node, node not in failed) for node in new)

    def one(self, focus: int, owner: int, found: Found) -> None:
        """Add what is wrong at one node, reached from the focus node ``owner``."""
        if self.shape.deactivated:
            return
        self._judge(focus, owner, found)
        for plan in self.inner:
            for value in self.values(focus) if self.values else (focus,):
                plan.one(value, owner, found)
        for query in self.queries:
            query.run((focus,), owner, found)

    def verdict(self) -> Holds:
        """Give what says whether a node has no result at all: by the constraints on a value where these are all."""
        beyond = (self.values, self.wholes, self.inner, self.queries, self.asked)
        if any(beyond) or self.shape.deactivated or not self.judges:
            return self.conforms
        return together([judge.holds for judge in self.judges])

    def conforms(self, node: int) -> bool:
        """Whether a node has no result at all; asked once a node."""
        verdict = self.verdicts.get(node)
        if verdict is None:
            wrong: Found = []
            if not self.shape.deactivated and (self._suspects((node,)) or self.inner or self.queries):
                self.one(node, node, wrong)
            verdict = self.verdicts[node] = not wrong
        return verdict

    def forget(self) -> None:
        """Drop the verdicts that a change of the triples may have made stale."""
        self.verdicts.clear()
        if self.typed or self.asked:
            self.good.clear()

    def _suspects(self, focuses: Collection[int]) -> list[int]:
        """Give the nodes at which something may be wrong, quickly; what is left out is certainly right."""
        if self.values is None:
            passes, good = self._fits(), self.good
            suspects = [node for node in focuses if node not in good and not passes(node)] if self.judges else []
            amiss = {node for whole in self.wholes for node in whole.wrong(focuses)}
            return [*suspects, *amiss.difference(suspects)]
        path = self.shape.path
        if isinstance(path, Predicate) and not self.wholes:
            return self._suspects_of_a_step(focuses, self.index.number(path.iri))
        return [focus for focus in focuses if self._suspect(focus, self.values(focus))]

    def _suspects_of_a_step(self, focuses: Collection[int], predicate: int) -> list[int]:
        get, good, passes = self.index.objects(predicate).get, self.good, self._fits()
        low, high, free = self.low, self.high, not self.judges
        suspects = []
        for focus in focuses:
            held = get(focus)
            if held is None:
                if low > 0:
                    suspects.append(focus)
            elif isinstance(held, int):
                if low > 1 or high < 1 or not (free or held in good or passes(held)):
                    suspects.append(focus)
            elif not low <= len(held) <= high or not (free or all(value in good or passes(value) for value in held)):
                suspects.append(focus)
        return suspects

    def _suspect(self, focus: int, values: Collection[int]) -> bool:
        if not self.low <= len(values) <= self.high:
            return True
        if self.judges and not all(value in self.good or self._passes(value) for value in values):
            return True
        for whole in self.wholes:  # noqa: SIM110 - any() takes twice as long
            if whole.finds(focus, values):
                return True
        return False

    def _fits(self) -> Holds:
        """Give what says whether a value is as all judges want it, and remembers it where that saves time."""
        plain = len(self.judges) == 1 and self.judges[0].plain
        return self.judges[0].holds if plain else self._passes

    def _passes(self, value: int) -> bool:
        for judge in self.judges:
            if not judge.holds(value):
                return False
        self.good.add(value)
        return True

    def _judge(self, focus: int, owner: int, found: Found) -> None:
        """Add what is wrong at a node by this shape's own constraints, each told apart."""
        values = self.values(focus) if self.values else (focus,)
        if not self._suspect(focus, values):
            return
        for part, amiss in (("MinCount", len(values) < self.low), ("MaxCount", len(values) > self.high)):
            if amiss:
                found.append(self._failing(component(part), None, (owner, focus, None)))
        for judge in self.judges:
            for value in values:
                if value not in self.good and not judge.holds(value):
                    found.append(self._failing(judge.component, judge, (owner, focus, value)))
        for whole in self.wholes:
            for wrong, path in whole.finds(focus, values):
                found.append(self._failing(whole.component, whole, (owner, focus, wrong), path))

    def _failing(
        self, part: str, by: Judge | Whole | None, nodes: tuple[int, int, int | None], path: Path | None = None
    ) -> Failing:
        owner, focus, value = nodes
        return Failing(self.shape, part, by.wanted if by else None, owner, focus, path or self.shape.path, value)

    def affected(self, edges: Collection[Edge]) -> set[int] | None:
        """Give the nodes at which these triples may change the results, or None for any.

        The index holds at that moment both what came and what goes.
        """
        near = {s for s, p, _ in edges if p == self.index.type} if self.typed else set()
        if self.typed and any(p == self.index.subclass for _, p, _ in edges):
            return None
        if any(whole.closed for whole in self.wholes):
            near |= {s for s, _, _ in edges}
        for plan in (*self.asked, *self.inner):
            below = plan.affected(edges)
            if below is None:
                return None
            near |= below
        pairs = {p for whole in self.wholes for p in whole.pairs}
        found = {s for s, p, _ in edges if p in pairs}
        if self.shape.path is None or self.back is None:
            found |= near
        else:
            found |= reach(self.back, near) | starts(self.shape.path, self.index, edges)
        return self._asked_by_queries(found, edges)

    def _asked_by_queries(self, found: set[int], edges: Collection[Edge]) -> set[int] | None:
        for query in self.queries:
            answers = query.affected(edges)
            if answers is None:
                return None
            found |= answers
        return found
