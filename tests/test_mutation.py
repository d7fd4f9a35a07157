"""Questions and invariants alone notice a claim that is deleted, flipped, swapped or given an outside fact."""

import pyoxigraph as ox
import pytest
from foedus import ledger
from foedus.facts import Index
from foedus.holdings import open_holdings
from foedus.library import read_sources
from foedus.terms import concept, term
from mutation.mutants import checked, mutants, unchecked
from mutation.run import choose, sample

#: Share of the mutants that questions and invariants notice; `make mutate` shows the survivors.
LEAST = 0.95


@pytest.fixture(scope="module")
def facts() -> list:
    return unchecked(read_sources(open_holdings()))


@pytest.mark.slow
def test_questions_and_invariants_notice_mutants() -> None:
    """Of a seeded sample of mutants, at least as many are noticed as the project promises."""
    outcome = sample(40, jobs=2)

    assert outcome.rate >= LEAST, "\n".join(map(str, outcome.survivors))


def test_every_claim_has_its_mutants(facts: list) -> None:
    """Every claim is deleted once, and its polarity and its factuality are each flipped once."""
    found = mutants(facts, 1)
    claims = set(Index(facts).typed(term("Claim")))
    deleted = [mutant.claim for mutant in found if mutant.kind == "delete"]
    flipped = [mutant for mutant in found if mutant.kind == "flip" and mutant.words.startswith("claim:")]

    assert (len(claims), claims, 2 * len(claims)) == (len(deleted), set(deleted), len(flipped))


def test_the_same_seed_draws_the_same_mutants(facts: list) -> None:
    """A run can be repeated: its seed decides every draw."""
    once, again = ([str(m) for m in choose(mutants(facts, 7), 30, 7)] for _ in range(2))

    assert once == again


def test_an_outside_fact_is_said_by_no_claim(facts: list) -> None:
    """What is added is in no claim of the shipped graph."""
    told = {fact.quad.triple for fact in facts if not isinstance(fact.quad.graph_name, ox.DefaultGraph)}
    added = [mutant.come[0].triple for mutant in mutants(facts, 1) if mutant.kind == "add"]

    assert added
    assert not told.intersection(added)


def test_a_mutant_is_checked_as_it_stands(facts: list) -> None:
    """Every claim of a mutant has one Check that holds, so that the ledger notices nothing."""
    mutant = mutants(facts, 1)[1]
    laid = checked(mutant.of(facts))
    standings = ledger.standings(Index(laid))

    assert {concept("verified")} == set(standings.values())
