"""Who asked may leave: then whoever works for the answer is told, once and in time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from foedus.operations import Operation, Refusal, Stop
from test_pool import obedient, pool

#: Seconds that a query is given, and after which one that was left has ended on a busy machine.
DEADLINE, SOON = 30.0, 10.0


def test_who_heeds_is_called_when_it_is_said() -> None:
    """A word that is said meanwhile, or was before, calls; one that comes afterwards does not."""
    stop, called = Stop(), []
    with stop.heeded(lambda: called.append("meanwhile")):
        stop.say()
    with stop.heeded(lambda: called.append("before")):
        pass
    late = Stop()
    with late.heeded(lambda: called.append("never")):
        pass
    late.say()

    assert ["meanwhile", "before"] == called
    assert stop.said


def test_a_question_is_the_same_whoever_may_leave() -> None:
    """Two operations that differ in who asks are equal."""
    assert Operation("ASK {}", "ask", "text/csv") == Operation("ASK {}", "ask", "text/csv", stop=Stop())


@pytest.mark.parametrize("many", [1, 2, 6, 12])
def test_queries_that_were_left_end_wherever_they_are(many: int) -> None:
    """Running, halted or waiting, queries end when their asker has gone, and the next one is answered."""
    stop = Stop()
    with pool(obedient, seconds=DEADLINE) as made, ThreadPoolExecutor(many) as others:

        def asked(_: int) -> str:
            with pytest.raises(Refusal) as refused:
                made.answer(Operation("sleep", "ask", "text/plain", stop=stop))
            return refused.value.slug

        told = [others.submit(asked, number) for number in range(many)]
        time.sleep(0.6)
        began = time.monotonic()
        stop.say()
        slugs = {each.result() for each in told}
        seconds = time.monotonic() - began
        numbers = made.numbers()

        assert made.answer(Operation("", "ask", "text/plain")).body.isdigit()
    assert {"client-left", "server-is-busy"} >= slugs > set()
    assert "client-left" in slugs
    assert seconds < SOON
    assert (0, 0, 0) == (numbers["halted"], numbers["slow"], numbers["waiting"])
    assert 1 <= numbers["left"]
