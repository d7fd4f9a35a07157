"""What the accepted view holds, and what keeps a claim out of it."""

from collections.abc import Callable

from foedus.library import Built
from foedus.terms import TYPE, concept, term
from samples import NAMES, PACT, RIVAL_LIST, checked, review

Press = Callable[..., Built]

ID = {name: NAMES.iri("id", name) for name in ("norland", "sudria", "estia", "pact", "ada", "council")}
A = {number: NAMES.iri("claim", f"A-{number:03}") for number in range(1, 6)}


def members(built: Built) -> set[str]:
    found = (node for node in ID.values() if ID["pact"] in built.view.values(node, term("memberOf")))
    return {NAMES.local(node) for node in found}


def test_a_verified_list_is_held(press: Press) -> None:
    """A verified claim in an article's own voice about what is ongoing stands in the view."""
    built = press(PACT)

    assert {"norland", "sudria"} == members(built)


def test_an_unread_claim_is_not_held(press: Press) -> None:
    """A claim that nobody has checked stays out of the view."""
    built = press(PACT, checks="")

    assert set() == members(built)
    assert concept("unread") == built.view.value(A[1], term("standing"))


def test_a_rejected_claim_is_not_held(press: Press) -> None:
    """One Check that does not support a claim keeps it out of the view."""
    built = press(PACT, checks=checked(PACT, verdict="partly"))

    assert set() == members(built)
    assert concept("rejected") == built.view.value(A[1], term("standing"))


def test_an_edit_makes_a_check_stale(press: Press) -> None:
    """A Check of an earlier form of a claim no longer verifies it."""
    built = press(PACT, checks=checked(PACT.replace("id:sudria-in-pact a", "id:estia-in-pact a")))

    assert concept("stale") == built.view.value(A[1], term("standing"))
    assert concept("verified") == built.view.value(A[2], term("standing"))
    standings = {name: built.view.value(NAMES.iri("check", name), term("standing")) for name in ("A-001-1", "A-002-1")}
    assert {"A-001-1": concept("stale"), "A-002-1": None} == standings


def test_what_somebody_said_is_not_held(press: Press) -> None:
    """The content of a statement never enters the view, the statement itself does."""
    built = press(PACT)

    assert concept("withdrawn") not in built.view.values(NAMES.iri("id", "norland-in-pact"), term("status"))
    assert [ID["ada"]] == built.view.values(NAMES.iri("id", "statement-A-01"), term("speaker"))


def test_a_speaker_disputes_but_does_not_remove(press: Press) -> None:
    """A speaker's contradiction leaves the article's claim in the view and marks it as disputed."""
    built = press(PACT)

    assert "norland" in members(built)
    assert [A[3]] == built.view.values(A[1], term("disputedBy"))


def test_a_plan_is_not_a_fact(press: Press) -> None:
    """What is scheduled stands in the view as a Plan only, with its time."""
    built = press(PACT)
    plan = NAMES.iri("id", "plan-A-004")

    assert built.view.value(ID["council"], TYPE) is None
    assert [ID["council"]] == built.view.values(plan, term("concerns"))
    assert [concept("scheduled")] == built.view.values(plan, term("standsAs"))
    assert [NAMES.iri("id", "A-004-time-1")] == built.view.values(plan, term("plannedFor"))


def test_a_leader_is_derived(press: Press) -> None:
    """A person in the highest office of a State is a Leader, without anybody writing so."""
    built = press(PACT)

    assert [ID["ada"]] == built.view.typed(term("Leader"))


def test_two_closed_lists_conflict_over_what_they_do_not_share(press: Press) -> None:
    """Closed lists of two articles make one conflict that names just the places on which they differ."""
    built = press(PACT + RIVAL_LIST)
    closed = [
        node
        for node in built.view.typed(term("Conflict"))
        if built.view.value(node, term("kind")) == concept("closed-lists")
    ]

    assert 1 == len(closed)
    assert {"estia-in-pact", "sudria-in-pact"} == {
        NAMES.local(node) for node in built.view.values(closed[0], term("inDispute"))
    }


def test_a_conflict_withholds_only_what_is_disputed(press: Press) -> None:
    """Members on which both lists agree stay in the view; the others are withheld and marked, and so is the list."""
    built = press(PACT + RIVAL_LIST)
    contested = [NAMES.iri("id", name) for name in ("sudria-in-pact", "estia-in-pact", "pact")]

    assert {"norland"} == members(built)
    assert all(built.view.values(node, term("contestedIn")) for node in contested)


def test_a_review_lets_the_admitted_side_stand(press: Press) -> None:
    """A review that admits one list returns its members to the view, and drops the other list's."""
    built = press(PACT + RIVAL_LIST)
    reviewed = press(PACT + RIVAL_LIST + review(built, "one-side-admitted"))

    assert {"norland", "sudria"} == members(reviewed)


def test_a_review_lapses_when_a_claim_changes(press: Press) -> None:
    """A review that saw another form of a claim no longer counts."""
    built = press(PACT + RIVAL_LIST)
    stale = review(built, "one-side-admitted").replace('claimHash "', 'claimHash "0')

    assert {"norland"} == members(press(PACT + RIVAL_LIST + stale))


def test_a_real_conflict_stays_open(press: Press) -> None:
    """A review that finds a conflict real leaves the disputed places out of the view."""
    built = press(PACT + RIVAL_LIST)

    assert {"norland"} == members(press(PACT + RIVAL_LIST + review(built, "real")))


def test_every_shortcut_names_its_claims(press: Press) -> None:
    """A plain triple of the view is reified by a shortcut that names every claim behind it."""
    built = press(PACT)
    shortcuts = built.view.typed(term("Shortcut"))

    assert shortcuts
    assert all(built.view.values(node, term("derivedFrom")) for node in shortcuts)
