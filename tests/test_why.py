"""Why a triple stands in the view, or why not."""

from collections.abc import Callable

from foedus.library import Built
from foedus.terms import concept, term
from foedus.why import why
from samples import NAMES, PACT, RIVAL_LIST

Press = Callable[..., Built]
NORLAND, PACT_ = NAMES.iri("id", "norland"), NAMES.iri("id", "pact")


def test_a_held_triple_tells_its_claims_words_and_readings(press: Press) -> None:
    """A plain triple leads to every claim behind it, with quote, article and verdict."""
    built = press(PACT)
    told = why(built.index, built.view, (NORLAND, term("memberOf"), PACT_))

    assert told.holds
    assert [NAMES.iri("claim", "A-001")] == [behind.claim for behind in told.behind]
    assert [(NAMES.iri("article", "A"), "in words")] == told.behind[0].quotes
    assert [concept("supports")] == [reading.verdict for reading in told.behind[0].readings]
    assert [] == told.behind[0].barred


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
