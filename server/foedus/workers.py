"""Workers in two lanes: a query that is not done at once gives way to cheap ones, and ends at its deadline."""

import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from typing import IO

from foedus import fates, wire
from foedus.operations import Answer, Operation, Refusal
from foedus.zygote import MEMORY_IS_USED_UP, Lane, Worker, Zygote

#: Seconds in which a cheap query is done, or it leaves the fast lane; after which a slow one gives way to cheap ones.
QUICK, _LONG = wire.PATIENCE, 0.3
#: Queries that may wait for each worker of the fast lane, and the seconds that they wait at most.
_QUEUE, _PATIENCE = 8, 2.0
#: Large answers that may be on their way out at once: each holds a thread for as long as its reader takes.
_SENT = 64
#: What became of queries, and of workers.
_COUNTED = ("answered", "refused", "spawned", "died", "deadlines", "recycled")


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds from its arrival to its last byte, bytes of memory, bytes of answer.

    ``workers`` are kept free for cheap queries; as many more run slow ones, as many more are halted until one of
    those ends, and as many more are spare.
    """

    seconds: float = 10.0
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    memory: int = 512_000_000
    answer: int = 50_000_000

    @property
    def requests(self) -> int:
        """The requests that may be under way at once: waiting ones, and large answers on their way out, included."""
        return self.workers * (3 + 2 * _QUEUE) + _SENT


class Pool:
    """Answers from workers that can be killed. Threads may ask at once."""

    def __init__(self, zygote: Zygote, limits: Limits) -> None:
        self._zygote = zygote
        self._limits = limits
        lock = threading.RLock()
        self._turn, self._free = threading.Condition(lock), threading.Condition(lock)
        self._idle: list[Worker] = []
        self._count: dict[Lane, int] = {"quick": 0, "halted": 0, "slow": 0}
        self._spare: list[Worker] = []
        self._waiting = self._postponed = 0
        self._sent = threading.Semaphore(_SENT)
        self._tally: dict[str, int] = dict.fromkeys(_COUNTED, 0)
        self._seconds = 0.0
        self._prompt = -inf  # when the last cheap query was answered

    def begin(self) -> None:
        """Start the workers of the fast lane."""
        for _ in range(self._limits.workers):
            self._refill()

    def answer(self, operation: Operation) -> Answer:
        """Give the whole answer, or raise Refusal: no later than the deadline, whatever becomes of the worker."""
        began = operation.arrived or time.monotonic()
        outcome = "refused"
        try:
            answer = self._answered(operation, began)
            outcome = "answered"
        finally:
            self._add(outcome, time.monotonic() - began)
        return answer

    def numbers(self) -> dict[str, int]:
        """Count workers and who waits as they are now, and since the start: queries, their milliseconds, workers."""
        now: dict[str, int] = {"idle": len(self._idle), "waiting": self._waiting + self._postponed}
        return now | self._tally | {"milliseconds": int(self._seconds * 1000)} | dict(self._count)

    def _answered(self, operation: Operation, began: float) -> Answer:
        allowed = min(operation.seconds or inf, self._limits.seconds)
        until = began + allowed
        if time.monotonic() >= until:
            raise fates.query_took_too_long(allowed)
        worker = self._handed(operation, allowed, until)
        with self._held(worker, allowed):
            reply = self._reply(worker, operation, until)
        if not reply:
            worker = self._again(operation, allowed, until)
            with self._held(worker, allowed):
                reply = self._whole(worker, operation, until)
        self._give_back(worker, why="recycled" if reply.worn or worker.lazy else "")
        if isinstance(reply.said, Refusal):
            raise reply.said
        if reply.said.file:
            self._send(reply.said.file)
        return reply.said

    def _reply(self, worker: Worker, operation: Operation, until: float) -> wire.Reply | None:
        """Wait for the reply; what is not whole at once is slow. None where it must begin again later."""
        coming = wire.Incoming(worker.link, operation.media_type, self._limits.answer)
        reply = coming.wait(min(until, time.monotonic() + QUICK))
        if reply:
            self._prompt = time.monotonic()
            return reply
        if not self._slow_down(worker, until):
            self._give_back(worker, why="recycled")
            return None
        return self._rest(worker, coming, until)

    def _whole(self, worker: Worker, operation: Operation, until: float) -> wire.Reply:
        return self._rest(worker, wire.Incoming(worker.link, operation.media_type, self._limits.answer), until)

    def _rest(self, worker: Worker, coming: wire.Incoming, until: float) -> wire.Reply:
        """Wait for the rest of a reply; its worker gives way as soon as that takes long and others are answered."""
        while time.monotonic() < until:
            if reply := coming.wait(min(until, time.monotonic() + _LONG)):
                return reply
            if not worker.lazy and time.monotonic() - self._prompt < _LONG:
                worker.give_way()
        raise TimeoutError

    def _again(self, operation: Operation, seconds: float, until: float) -> Worker:
        """Begin a slow query anew when the slow lane has a place; a process that is halted goes before."""
        with self._turn:
            if self._postponed >= _QUEUE * self._limits.workers:
                raise fates.server_is_busy()
            self._postponed += 1
            free = self._turn.wait_for(
                lambda: not self._is_full("slow") and not self._count["halted"], until - time.monotonic()
            )
            self._postponed -= 1
            if not free:
                raise fates.server_is_busy()
            self._count["slow"] += 1
            spare = self._spare.pop() if self._spare else None
        worker = spare or self._spawned("slow")
        worker.lane = "slow"
        with self._held(worker, seconds):
            wire.send_operation(worker.link, operation, seconds, until)
        return worker

    def _send(self, file: IO[bytes]) -> None:
        """Take one of the places for large answers until nobody holds the file any more."""
        if not self._sent.acquire(blocking=False):
            raise fates.server_is_busy()
        weakref.finalize(file, self._sent.release).atexit = False

    def _add(self, outcome: str, seconds: float = 0.0) -> None:
        with self._turn:
            self._tally[outcome] += 1
            self._seconds += seconds

    @contextmanager
    def _held(self, worker: Worker, allowed: float) -> Iterator[None]:
        """End the worker whose answer does not come, and say why."""
        try:
            yield
        except TimeoutError:
            self._give_back(worker, why="deadlines")
            raise fates.query_took_too_long(allowed) from None
        except (EOFError, OSError):
            raise self._died(worker) from None
        except BaseException:
            self._give_back(worker, why="recycled")
            raise

    def _handed(self, operation: Operation, seconds: float, until: float) -> Worker:
        """Hand the operation to a worker of the fast lane; one that died while it was idle is passed over."""
        for _ in range(self._limits.workers + 1):
            worker = self._taken(until)
            try:
                wire.send_operation(worker.link, operation, seconds, until)
            except TimeoutError:
                self._give_back(worker, why="deadlines")
                raise fates.query_took_too_long(seconds) from None
            except OSError:
                self._give_back(worker, why="died")
            else:
                return worker
        raise fates.engine_died()

    def _taken(self, until: float) -> Worker:
        with self._turn:
            if not self._is_free():
                self._wait(until)
            if self._idle:
                return self._idle.pop()
            self._count["quick"] += 1
        return self._spawned()

    def _is_free(self) -> bool:
        return bool(self._idle) or not self._is_full("quick")

    def _wait(self, until: float) -> None:
        if self._waiting >= _QUEUE * self._limits.workers:
            raise fates.server_is_busy()
        self._waiting += 1
        try:
            if not self._free.wait_for(self._is_free, min(until - time.monotonic(), _PATIENCE)):
                raise fates.server_is_busy()
        finally:
            self._waiting -= 1

    def _spawned(self, lane: Lane = "quick") -> Worker:
        """Fork a worker for a place in a lane that is taken already."""
        try:
            worker = self._zygote.spawn()
        except (EOFError, OSError):
            self._vacate(lane)
            raise fates.engine_is_gone() from None
        self._add("spawned")
        return worker

    def _refill(self) -> None:
        """Give the fast lane a worker where it lacks one; if that cannot be, whoever needs it is told."""
        with self._turn:
            if self._is_full("quick"):
                return
            self._count["quick"] += 1
            spare = self._spare.pop() if self._spare else None
        with suppress(Refusal):
            worker = spare or self._spawned()
            worker.lane = "quick"
            self._give_back(worker, why="")

    def _slow_down(self, worker: Worker, until: float) -> bool:
        """Move a worker to the slow lane; while that is full it is halted. False where too many are halted."""
        with self._turn:
            full = self._is_full("slow") or self._count["halted"] > 0
            if full and self._is_full("halted"):
                return False
            self._move(worker, "halted" if full else "slow")
        if full:
            os.kill(worker.pid, signal.SIGSTOP)
        for _ in range(self._limits.workers):
            self._refill()
        if full:
            self._resume(worker, until)
        return True

    def _resume(self, worker: Worker, until: float) -> None:
        with self._turn:
            if not self._turn.wait_for(lambda: not self._is_full("slow"), until - time.monotonic()):
                raise fates.server_is_busy()
            self._move(worker, "slow")
        os.kill(worker.pid, signal.SIGCONT)

    def _is_full(self, lane: Lane) -> bool:
        return self._count[lane] >= self._limits.workers

    def _move(self, worker: Worker, lane: Lane) -> None:
        self._count[worker.lane] -= 1
        self._count[lane] += 1
        worker.lane = lane
        self._changed()

    def _give_back(self, worker: Worker, *, why: str) -> None:
        """Let a worker answer others, or end it where there is a reason why it should not, or too many are spare."""
        with self._turn:
            if not why and worker.lane != "quick" and not self._is_full("quick"):
                self._move(worker, "quick")
            kept = self._idle if worker.lane == "quick" else self._spare
            ends = bool(why) or len(kept) >= self._limits.workers
            if ends or kept is self._spare:
                self._count[worker.lane] -= 1
            if not ends:
                kept.append(worker)
            self._changed()
        if ends:
            self._zygote.kill(worker)
            self._add(why or "recycled")

    def _changed(self) -> None:
        """Wake one of those who wait for a worker, since a change frees one place, and all whose query is slow."""
        self._free.notify()
        self._turn.notify_all()

    def _vacate(self, lane: Lane) -> None:
        with self._turn:
            self._count[lane] -= 1
            self._changed()

    def _died(self, worker: Worker) -> Refusal:
        """Tell of what a worker died. A lack of memory ends a process by abort, or by the system's own hand."""
        try:
            fate = self._zygote.fate(worker)
        except (EOFError, OSError):
            return fates.engine_is_gone()
        finally:
            self._add("died")
            self._vacate(worker.lane)
        if fate in (MEMORY_IS_USED_UP, -signal.SIGABRT, -signal.SIGKILL):
            return fates.engine_ran_out_of_memory(self._limits.memory)
        return fates.engine_died()
