"""Which workers are free, and who waits for one: two lanes, so that slow queries take no place from cheap ones."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from foedus import confinement, fates
from foedus.operations import Operation, Refusal
from foedus.zygote import Lane, Worker, Zygote

#: Queries that may wait for each worker of the fast lane, and the seconds that they wait at most.
QUEUE, PATIENCE = 8, 2.0
#: Queries that may be halted for each worker, and workers that may be spare for each where the machine has memory:
#: to begin a query again, or to copy the pages of the graph that one writes on, costs more than to keep what there is.
HALTED = 4
#: The share of memory that is free where there is enough; a spare worker holds what it copied of the graph.
_AMPLE = 0.75
#: What became of queries, and of workers.
_COUNTED = ("answered", "refused", "attended", "spawned", "died", "deadlines", "left", "recycled")


class Lanes:
    """The workers of a pool. Threads may use it at once; ``freed`` is called by whichever made one free."""

    def __init__(self, zygote: Zygote, workers: int) -> None:
        self._zygote = zygote
        self._workers = workers
        lock = threading.RLock()
        self._turn, self._free = threading.Condition(lock), threading.Condition(lock)
        self._idle: list[Worker] = []
        self._count: dict[Lane, int] = {"quick": 0, "halted": 0, "slow": 0, "attending": 0}
        self._spare: list[Worker] = []
        self._waiting = self._postponed = 0
        self._tally: dict[str, int] = dict.fromkeys(_COUNTED, 0)
        self._seconds = 0.0
        self.queued = 0  # by who waits without a thread
        self.freed: Callable[[], object] = lambda: None

    def begin(self) -> None:
        """Start the workers of the fast lane."""
        for _ in range(self._workers):
            self.refill()
        self._idle.reverse()  # the first has begun already

    def numbers(self) -> dict[str, int]:
        """Count workers and who waits as they are now, and since the start: queries, their milliseconds, workers."""
        waiting = self._waiting + self._postponed + self.queued
        now: dict[str, int] = {"idle": len(self._idle), "waiting": waiting}
        return now | self._tally | {"milliseconds": int(self._seconds * 1000)} | dict(self._count)

    def add(self, outcome: str, seconds: float = 0.0) -> None:
        """Count what became of a query or of a worker."""
        with self._turn:
            self._tally[outcome] += 1
            self._seconds += seconds

    def taken(self, until: float) -> Worker:
        """Take a worker of the fast lane, or wait for one, but not for long."""
        with self._turn:
            if not self.is_free():
                self._wait(until)
            if self._idle:
                return self._idle.pop()
            self._count["quick"] += 1
        return self._spawned()

    def taken_now(self) -> Worker | None:
        """Take a worker of the fast lane that is idle, if there is one."""
        with self._turn:
            return self._idle.pop() if self._idle else None

    def is_free(self) -> bool:
        """Tell whether the fast lane has a worker, or room for a new one."""
        return bool(self._idle) or not self._is_full("quick")

    def may_wait(self) -> bool:
        """Tell whether one more may wait for a worker of the fast lane."""
        return self.queued + self._waiting < QUEUE * self._workers

    def is_waited_for(self) -> bool:
        """Tell whether a thread waits for a worker of the fast lane."""
        return self._waiting > 0

    def again(self, operation: Operation, until: float) -> Worker:
        """Take a worker of the slow lane when that has a place; a process that is halted goes before."""
        with operation.heeding(self._wake), self._turn:
            if self._postponed >= QUEUE * self._workers:
                raise fates.server_is_busy()
            self._postponed += 1
            free = self._turn.wait_for(
                lambda: operation.is_left or not (self._is_full("slow") or self._count["halted"]),
                until - time.monotonic(),
            )
            self._postponed -= 1
            if operation.is_left:
                raise fates.client_left()
            if not free:
                raise fates.server_is_busy()
            self._count["slow"] += 1
            spare = self._spare.pop() if self._spare else None
        worker = spare or self._spawned("slow")
        worker.lane = "slow"
        return worker

    def refill(self) -> None:
        """Give the fast lane a worker where it lacks one; if that cannot be, whoever needs it is told."""
        with self._turn:
            if self._is_full("quick"):
                return
            self._count["quick"] += 1
            spare = self._spare.pop() if self._spare else None
        with suppress(Refusal):
            worker = spare or self._spawned()
            worker.lane = "quick"
            self.give_back(worker)

    def slow_down(self, worker: Worker, operation: Operation, until: float) -> bool:
        """Move a worker to the slow lane; while that is full it is halted. False where too many are halted."""
        with self._turn:
            full = self._is_full("slow") or self._count["halted"] > 0
            if full and self._is_full("halted"):
                return False
            self._move(worker, "halted" if full else "slow")
        if full:
            os.kill(worker.pid, signal.SIGSTOP)
        for _ in range(self._workers):
            self.refill()
        if full:
            self._resume(worker, operation, until)
        return True

    def give_back(self, worker: Worker, *, why: str = "") -> None:
        """Let a worker answer others, or end it where there is a reason why it should not, or too many are spare."""
        with self._turn:
            if not why and worker.lane != "quick" and not self._is_full("quick"):
                self._move(worker, "quick")
            kept = self._idle if worker.lane == "quick" else self._spare
            ends = bool(why) or len(kept) >= self._workers * (
                HALTED if kept is self._spare and confinement.free() > _AMPLE else 1
            )
            if ends or kept is self._spare:
                self._count[worker.lane] -= 1
            if not ends:
                kept.append(worker)
            self._changed()
        if ends:
            self._zygote.kill(worker)
            self.add(why or "recycled")

    def leave(self, worker: Worker) -> None:
        """End a worker for whose answer nobody waits, and wake whoever waits for it to go on."""
        with suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
        self._wake()

    def _wake(self) -> None:
        with self._turn:
            self._changed()

    def vacate(self, lane: Lane) -> None:
        """Leave the place of a worker that is no more."""
        with self._turn:
            self._count[lane] -= 1
            self._changed()

    def _wait(self, until: float) -> None:
        if not self.may_wait():
            raise fates.server_is_busy()
        self._waiting += 1
        try:
            if not self._free.wait_for(self.is_free, min(until - time.monotonic(), PATIENCE)):
                raise fates.server_is_busy()
        finally:
            self._waiting -= 1
            self.freed()

    def attendant(self, seat: int, files: Sequence[int]) -> Worker:
        """Fork a worker that serves by itself; raises Refusal where that cannot be."""
        with self._turn:
            self._count["attending"] += 1
        worker = self._spawned("attending", seat, files)
        worker.lane = "attending"
        return worker

    def _spawned(self, lane: Lane = "quick", seat: int | None = None, files: Sequence[int] = ()) -> Worker:
        """Fork a worker for a place in a lane that is taken already."""
        try:
            worker = self._zygote.spawn(seat, files)
        except (EOFError, OSError):
            self.vacate(lane)
            raise fates.engine_is_gone() from None
        self.add("spawned")
        return worker

    def _resume(self, worker: Worker, operation: Operation, until: float) -> None:
        with self._turn:
            left = until - time.monotonic()
            if not self._turn.wait_for(lambda: operation.is_left or not self._is_full("slow"), left):
                raise fates.server_is_busy()
            if operation.is_left:
                raise EOFError
            self._move(worker, "slow")
        os.kill(worker.pid, signal.SIGCONT)

    def _is_full(self, lane: Lane) -> bool:
        return self._count[lane] >= self._workers * (HALTED if lane == "halted" else 1)

    def _move(self, worker: Worker, lane: Lane) -> None:
        self._count[worker.lane] -= 1
        self._count[lane] += 1
        worker.lane = lane
        self._changed()

    def _changed(self) -> None:
        """Wake one of those who wait for a worker, since a change frees one place, and all whose query is slow."""
        if self._waiting:
            self._free.notify()
        if self._postponed or self._count["halted"]:
            self._turn.notify_all()
        self.freed()
