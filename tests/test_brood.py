"""The process that forks workers, begun for the purpose."""

import mmap
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foedus.brood import hold
from foedus.operations import Operation
from foedus.workers import Limits, Pool
from foedus.working import Answering
from foedus.zygote import Zygote
from test_pool import MEMORY, own_pid


@contextmanager
def forked(*, breaks: bool = False) -> Iterator[tuple[Zygote, mmap.mmap]]:
    """Give one, and memory in which the first who begins writes its number; where it breaks, it ends there."""
    seen = mmap.mmap(-1, 8)

    def begin() -> Answering:
        if seen[:] == bytes(8):
            seen[:] = os.getpid().to_bytes(8)
            if breaks:
                os.kill(os.getpid(), signal.SIGKILL)
        return own_pid

    zygote = Zygote.forked(lambda line: hold(line, begin, MEMORY))
    try:
        until = time.monotonic() + 5
        while seen[:] == bytes(8) and time.monotonic() < until:
            time.sleep(0.01)
        yield zygote, seen
    finally:
        zygote.close()


def answered(zygote: Zygote) -> int:
    """Start one worker and give the number of who answers."""
    pool = Pool(zygote, Limits(workers=1))
    pool.begin()
    return int(pool.answer(Operation("", "ask", "text/plain")).body)


def test_the_first_worker_has_begun_before_it_is_ordered() -> None:
    """It is who answers first."""
    with forked() as (zygote, seen):
        assert int.from_bytes(seen[:]) == answered(zygote)


def test_a_first_worker_that_ended_is_passed_over() -> None:
    """Another is forked where it is ordered."""
    with forked(breaks=True) as (zygote, seen):
        time.sleep(0.1)

        assert int.from_bytes(seen[:]) != answered(zygote)


def test_a_first_worker_that_nobody_wants_ends_with_the_others() -> None:
    """It waits for its order, and goes when the process goes that forked it."""
    with forked() as (_, seen):
        os.kill(int.from_bytes(seen[:]), 0)

    assert not Path(f"/proc/{int.from_bytes(seen[:])}").exists()
