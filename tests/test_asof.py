"""What held on a day, according to whom: yes, no or not known."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from foedus import asof
from foedus.asof import Bounds, begun, both, happened, lasting
from foedus.library import Built
from foedus.terms import Names, concept, term
from samples import PACT
from starting import run

Press = Callable[..., Built]
NAMES = Names()
FIRST, LAST = date(2030, 3, 1), date(2030, 3, 31)
BEFORE, AFTER, MIDDLE = date(2030, 2, 28), date(2030, 4, 1), date(2030, 3, 15)
MARCH, OPEN = Bounds(FIRST, LAST), Bounds()
DAY = "2030-03-15"


def time(name: str, earliest: str | None, latest: str | None) -> str:
    bounds = (("earliest", earliest), ("latest", latest))
    return f"{name} a f:Time" + "".join(f' ; f:{key} "{day}"^^xsd:date' for key, day in bounds if day) + " ."


def claim(content: str, *, factuality: str = "ongoing", polarity: str = "affirmed", more: str = "") -> str:
    """One more claim of article A, about a membership in the pact."""
    return (
        "claim:A-009 { id:estia-in-pact a f:Membership ; f:member id:estia ; f:organization id:pact ;"
        f" f:status c:active . {content} }}\n"
        "claim:A-009 a f:Claim ; f:voice article:A ; f:passage passage:A-001 ; f:mode c:narrated ;"
        f" f:factuality c:{factuality} ; f:polarity c:{polarity} {more} .\n"
    )


def as_of(earliest: str | None, latest: str | None) -> str:
    return "article:A f:time id:A-time-1 . " + time("id:A-time-1", earliest, latest)


def own(property_: str, earliest: str | None, latest: str | None) -> str:
    node = f"id:A-009-{property_}-1"
    return f"id:estia-in-pact f:{property_} {node} . " + time(node, earliest, latest)


def answers(built: Built, day: date = MIDDLE) -> list[asof.Answer]:
    subject = NAMES.iri("id", "estia-in-pact")
    return [found.answer for found in asof.judge(built.index, built.view, day, subject=subject)]


@pytest.mark.parametrize(
    ("bounds", "day", "answer"),
    [
        (Bounds(MIDDLE, MIDDLE), MIDDLE, True),
        (MARCH, BEFORE, False),
        (MARCH, FIRST, None),
        (MARCH, LAST, None),
        (MARCH, AFTER, False),
        (Bounds(None, LAST), BEFORE, None),
        (Bounds(None, LAST), AFTER, False),
        (Bounds(FIRST, None), BEFORE, False),
        (Bounds(FIRST, None), AFTER, None),
        (OPEN, MIDDLE, None),
    ],
)
def test_what_happens_at_a_time(bounds: Bounds, day: date, answer: asof.Answer) -> None:
    """It happened on a day that its bounds both are, not on one they exclude, and within wider bounds nobody knows."""
    assert answer is happened(bounds, day)


@pytest.mark.parametrize(
    ("bounds", "day", "answer"),
    [
        (MARCH, BEFORE, False),
        (MARCH, FIRST, None),
        (MARCH, LAST, True),
        (MARCH, AFTER, True),
        (Bounds(FIRST, FIRST), FIRST, True),
        (Bounds(None, LAST), BEFORE, None),
        (Bounds(FIRST, None), AFTER, None),
        (OPEN, MIDDLE, None),
        (None, MIDDLE, None),
    ],
)
def test_what_begins_at_a_time(bounds: Bounds | None, day: date, answer: asof.Answer) -> None:
    """It has begun from the last day on that its beginning can be, and not before the first."""
    assert answer is begun(bounds, day)


@pytest.mark.parametrize(
    ("bounds", "day", "answer"),
    [
        (MARCH, BEFORE, True),
        (MARCH, FIRST, True),
        (MARCH, LAST, None),
        (MARCH, AFTER, False),
        (Bounds(LAST, LAST), LAST, True),
        (Bounds(None, LAST), BEFORE, None),
        (Bounds(FIRST, None), AFTER, None),
        (OPEN, MIDDLE, None),
        (None, MIDDLE, None),
    ],
)
def test_what_ends_at_a_time(bounds: Bounds | None, day: date, answer: asof.Answer) -> None:
    """It lasts up to the first day that its end can be, that day included, and not after the last."""
    assert answer is lasting(bounds, day)


@pytest.mark.parametrize(
    ("answers_", "joined"),
    [
        ([True, True], True),
        ([True, False], False),
        ([None, False], False),
        ([True, None], None),
        ([], None),
    ],
)
def test_answers_are_joined_by_kleenes_logic(answers_: list[asof.Answer], joined: asof.Answer) -> None:
    """One no makes no, else one not known makes not known; nothing at all is not known."""
    assert joined is both(answers_)


@pytest.mark.parametrize(
    ("trig", "answer"),
    [
        (claim("") + as_of(DAY, DAY), True),
        (claim("") + as_of("2030-03-01", "2030-03-31"), None),
        (claim("") + as_of("2030-03-16", "2030-03-16"), None),
        (claim("") + as_of(None, None), None),
        (claim(""), None),
        (claim("", factuality="occurred") + as_of(DAY, DAY), None),
        (claim("", factuality="scheduled") + as_of(DAY, DAY), None),
        (claim("", more="; f:distance c:press-conditional") + as_of(DAY, DAY), None),
        (claim("", polarity="denied") + as_of(DAY, DAY), False),
        (claim("", polarity="denied") + as_of("2030-03-16", "2030-03-16"), None),
    ],
    ids=["day", "month", "other day", "open", "undated", "over", "planned", "distance", "denied", "denied otherwise"],
)
def test_a_claim_without_a_time_of_its_own(press: Press, trig: str, answer: asof.Answer) -> None:
    """What is told as ongoing was so on the day as of which it is told; of another day the claim says nothing."""
    assert [answer] == answers(press(PACT.replace("c:closed", "c:open") + trig))


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (own("begins", "2030-03-16", "2030-03-16"), False),
        (own("begins", DAY, DAY), None),
        (own("begins", DAY, DAY) + " " + own("ends", DAY, DAY), True),
        (own("begins", DAY, DAY) + " " + own("ends", None, None), None),
        (own("ends", "2030-03-14", "2030-03-14"), False),
        (own("time", "2030-03-01", "2030-03-31"), None),
        (own("time", DAY, DAY), True),
    ],
    ids=["not begun", "no end", "one day", "open end", "ended", "month", "day"],
)
def test_a_claim_with_a_time_of_its_own(press: Press, content: str, answer: asof.Answer) -> None:
    """What a claim says of the thing's own time decides; a missing side is not known."""
    assert [answer] == answers(press(PACT.replace("c:closed", "c:open") + claim(content)))


