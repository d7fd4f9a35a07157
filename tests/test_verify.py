"""`foedus verify` holds two gates, and never takes one for the other."""

import json
from pathlib import Path

import pytest
from foedus import ledger, library
from foedus.facts import Index, Report
from foedus.holdings import shipped
from foedus.terms import concept, term
from samples import PACT, checked
from starting import NAMES, begin, index_of, run

GATES = ["Gate 1, by the characters", "Gate 2, by reading"]


def gate_two(checks: str, *, twice: bool = False) -> Report:
    return ledger.to_read(index_of(PACT + "".join(checks.split("\n\n", 1)[1:])), NAMES, twice=twice)


def found(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize(
    ("checks", "rules"),
    [
        (checked(PACT), set()),
        ("", {"claim-unread"}),
        (checked(PACT, verdict="partly"), {"claim-rejected"}),
        (checked(PACT, verdict="cannot-tell"), {"claim-rejected"}),
        (checked(PACT.replace("f:mode c:narrated", "f:mode c:indirect")), {"claim-stale"}),
    ],
    ids=["supported", "unread", "partly", "cannot tell", "edited"],
)
def test_gate_two_names_what_needs_a_reading(checks: str, rules: set[str]) -> None:
    """A claim that nobody has read, that was edited since, or that a reading does not support needs a reading."""
    assert rules == found(gate_two(checks))


def test_one_reading_is_enough_unless_two_are_asked_for() -> None:
    """Asked for two readings, gate 2 names the claims of which only one Check holds."""
    assert {"claim-read-once"} == found(gate_two(checked(PACT), twice=True))


def test_a_claim_that_needs_a_reading_is_found_where_it_is_written() -> None:
    """A finding of gate 2 names the claim, its file and its line."""
    origins = {str(finding.origin).split(":")[0] for finding in gate_two("").findings}

    assert {"graph/claims/x.trig"} == origins


def test_verify_fails_on_an_unread_claim(tmp_path: Path) -> None:
    """`foedus verify` exits with 1 while a claim is not verified by reading, whatever its characters."""
    root = begin(tmp_path)
    (root / "graph" / "checks" / "a.ttl").unlink()
    done = run("--holdings", root, "verify", "--format", "json")
    told = json.loads(done.stdout)

    assert (1, [True, False]) == (done.exit_code, [gate["conforms"] for gate in told["gates"]])


def test_the_gates_are_never_confused(tmp_path: Path) -> None:
    """Each gate is told under its own name, gate 1 by the characters, gate 2 by reading, in text and in JSON."""
    root = begin(tmp_path)
    text = run("--holdings", root, "verify").stdout
    told = json.loads(run("--holdings", root, "verify", "--format", "json").stdout)
    first, second = text.split(GATES[1])

    assert GATES == [gate["gate"] for gate in told["gates"]]
    assert first.startswith(GATES[0])
    assert ("checked against the text" in first, "readings" in first) == (True, False)
    assert ("checked against the text" in second, "readings" in second) == (False, True)


def test_the_characters_never_count_as_a_reading(tmp_path: Path) -> None:
    """A wrong character is a finding of gate 1 alone."""
    root = begin(tmp_path)
    article = root / "articles" / "a_lake_league.txt"
    article.write_text(article.read_text().replace("2 March", "3 March"))
    told = json.loads(run("--holdings", root, "verify", "--format", "json").stdout)

    assert [False, True] == [gate["conforms"] for gate in told["gates"]]


def test_every_claim_of_the_shipped_graph_has_been_read() -> None:
    """Every shipped claim has a first Check that saw it as it stands and found that its words support it."""
    index = Index(library.read_sources(shipped()))
    read = {
        (index.value(check, term("claim")), index.text(check, term("claimHash")))
        for check in index.typed(term("Check"))
        if (concept("supports"), concept("first"))
        == (index.value(check, term("verdict")), index.value(check, term("reading")))
    }
    claims = index.typed(term("Claim"))

    assert claims
    assert [] == [claim.value for claim in claims if (claim, ledger.claim_hash(index, claim)) not in read]
