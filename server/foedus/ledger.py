"""The ledger of readings: the only module that knows what a claim's hash covers and when a Check holds."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Index
from foedus.terms import FOREIGN, TYPE, Names, concept, term


def claim_hash(index: Index, claim: ox.NamedNode) -> str:
    """SHA-256 of the sorted N-Triples, in source form, of a claim's graph, the claim and its passages."""
    facts: list[Fact] = [*index.inside(claim), *index.about(claim)]
    for passage in index.values(claim, term("passage")):
        if isinstance(passage, ox.NamedNode):
            facts += index.about(passage)
    lines = sorted({f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in (fact.quad for fact in facts)})
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def standings(index: Index) -> dict[ox.NamedNode, ox.NamedNode]:
    """Give the standing of every claim.

    verified: at least one Check holds and every Check that holds supports; rejected: one that holds does not;
    stale: there are Checks, none holds; unread: there are none.
    """
    checks: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for check in index.typed(term("Check")):
        verdict = index.text(check, term("verdict"))
        checks[index.text(check, term("claim")) or ""].append((index.text(check, term("claimHash")), verdict))
    return {claim: _standing(claim_hash(index, claim), checks[claim.value]) for claim in index.typed(term("Claim"))}


def _standing(hash_now: str, checks: list[tuple[str | None, str | None]]) -> ox.NamedNode:
    holding = [verdict for hash_then, verdict in checks if hash_then == hash_now]
    if not holding:
        return concept("stale" if checks else "unread")
    supported = all(verdict == concept("supports").value for verdict in holding)
    return concept("verified" if supported else "rejected")


def check(
    index: Index,
    names: Names,
    claim: ox.NamedNode,
    *,
    verdict: str,
    reading: str,
    reader: ox.NamedNode,
    method: str,
    day: date,
) -> list[ox.Quad]:
    """Describe a new Check of a claim as it stands now.

    Raises CouldNotDo when no claim has this name.
    """
    if claim not in index.typed(term("Claim")):
        raise CouldNotDo(f"there is no claim {names.shorten(claim.value)}; `foedus claim list` names them all")
    count = sum(index.value(node, term("claim")) == claim for node in index.typed(term("Check")))
    node = names.iri("check", f"{names.local(claim)}-{count + 1}")
    rows: Iterable[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (TYPE, term("Check")),
        (term("claim"), claim),
        (term("claimHash"), ox.Literal(claim_hash(index, claim))),
        (term("verdict"), concept(verdict)),
        (term("reading"), concept(reading)),
        (term("reader"), reader),
        (term("method"), ox.Literal(method, language="en")),
        (term("readOn"), ox.Literal(day.isoformat(), datatype=ox.NamedNode(FOREIGN["xsd"] + "date"))),
    ]
    return [ox.Quad(node, predicate, value) for predicate, value in rows]
