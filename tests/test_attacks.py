"""Queries that mean harm, against the real server: one after the other, then together beside an honest client."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from attacks import nesting, queries
from attacks.attack import ENDLESS, Attack
from attacks.hostile import ORDINARY, Told, ask, attack
from served import served

ATTACKS = [*nesting.attacks(), *queries.attacks()]
#: Seconds that an endless query is given here, that any query is given, and by how much a busy machine may be late.
DEADLINE, LONGEST, LATE = 0.4, 10.0, 6.0


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph, with answers of one megabyte at most."""
    with served(workers=2, answer=1_000_000) as address:
        yield address


@pytest.fixture(scope="module")
def expected(server: str) -> bytes:
    """Give the answer to the ordinary question before any attack."""
    return ask(server, ORDINARY).body


def judged(meant: Attack, told: Told) -> str:
    """Say what is wrong with the outcome of an attack, or nothing."""
    if told.status not in meant.statuses or (meant.slug and meant.slug != told.slug):
        return f"{meant}: {told.status} {told.slug}"
    if told.status >= 400 and not told.slug:
        return f"{meant}: {told.status} is no problem document"
    if b"Traceback" in told.body or b'File "' in told.body:
        return f"{meant}: the body tells of code"
    allowed = DEADLINE if meant.statuses & ENDLESS else LONGEST
    return f"{meant}: {told.seconds:.1f} s" if told.seconds > allowed + LATE else ""


@pytest.mark.parametrize("meant", ATTACKS, ids=str)
def test_an_attack_has_a_clean_outcome_and_changes_no_answer(server: str, expected: bytes, meant: Attack) -> None:
    """A hostile query gets a clean status in time, and the next ordinary one is answered as before."""
    told = attack(server, meant, DEADLINE if meant.statuses & ENDLESS else None)

    assert "" == judged(meant, told)
    assert expected == ask(server, ORDINARY).body


def test_attacks_together_leave_others_answered(server: str, expected: bytes) -> None:
    """All attacks at once, eight at a time: each gets a clean status or is told to come again, and nobody else is hit."""
    with ThreadPoolExecutor(8) as hostile:
        sent = [(meant, hostile.submit(attack, server, meant, DEADLINE)) for meant in ATTACKS]
        answers = []
        while not all(answer.done() for _, answer in sent):
            answers.append(ask(server, ORDINARY))
            time.sleep(0.02)

    assert [] == [f"{meant}: {told.result().status}" for meant, told in sent if unclean(meant, told.result())]
    assert {expected} == {told.body for told in answers if told.status == 200}
    assert {200, 503} >= {told.status for told in answers}
    assert len(answers) < 1.2 * sum(told.status == 200 for told in answers)


def unclean(meant: Attack, told: Told) -> bool:
    return told.status not in meant.statuses | ENDLESS or (told.status >= 400 and not told.slug)


def test_four_runaways_at_once_end_in_time(server: str) -> None:
    """Four queries without end are refused with 503 and a reason, and cheap ones are answered beside them."""
    runaway = next(meant for meant in ATTACKS if meant.name == "blow-up-of-count")
    with ThreadPoolExecutor(4) as hostile:
        texts = [replace(runaway, query=f"{runaway.query} # {number}") for number in range(4)]
        sent = [hostile.submit(attack, server, text, DEADLINE) for text in texts]
        cheap = [ask(server, "ASK {}").status for _ in range(20)]

    assert {503} == {told.result().status for told in sent}
    assert {"query-took-too-long", "server-is-busy"} >= {told.result().slug for told in sent}
    assert max(told.result().seconds for told in sent) < DEADLINE + LATE
    assert {200} == set(cheap)


def test_the_battery_is_large() -> None:
    """At least a hundred attacks, no two of one name."""
    assert len(ATTACKS) >= 100
    assert len(ATTACKS) == len({meant.name for meant in ATTACKS})
