"""A Check is bound to the hash of what was read."""

from collections.abc import Callable
from datetime import date

import pytest
from foedus import ledger
from foedus.facts import CouldNotDo, Index
from foedus.graph import read
from foedus.terms import term
from samples import NAMES, PACT, PREFIXES

CLAIM = NAMES.iri("claim", "A-001")
Change = Callable[[str], str]


def hash_of(trig: str) -> str:
    return ledger.claim_hash(Index(read((PREFIXES + trig).encode(), "x.trig")), CLAIM)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("id:sudria-in-pact a", "id:estia-in-pact a"),
        lambda text: text.replace("f:factuality c:ongoing", "f:factuality c:occurred"),
        lambda text: text.replace('f:quote "in\\u00A0words"', 'f:quote "in other"'),
        lambda text: text.replace("f:quoteEnd 8", "f:quoteEnd 9"),
    ],
    ids=["graph", "metadata", "quote", "offset"],
)
def test_any_edit_changes_the_hash(change: Change) -> None:
    """The hash covers the claim's graph, the claim's own triples and its passages."""
    assert hash_of(PACT) != hash_of(change(PACT))


def test_layout_does_not_change_the_hash() -> None:
    """The hash is of triples, so white space and order leave it alone."""
    assert hash_of(PACT) == hash_of(PACT.replace(" ;", "\n ;"))


def test_the_form_of_a_number_changes_the_hash() -> None:
    """The hash reads the source form of literals, so 8 and 08 are not the same reading."""
    assert hash_of(PACT) != hash_of(PACT.replace("f:quoteEnd 8", "f:quoteEnd 08"))


def test_the_computed_does_not_change_the_hash() -> None:
    """Another claim, or its standing, leaves a claim's hash alone."""
    assert hash_of(PACT) == hash_of(PACT + "claim:A-002 f:standing c:verified .")


def test_checks_of_a_claim_are_numbered() -> None:
    """A second Check of a claim gets the next number."""
    trig = PREFIXES + PACT + "check:A-001-1 a f:Check ; f:claim claim:A-001 ."
    index = Index(read(trig.encode(), "x.trig"))

    quads = ledger.check(
        index,
        NAMES,
        CLAIM,
        verdict="supports",
        reading="second",
        reader=NAMES.iri("id", "maintainers"),
        method="invented",
        day=date(2026, 1, 2),
    )

    assert {NAMES.iri("check", "A-001-2")} == {quad.subject for quad in quads}
    assert ledger.claim_hash(index, CLAIM) in {
        quad.object.value for quad in quads if quad.predicate == term("claimHash")
    }


def test_a_check_of_nothing_is_refused() -> None:
    """A Check of a claim that is not there is refused with its name."""
    index = Index(read(PREFIXES.encode(), "x.trig"))

    with pytest.raises(CouldNotDo, match="there is no claim claim:A-001"):
        ledger.check(
            index,
            NAMES,
            CLAIM,
            verdict="supports",
            reading="first",
            reader=CLAIM,
            method="",
            day=date(2026, 1, 2),
        )
