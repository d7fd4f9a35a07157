"""Workers asked from one thread that never waits, with engines made for the purpose."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from foedus.brood import hold
from foedus.operations import Answer, Operation, Refusal
from foedus.turns import Asker
from foedus.web.loop import COMING, Loop
from foedus.workers import Limits, Pool
from foedus.zygote import Zygote
from test_pool import MEMORY, obedient


@contextmanager
def asker(*, workers: int = 1, seconds: float = 1.0) -> Iterator["Asked"]:
    """Give who asks a pool from a loop, each process and thread of which ends with the test."""
    holder = Zygote.forked(lambda line: hold(line, lambda: obedient, MEMORY))
    pool, loop = Pool(holder, Limits(seconds, workers, MEMORY)), Loop()
    with ThreadPoolExecutor(20) as threads:
        thread = threading.Thread(target=loop.run)
        try:
            pool.begin()
            thread.start()
            yield Asked(Asker(pool, loop, threads, COMING), pool, loop)
        finally:
            loop.end()
            thread.join()
            holder.close()


class Asked:
    """Asks as the door does and waits as a test may."""

    def __init__(self, asker: Asker, pool: Pool, loop: Loop) -> None:
        self.asker, self.pool, self.loop = asker, pool, loop

    def begin(self, query: str) -> Future[str]:
        """Ask; what comes is the answer or the kind of the refusal."""
        coming: Future[str] = Future()
        operation = Operation(query, "ask", "text/plain", arrived=time.monotonic())

        def done(said: Answer | Refusal) -> None:
            coming.set_result(said.slug if isinstance(said, Refusal) else said.body.decode())

        self.loop.soon(lambda: self.asker.ask(operation, done))
        return coming

    def ask(self, query: str) -> str:
        """Ask and wait."""
        return self.begin(query).result(15)


def test_cheap_queries_are_answered_one_after_the_other_by_the_same_worker() -> None:
    """More than the workers wait for their turn, and no process is made for them."""
    with asker() as asked:
        told = {each.result(5) for each in [asked.begin("") for _ in range(9)]}
        numbers = asked.pool.numbers()

    assert 1 == len(told)
    assert (9, 1) == (numbers["answered"], numbers["spawned"])


def test_more_than_may_wait_are_told_at_once() -> None:
    """With one worker one is asked and eight wait; the tenth is told to come again."""
    with asker() as asked:
        told = [each.result(5) for each in [asked.begin("") for _ in range(12)]]

    assert 3 == told.count("server-is-busy")


def test_a_slow_query_holds_up_no_cheap_one() -> None:
    """What is not done at once goes on elsewhere, and its answer comes when it is there."""
    with asker(seconds=5) as asked:
        slow = asked.begin("nap")
        time.sleep(0.2)
        quick = asked.ask("")

        assert not slow.done()
        assert slow.result(5).isdigit()
        assert quick.isdigit()


def test_the_deadline_and_the_end_of_a_worker_are_told() -> None:
    """Each ends as it does for who waits in a thread, and the next query is answered."""
    slugs = {
        "sleep": "query-took-too-long",
        "panic": "engine-died-on-the-query",
        "forget": "engine-ran-out-of-memory",
        "odd": "odd",
        "change": "changed",
    }
    with asker() as asked:
        for query, slug in slugs.items():
            assert slug == asked.ask(query)
            assert asked.ask("").isdigit()


def test_the_end_of_a_worker_leaves_the_deadlines_of_others() -> None:
    """Who is asked next is told at its deadline, as if nobody had died before."""
    with asker(workers=2) as asked:
        waiting = [asked.begin(query) for query in ("panic", "sleep")]

        assert ["engine-died-on-the-query", "query-took-too-long"] == [each.result(5) for each in waiting]


def test_a_worker_that_died_while_idle_costs_no_answer_here_either() -> None:
    """The query is handed to another worker."""
    with asker() as asked:
        os.kill(int(asked.ask("")), signal.SIGKILL)
        time.sleep(0.1)

        assert asked.ask("").isdigit()


def test_answers_of_any_size_come_whole_here_too() -> None:
    """In one frame, in several, and in a file."""
    with asker(seconds=10) as asked:
        for size in (1_000, 65_000, 66_000, 999_000, 3_000_000):
            assert "".join(f"{count:<1000}" for count in range(size // 1000)) == asked.ask(str(size))


def test_threads_and_the_loop_share_the_workers() -> None:
    """Neither starves the other."""
    operation = Operation("", "ask", "text/plain")
    with asker(seconds=10) as asked, ThreadPoolExecutor(4) as others:
        waiting = [others.submit(asked.pool.answer, operation) for _ in range(40)]
        for _ in range(20):
            for each in [asked.begin("") for _ in range(4)]:
                assert each.result(5).isdigit()

        assert 40 == sum(each.result(5).body.isdigit() for each in waiting)