def test_a_witness_closes_the_open_side(press: Press) -> None:
    """What had begun by the day and was told later as ongoing was so on the day."""
    trig = claim(own("begins", "2030-03-01", "2030-03-01")) + as_of("2030-03-20", "2030-03-20")

    assert [True] == answers(press(PACT.replace("c:closed", "c:open") + trig))


@pytest.mark.parametrize(
    ("dated", "answer", "basis"),
    [("", None, "article-time"), (DAY, True, "speech-time")],
    ids=["undated", "dated in another claim"],
)
def test_a_speech_is_a_witness_of_its_own_day_only(press: Press, dated: str, answer: asof.Answer, basis: str) -> None:
    """What a speaker told as ongoing was so when he spoke: a speech that nobody dates is not one of its article's day."""
    said = (claim("") + as_of(DAY, DAY)).replace("f:voice article:A", "f:voice id:statement-A-01", 1)
    spoke = "claim:A-008 { id:statement-A-01 a f:Statement ; f:speaker id:estia } claim:A-008 f:voice article:A .\n"
    when = f"id:statement-A-01 f:time id:A-007-time-1 . {time('id:A-007-time-1', dated, dated)}" if dated else ""
    built = press(PACT.replace("c:closed", "c:open") + said + spoke + (f"claim:A-007 {{ {when} }}\n" if when else ""))
    told = built.view.value(NAMES.iri("claim", "A-009"), term("asOfBasis"))

    assert ([answer], concept(basis)) == (answers(built), told)


def test_a_complete_list_says_no_of_whom_it_leaves_out(press: Press) -> None:
    """A list told as complete, as of the day, says no of a membership that it leaves out; on another day it is silent."""
    built = press(PACT + claim("", factuality="considered") + as_of(DAY, DAY))

    assert [None, False] == answers(built)
    assert [None] == answers(built, AFTER)


def test_an_unread_claim_answers_nothing(press: Press) -> None:
    """A claim that is not verified by reading says nothing of any day."""
    assert [None] == answers(press(PACT.replace("c:closed", "c:open") + claim("") + as_of(DAY, DAY), checks=""))


def test_as_of_agrees_with_the_articles() -> None:
    """On 22 November 2023 a complete list leaves Belarus out; two years later an article counts it as a member."""
    days = {
        day: {
            row["answer"]
            for row in json.loads(run("as-of", day, "id:belarus-in-csto", "--format", "json").stdout)["claims"]
        }
        for day in ("2023-11-22", "2025-11-27")
    }

    assert ("no" in days["2023-11-22"], "yes" in days["2023-11-22"]) == (True, False)
    assert ("yes" in days["2025-11-27"], "no" in days["2025-11-27"]) == (True, False)


def test_what_nobody_says_has_no_answer() -> None:
    """Asked of a thing that no claim speaks of, `foedus as-of` says so."""
    assert "No claim speaks of it.\n" == run("as-of", "2025-11-27", "id:atlantis").stdout


def test_a_day_is_written_in_full() -> None:
    """A day that is not written YYYY-MM-DD is refused."""
    assert 2 == run("as-of", "2025-11").exit_code
