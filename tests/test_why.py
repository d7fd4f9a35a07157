"""Why a triple stands in the view, or why not."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus.holdings import shipped
from foedus.library import Built, build
from foedus.terms import concept, term
from foedus.tracing import tell
from foedus.why import why
from samples import NAMES, PACT, RIVAL_LIST, checked, review
from starting import run

HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in NAMES.prefixes().items())
Press = Callable[..., Built]
NORLAND, PACT_ = NAMES.iri("id", "norland"), NAMES.iri("id", "pact")

#: Each claim with each triple of its graph.
Saying = set[tuple[ox.NamedNode, ox.Triple]]


@pytest.fixture(scope="module")
def ours() -> Built:
    """Build the shipped graph."""
    return build(shipped())


def let_in(built: Built) -> Saying:
    """Ask the written policy which triples of which claims it lets into the view."""
    policy = built.holdings.overlaid("graph/view", ".rq")["accepted.rq"].read_text("utf-8")
    head, where = policy.partition("CONSTRUCT")[0], policy[policy.index("WHERE {") :]
    rows = built.store.query(f"{head}SELECT ?claim ?subject ?predicate ?object {where}")
    return {(row["claim"], ox.Triple(row["subject"], row["predicate"], row["object"])) for row in rows}


def unbarred(built: Built) -> Saying:
    """Gather the triples of the claims to which `why` has no objection."""
    said = {fact.quad.triple for claim in built.index.graphs() for fact in built.index.inside(claim)}
    told = {triple: why(built.index, built.view, (triple.subject, triple.predicate, triple.object)) for triple in said}
    return {(behind.claim, triple) for triple in said for behind in told[triple].behind if not behind.barred}


def test_reasons_agree_with_the_policy(ours: Built) -> None:
    """For every triple of every claim of the shipped graph, reasons are told exactly where the policy keeps it out."""
    assert let_in(ours) == unbarred(ours)


def test_what_is_not_held_has_its_reasons(ours: Built) -> None:
    """Every triple that a claim of the shipped graph says is held, or each claim behind it tells why not."""
    said = [fact.quad for claim in ours.index.graphs() for fact in ours.index.inside(claim)]
    left = [quad for quad in said if quad.object not in ours.view.values(quad.subject, quad.predicate)]

    assert left
    assert set() == {(quad.graph_name, quad.triple) for quad in left} & unbarred(ours)


@pytest.mark.parametrize("resolution", ["one-side-admitted", "real", "apparent-time"])
def test_reasons_agree_with_the_policy_under_a_review(press: Press, resolution: str) -> None:
    """However a conflict is judged, reasons are told exactly where the policy keeps a triple out."""
    built = press(PACT + RIVAL_LIST + review(press(PACT + RIVAL_LIST), resolution))

    assert let_in(built) == unbarred(built)


def test_a_review_against_a_claim_is_a_reason(press: Press) -> None:
    """What the side that was not admitted says of a node in dispute is barred by the review."""
    built = press(PACT + RIVAL_LIST + review(press(PACT + RIVAL_LIST), "one-side-admitted"))
    told = why(built.index, built.view, (NAMES.iri("id", "estia-in-pact"), term("member"), NAMES.iri("id", "estia")))

    assert (False, ["a review admits another article's side"]) == (told.holds, told.behind[0].barred)


def test_a_held_triple_tells_its_claims_words_and_readings(press: Press) -> None:
    """A plain triple leads to every claim behind it, with quote, article and verdict."""
    built = press(PACT)
    told = why(built.index, built.view, (NORLAND, term("memberOf"), PACT_))

    assert told.holds
    assert [NAMES.iri("claim", "A-001")] == [behind.claim for behind in told.behind]
    assert [(NAMES.iri("article", "A"), "in words")] == told.behind[0].quotes
    assert [concept("supports")] == [reading.verdict for reading in told.behind[0].readings]
    assert [] == told.behind[0].barred


def test_a_reading_before_an_edit_is_told_as_stale(press: Press, tmp_path: Path) -> None:
    """Readings before and after an edit are told apart by the command, and by the trace that pages have."""
    before = checked(PACT.replace("id:sudria-in-pact a", "id:estia-in-pact a")).replace("-1 a f:Check", "-0 a f:Check")
    built = press(PACT, checks=before + checked(PACT))
    told = why(built.index, built.view, (NORLAND, term("memberOf"), PACT_))
    lines = run("--holdings", tmp_path, "why", "id:norland", "f:memberOf", "id:pact").stdout.splitlines()
    (traced,) = tell(lambda query: list(built.store.query(HEAD + query)), [NAMES.iri("claim", "A-001").value], "it")

    assert told.holds
    assert [True, False] == [reading.stale for reading in told.behind[0].readings]
    assert [True, False] == ["; stale: the claim was edited since" in line for line in lines if "reading  " in line]
    assert ["superata", ""] == [check.state for check in traced.checks]


def test_a_speakers_words_tell_why_they_are_not_held(press: Press) -> None:
    """What a speaker said is barred for being a speaker's."""
    built = press(PACT)
    told = why(built.index, built.view, (NAMES.iri("id", "norland-in-pact"), term("status"), concept("withdrawn")))

    assert not told.holds
    assert ["it has a speaker's voice, and what somebody said is not held to be so"] == told.behind[0].barred


def test_a_contested_triple_names_its_conflict(press: Press) -> None:
    """A triple that a conflict withholds says so and names the conflict."""
    built = press(PACT + RIVAL_LIST)
    told = why(built.index, built.view, (NAMES.iri("id", "estia-in-pact"), term("member"), NAMES.iri("id", "estia")))

    assert ["an open conflict between articles contests it"] == told.behind[0].barred
    assert set(told.behind[0].conflicts) <= set(built.view.typed(term("Conflict")))
    assert told.behind[0].conflicts


def test_an_unread_claim_says_so(press: Press) -> None:
    """A claim that nobody checked is barred for want of a reading."""
    built = press(PACT, checks="")
    told = why(built.index, built.view, (NAMES.iri("id", "norland-in-pact"), term("member"), NORLAND))

    assert "it is not verified: no reading that still holds supports it" in told.behind[0].barred


def test_what_nobody_says_has_nothing_behind_it(press: Press) -> None:
    """A triple that no claim says is not held, and nothing stands behind it."""
    built = press(PACT)
    told = why(built.index, built.view, (NORLAND, term("memberOf"), NORLAND))

    assert (False, []) == (told.holds, told.behind)
