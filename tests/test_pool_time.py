"""From when the pool counts a query's time, and who gives way to whom."""

import time

import pytest
from foedus import negotiation
from foedus.operations import Operation, Refusal
from test_pool import asked, obedient, pool


def test_the_deadline_counts_from_the_arrival() -> None:
    """What was done before the engine is asked is of the query's time; when that is over, no worker is troubled."""
    with pool(obedient, seconds=5) as made:
        arrived = time.monotonic() - 4.5
        with pytest.raises(Refusal) as late:
            made.answer(Operation("nap", "select", negotiation.JSON, arrived=arrived))
        with pytest.raises(Refusal) as later:
            made.answer(Operation("", "select", negotiation.JSON, arrived=arrived - 1))

        assert ["query-took-too-long"] * 2 == [late.value.slug, later.value.slug]
        assert 1 == made.numbers()["deadlines"]


def test_what_takes_long_alone_gives_way_to_nobody() -> None:
    """Where no other is answered meanwhile, a worker keeps its priority and is used again."""
    with pool(obedient, seconds=5) as made:
        asked(made, "")
        made.answer(Operation("doze", "select", negotiation.JSON))
        spawned = made.numbers()["spawned"]
        long = [asked(made, "nap") for _ in range(3)]

        assert (3, spawned) == (len(long), made.numbers()["spawned"])
