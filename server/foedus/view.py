"""Runs the stages of graph/view/ over a store, each reading only earlier ones; mints conflicts, shortcuts."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Index, Origin
from foedus.terms import LABEL, TYPE, Names, concept, foreign, term

_SHORT = 16


@dataclass(frozen=True, slots=True)
class Stages:
    """The folder of the written policy, the names of the graph, and the hash of each claim as it stands."""

    folder: Path
    names: Names
    hashes: Mapping[ox.NamedNode, str]

    def run(self, store: ox.Store) -> Iterator[ox.Quad]:
        """Run every stage in its order; what a stage computes is in the store before the next one reads."""
        for stage in (
            self._described,
            self._conflicts,
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

    def _marked(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "marks.rq")

    def _accepted(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "accepted.rq")

    def _planned(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "plans.rq")

    def _led(self, store: ox.Store) -> Iterator[ox.Quad]:
        yield from self._construct(store, "leader.rq")

    def _conflicts(self, store: ox.Store) -> Iterator[ox.Quad]:
        for rule in self._files("conflicts"):
            disputes: dict[frozenset[ox.NamedNode], set[ox.NamedNode]] = defaultdict(set)
            for row in _select(store, rule):
                disputes[frozenset((row["one"], row["other"]))].add(row["node"])
            for claims, nodes in disputes.items():
                yield from self._conflict(rule.stem, claims, nodes)

    def _conflict(self, kind: str, claims: Iterable[ox.NamedNode], nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        sides, disputed = sorted(claims, key=str), sorted(nodes, key=str)
        name = _hash([kind, *(side.value for side in sides), *(node.value for node in disputed)])
        conflict = self.names.iri("conflict", name)
        pair = " / ".join(self.names.local(side) for side in sides)
        yield ox.Quad(conflict, TYPE, term("Conflict"))
        yield ox.Quad(conflict, LABEL, ox.Literal(f"conflict between claims {pair}", language="en"))
        yield ox.Quad(conflict, LABEL, ox.Literal(f"conflitto tra le affermazioni {pair}", language="it"))
        yield ox.Quad(conflict, term("kind"), concept(kind))
        yield ox.Quad(conflict, term("derivation"), concept("derived"))
        yield from (ox.Quad(conflict, term("between"), side) for side in sides)
        yield from (ox.Quad(conflict, term("inDispute"), node) for node in disputed)

    def _reviewed(self, store: ox.Store) -> Iterator[ox.Quad]:
        """Give each conflict its standing; a review counts while it saw every claim as it stands now."""
        index = Index(Fact(quad) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        for conflict in index.typed(term("Conflict")):
            standing = concept("unreviewed")
            for review in index.typed(term("Review")):
                if self._is_current(index, review, conflict):
                    real = index.value(review, term("resolution")) == concept("real")
                    standing = concept("unresolved" if real else "reviewed")
                    yield ox.Quad(review, term("standing"), standing)
            yield ox.Quad(conflict, term("standing"), standing)

    def _is_current(self, index: Index, review: ox.NamedNode, conflict: ox.NamedNode) -> bool:
        saw = {value.value for value in index.values(review, term("claimHash"))}
        sides = {node.value: node for node in index.values(conflict, term("between"))}.values()
        current = all(self.hashes.get(side) in saw for side in sides if isinstance(side, ox.NamedNode))
        return conflict in index.values(review, term("reviews")) and current

    def _shortcuts(self, store: ox.Store) -> Iterator[ox.Quad]:
        behind: dict[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode], set[ox.NamedNode]] = defaultdict(set)
        for rule in self._files("shortcuts"):
            for row in _select(store, rule):
                behind[row["subject"], row["predicate"], row["object"]].add(row["claim"])
        for triple, claims in behind.items():
            node = self.names.iri("shortcut", _hash([part.value for part in triple]))
            yield ox.Quad(*triple)
            yield ox.Quad(node, TYPE, term("Shortcut"))
            for name, part in zip(("rdf:subject", "rdf:predicate", "rdf:object"), triple, strict=True):
                yield ox.Quad(node, foreign(name), part)
            yield from (ox.Quad(node, term("derivedFrom"), claim) for claim in claims)

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.folder / folder).glob("*.rq"))

    def _construct(self, store: ox.Store, file: str) -> Iterator[ox.Quad]:
        triples = _ask(store, self.folder / file)
        if not isinstance(triples, ox.QueryTriples):
            raise CouldNotDo("this stage must be a CONSTRUCT query", Origin(f"graph/view/{file}"))
        yield from (ox.Quad(*triple) for triple in triples)


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_SHORT]


def _ask(store: ox.Store, file: Path) -> object:
    try:
        return store.query(file.read_text("utf-8"))
    except SyntaxError as error:
        raise CouldNotDo(f"this query does not parse: {error}", Origin(file.name)) from None


def _select(store: ox.Store, file: Path) -> Iterator[dict[str, ox.NamedNode]]:
    """Give the rows of a rule; each variable of the rule is bound to an IRI."""
    rows = _ask(store, file)
    if not isinstance(rows, ox.QuerySolutions):
        raise CouldNotDo("this rule must be a SELECT query", Origin(file.name))
    names = [variable.value for variable in rows.variables]
    for row in rows:
        yield {name: row[name] for name in names if isinstance(row[name], ox.NamedNode)}
