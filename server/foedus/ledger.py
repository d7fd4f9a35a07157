"""The ledger of readings: the only module that knows what a claim's hash covers and when a Check holds."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Finding, Index, Report
from foedus.terms import FOREIGN, TYPE, Names, concept, term

#: Every claim is read twice.
TWO = 2
#: What is to be done about a claim that is not verified by reading.
_TO_READ = {
    "unread": "nobody has read this claim against its passages",
    "stale": "this claim was edited after its last reading",
    "rejected": "a reading that holds does not support this claim: correct it",
}
_AGAIN = "; read it and write that down with `foedus claim check`"


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
    checks = _checks(index)
    return {
        claim: _standing(_holding(index, claim, checks[claim.value]), checked=bool(checks[claim.value]))
        for claim in index.typed(term("Claim"))
    }


def lapsed(index: Index) -> Iterator[ox.NamedNode]:
    """Give the Checks that saw their claim otherwise than it is now."""
    now: dict[ox.NamedNode, str] = {}
    for check in index.typed(term("Check")):
        claim = index.value(check, term("claim"))
        if isinstance(claim, ox.NamedNode):
            hash_now = now.get(claim) or now.setdefault(claim, claim_hash(index, claim))
            if index.text(check, term("claimHash")) != hash_now:
                yield check


def to_read(index: Index, names: Names, *, twice: bool = False) -> Report:
    """Gate 2: find the claims that need a reading; ``twice`` asks for two Checks that hold of every claim."""
    checks, report, counts = _checks(index), Report(), dict.fromkeys(("verified", *_TO_READ), 0)
    for claim in index.typed(term("Claim")):
        holding = _holding(index, claim, checks[claim.value])
        standing = names.local(_standing(holding, checked=bool(checks[claim.value])))
        counts[standing] += 1
        origin, focus = index.origin(claim), names.shorten(claim.value)
        if standing in _TO_READ:
            report.findings.append(Finding(f"claim-{standing}", _TO_READ[standing] + _AGAIN, origin, focus=focus))
        elif twice and len(holding) < TWO:
            message = "only one reading of this claim holds" + _AGAIN
            report.findings.append(Finding("claim-read-once", message, origin, focus=focus))
    told = ", ".join(f"{count} {standing}" for standing, count in counts.items() if count) or "none"
    report.notes.append(f"claims by what their readings found: {told}")
    return report


_Checks = list[tuple[str | None, str | None]]


def _checks(index: Index) -> dict[str, _Checks]:
    """Give for each claim the hash and the verdict of each of its Checks."""
    checks: dict[str, _Checks] = defaultdict(list)
    for check in index.typed(term("Check")):
        verdict = index.text(check, term("verdict"))
        checks[index.text(check, term("claim")) or ""].append((index.text(check, term("claimHash")), verdict))
    return checks


def _holding(index: Index, claim: ox.NamedNode, checks: _Checks) -> list[str | None]:
    """Give the verdicts of the Checks that saw the claim as it is now."""
    hash_now = claim_hash(index, claim) if checks else ""
    return [verdict for hash_then, verdict in checks if hash_then == hash_now]


def _standing(holding: list[str | None], *, checked: bool) -> ox.NamedNode:
    if not holding:
        return concept("stale" if checked else "unread")
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
