"""Answers the questions of a language model from one built graph, each answer with its evidence."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from urllib.parse import urlencode

import pyoxigraph as ox

from foedus import say, why
from foedus.conflicts import Conflict, tell
from foedus.engine import Engine
from foedus.library import Built
from foedus.mcp import reading, sizes
from foedus.mcp.answers import (
    Behind,
    Citation,
    Description,
    Dispute,
    Disputes,
    Entity,
    Found,
    Proof,
    Rows,
)
from foedus.mcp.asker import Asker
from foedus.mcp.sizes import USUAL
from foedus.mcp.witnesses import FEW, Evidence, Witnesses

#: Gives the IRIs of things by a name, the best first.
Find = Callable[[str], Iterable[ox.NamedNode]]
_COMPUTED = "No claim says it: it is a name, a description or a definition."
_UNSAID = "No claim says it."


class Clerk:
    """Finds, describes, queries, proves, disputes and cites; read-only, every answer bounded."""

    def __init__(self, built: Built, engine: Engine, find: Callable[[Witnesses], Find]) -> None:
        self._built = built
        self._names = built.holdings.names
        self._witnesses = Witnesses(built)
        self._find = find(self._witnesses)
        self._asker = Asker(built, engine, self._witnesses)

    def find_entity(self, name: str, limit: int = 5) -> Found:
        """Find the things that a name fits, whatever its language, script or accents."""
        sizes.judge(limit)
        if not name.strip():
            raise reading.nothing_is_asked("name")
        nodes = list(self._find(name))
        shown = list(sizes.fitting(self._entity(node) for node in nodes[:limit]))
        return Found(name, shown, complete=len(shown) == len(nodes))

    def describe(self, entity: str, offset: int = 0, limit: int = USUAL) -> Description:
        """Tell every claim that mentions a thing, those of the accepted view first."""
        sizes.judge(limit, offset)
        node = reading.node(entity, self._names) or next(iter(self._find(entity)), None)
        claims = self._witnesses.mentioning(node) if node else []
        if node is None or not claims:
            raise reading.entity_is_unknown(entity)
        shown = list(sizes.fitting(map(self._witnesses.evidence, claims[offset : offset + limit])))
        return Description(self._entity(node), len(claims), offset, shown, offset + len(shown) >= len(claims))

    def query(self, sparql: str, limit: int = USUAL) -> Rows:
        """Answer a query, with the claims behind each row."""
        sizes.judge(limit)
        return self._asker.rows(sparql, limit)

    def evidence_for(self, what: str) -> Proof:
        """Tell what stands behind a claim or a triple, and what keeps it out of the accepted view."""
        node = reading.node(what, self._names) if len(what.split()) == 1 else None
        if node in self._witnesses.claims:
            evidence = self._witnesses.evidence(node)
            return Proof(what, evidence.accepted, [Behind(evidence, [], [])])
        told = why.why(self._built.index, self._built.view, reading.triple(what, self._names))
        behind = list(sizes.fitting(map(self._behind, told.behind)))
        note = "" if behind else _COMPUTED if told.holds else _UNSAID
        if len(behind) < len(told.behind):
            note = f"These are the first {len(behind)} of {len(told.behind)} claims."
        return Proof(what, told.holds, behind, note)

    def conflicts(self, topic: str = "", limit: int = USUAL) -> Disputes:
        """Tell where claims contradict each other: about a thing, in some words, or anywhere."""
        sizes.judge(limit)
        told = [each for each in tell(self._built.index, self._built.view) if self._fits(topic, each)]
        shown = list(sizes.fitting(map(self._dispute, told[:limit])))
        return Disputes(topic, shown, len(told), complete=len(shown) == len(told))

    def cite(self, what: str) -> Citation:
        """Tell how to cite a claim, or the answer of a query, so that others find the same."""
        node = reading.node(what, self._names) if len(what.split()) == 1 else None
        if node in self._witnesses.claims:
            evidence = self._witnesses.evidence(node)
            words = " … ".join(f"“{quote.words}”" for quote in evidence.quotes)
            return self._citation(f"{evidence.says} {words}", evidence.claim, [evidence])
        if len(what.split()) == 1:
            raise reading.nothing_is_said(what)
        rows, hashed = self.query(what, FEW), self._asker.hashed(what)
        address = f"{self._names.base}v/{self._built.version}/sparql?{urlencode({'query': what})}"
        return self._citation(f"Answer to a SPARQL query, sha256:{hashed}.", address, rows.evidence, hashed)

    def _citation(self, said: str, address: str, evidence: list[Evidence], hashed: str = "") -> Citation:
        version, licence = self._built.version, self._built.holdings.about.licence or "not said"
        title = self._built.holdings.about.title or "foedus"
        text = f"{title}, version {version}. {said} {address} (licence of the data: {licence})"
        return Citation(text, address, version, licence, list(sizes.fitting(evidence)), hashed)

    def _entity(self, node: ox.NamedNode) -> Entity:
        claims = self._witnesses.mentioning(node)
        names = self._witnesses.variants(node) or [say.label(self._built.index, node, "en")]
        evidence = list(map(self._witnesses.evidence, claims[:FEW]))
        short, classes = self._names.shorten(node.value), self._witnesses.classes(node)
        return Entity(node.value, short, names, classes, len(claims), evidence)

    def _behind(self, behind: why.Behind) -> Behind:
        local = self._names.local
        readings = [
            f"{local(each.reading)}: {local(each.verdict)}, {each.day}{', stale' if each.stale else ''}"
            for each in behind.readings
        ]
        return Behind(self._witnesses.evidence(behind.claim), readings, behind.barred)

    def _fits(self, topic: str, told: Conflict) -> bool:
        if not topic.strip():
            return True
        node = reading.node(topic, self._names)
        if node:
            mentioned = set(self._witnesses.mentioning(node))
            return node in (told.conflict, *told.disputed) or all(side.claim in mentioned for side in told.sides)
        return topic.casefold() in str([asdict(self._dispute(told))]).casefold()

    def _dispute(self, told: Conflict) -> Dispute:
        local = self._names.local
        return Dispute(
            told.conflict.value,
            local(told.kind),
            local(told.standing),
            [say.label(self._built.index, node, "en") for node in told.disputed],
            told.because.get("en", ""),
            [self._witnesses.evidence(side.claim) for side in told.sides],
            [f"{local(each.resolution)}, {each.day}: {each.because.get('en', '')}" for each in told.reviews],
        )
