"""Runs the stages of graph/view/ over a store, each reading only earlier ones; mints conflicts, shortcuts."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Fact, Index, Origin
from foedus.terms import LABEL, TYPE, Names, concept, foreign, term

_SHORT = 16
_Row = dict[str, ox.NamedNode]


@dataclass(frozen=True, slots=True)
class Stages:
    """The files of the written policy by their names in graph/view/, the names of the graph, each claim's hash."""

    policy: Mapping[str, Path]
    names: Names
    hashes: Mapping[ox.NamedNode, str]

    def run(self, store: ox.Store) -> Iterator[ox.Quad]:
        """Run every stage in its order; what a stage computes is in the store before the next one reads."""
        for stage in (
            self._described,
            self._conflicts,
            self._opposed,
            self._reviewed,
            self._marked,
            self._accepted,
            self._planned,
            self._shortcuts,
            self._led,
        ):
            quads = list(stage(store))
            store.extend(quads)
            yield from quads

    def _described(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "descriptions.rq")

    def _opposed(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "sides.rq")

    def _marked(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "marks.rq")

    def _accepted(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "accepted.rq")

    def _planned(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "plans.rq")

    def _led(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "leader.rq")

    def _conflicts(self, store: ox.Store) -> Iterator[ox.Quad]:
        """Derive conflicts by the rules, and label those that the maintainers noted."""
        for rule in self._rules("conflicts"):
            disputes: dict[frozenset[ox.NamedNode], list[_Row]] = defaultdict(list)
            for row in self._select(store, rule, ("node", "one", "other")):
                disputes[frozenset((row["one"], row["other"]))].append(row)
            for claims, rows in disputes.items():
                yield from self._conflict(self.policy[rule].stem, claims, rows)
        for noted in store.quads_for_pattern(None, TYPE, term("Conflict"), ox.DefaultGraph()):
            if isinstance(noted.subject, ox.NamedNode):
                sides = store.quads_for_pattern(noted.subject, term("between"), None, ox.DefaultGraph())
                named = [quad.object for quad in sides if isinstance(quad.object, ox.NamedNode)]
                yield from self._labels(noted.subject, sorted(named, key=str))

    def _conflict(self, kind: str, claims: Iterable[ox.NamedNode], rows: list[_Row]) -> Iterator[ox.Quad]:
        sides, disputed = sorted(claims, key=str), sorted({row["node"] for row in rows}, key=str)
        name = _hash([kind, *(side.value for side in sides), *(node.value for node in disputed)])
        conflict = self.names.iri("conflict", name)
        yield ox.Quad(conflict, TYPE, term("Conflict"))
        yield from self._labels(conflict, sides)
        yield ox.Quad(conflict, term("kind"), concept(kind))
        yield ox.Quad(conflict, term("derivation"), concept("derived"))
        yield from (ox.Quad(conflict, term("between"), side) for side in sides)
        yield from (ox.Quad(conflict, term("inDispute"), node) for node in disputed)
        over = {row["over"] for row in rows if "over" in row} - set(disputed)
        yield from (ox.Quad(conflict, term("about"), node) for node in sorted(over, key=str))

    def _labels(self, conflict: ox.NamedNode, sides: list[ox.NamedNode]) -> Iterator[ox.Quad]:
        pair = " / ".join(self.names.local(side) for side in sides)
        yield ox.Quad(conflict, LABEL, ox.Literal(f"conflict between claims {pair}", language="en"))
        yield ox.Quad(conflict, LABEL, ox.Literal(f"conflitto tra le affermazioni {pair}", language="it"))

    def _reviewed(self, store: ox.Store) -> Iterator[ox.Quad]:
        """Give each conflict its standing: the latest review counts that saw every claim as it stands now."""
        index = Index(Fact(quad) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        dated = sorted(
            (index.text(node, term("readOn")) or "", str(node), node) for node in index.typed(term("Review"))
        )
        for conflict in index.typed(term("Conflict")):
            current = [review for *_, review in dated if self._is_current(index, review, conflict)]
            standing = concept("unreviewed")
            if current:
                real = index.value(current[-1], term("resolution")) == concept("real")
                standing = concept("unresolved" if real else "reviewed")
                yield ox.Quad(current[-1], term("standing"), standing)
            yield ox.Quad(conflict, term("standing"), standing)

    def _is_current(self, index: Index, review: ox.NamedNode, conflict: ox.NamedNode) -> bool:
        saw = {value.value for value in index.values(review, term("claimHash"))}
        sides = {node.value: node for node in index.values(conflict, term("between"))}.values()
        current = all(self.hashes.get(side) in saw for side in sides if isinstance(side, ox.NamedNode))
        return conflict in index.values(review, term("reviews")) and current

    def _shortcuts(self, store: ox.Store) -> Iterator[ox.Quad]:
        behind: dict[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode], set[ox.NamedNode]] = defaultdict(set)
        for rule in self._rules("shortcuts"):
            for row in self._select(store, rule, ("subject", "predicate", "object", "claim")):
                behind[row["subject"], row["predicate"], row["object"]].add(row["claim"])
        for triple, claims in behind.items():
            node = self.names.iri("shortcut", _hash([part.value for part in triple]))
            yield ox.Quad(*triple)
            yield ox.Quad(node, TYPE, term("Shortcut"))
            for name, part in zip(("rdf:subject", "rdf:predicate", "rdf:object"), triple, strict=True):
                yield ox.Quad(node, foreign(name), part)
            yield from (ox.Quad(node, term("derivedFrom"), claim) for claim in claims)

    def _rules(self, folder: str) -> list[str]:
        return [name for name in self.policy if name.startswith(f"{folder}/")]

    def _construct(self, store: ox.Store, file: str) -> Iterator[ox.Quad]:
        text = self.policy[file].read_text("utf-8")
        yield from (ox.Quad(*triple) for triple in asking.construct(store, text, f"graph/view/{file}"))

    def _select(self, store: ox.Store, rule: str, needed: tuple[str, ...]) -> Iterator[_Row]:
        """Give the rows of a rule, variables bound to IRIs only; each row binds those that are needed."""
        file = f"graph/view/{rule}"
        rows = asking.select(store, self.policy[rule].read_text("utf-8"), file)
        names = [variable.value for variable in rows.variables]
        missing = [f"?{name}" for name in needed if name not in names]
        for row in rows:
            found = {name: row[name] for name in names if isinstance(row[name], ox.NamedNode)}
            missing = missing or [f"?{name}" for name in needed if name not in found]
            if missing:
                break
            yield found
        if missing:
            raise CouldNotDo(f"each row of this rule must bind {', '.join(missing)} to an IRI", Origin(file, 1))


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_SHORT]
