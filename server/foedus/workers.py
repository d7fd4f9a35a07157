"""Workers in two lanes: a query that is not done at once gives way to cheap ones, and ends at its deadline."""

import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil, inf
from typing import IO

from foedus import wire
from foedus.operations import Answer, Operation, Refusal
from foedus.zygote import MEMORY_IS_USED_UP, Lane, Worker, Zygote

#: Seconds in which a cheap query is done; what takes longer leaves the fast lane.
QUICK = wire.PATIENCE
#: How much a slow query gives way.
_NICENESS = 10
#: Queries that may wait for each worker of the fast lane, and the seconds that they wait at most.
_QUEUE, _PATIENCE = 8, 2.0
#: Large answers that may be on their way out at once: each holds a thread for as long as its reader takes.
_SENT = 64
#: What became of queries, and of workers.
_COUNTED = ("answered", "refused", "spawned", "died", "deadlines", "recycled")


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds from its arrival to its last byte, bytes of memory, bytes of answer.

    ``workers`` are kept free for cheap queries; as many more run slow ones, and as many more are halted until
    one of those ends.
    """

    seconds: float = 10.0
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    memory: int = 512_000_000
    answer: int = 50_000_000

    @property
    def requests(self) -> int:
        """The requests that may be under way at once: waiting ones, and large answers on their way out, included."""
        return self.workers * (3 + _QUEUE) + _SENT


class Pool:
    """Answers from workers that can be killed. Threads may ask at once."""

    def __init__(self, zygote: Zygote, limits: Limits) -> None:
        self._zygote = zygote
        self._limits = limits
        self._turn = threading.Condition()
        self._idle: list[Worker] = []
        self._count: dict[Lane, int] = {"quick": 0, "halted": 0, "slow": 0}
        self._waiting = 0
        self._sent = threading.Semaphore(_SENT)
        self._tally: dict[str, int] = dict.fromkeys(_COUNTED, 0)
        self._seconds = 0.0

    def begin(self) -> None:
        """Start the workers of the fast lane."""
        for _ in range(self._limits.workers):
            self._refill()

    def answer(self, operation: Operation) -> Answer:
        """Give the whole answer, or raise Refusal: no later than the deadline, whatever becomes of the worker."""
        began = time.monotonic()
        outcome = "refused"
        try:
            answer = self._answered(operation, began)
            outcome = "answered"
        finally:
            self._add(outcome, time.monotonic() - began)
        return answer

    def numbers(self) -> dict[str, int]:
        """Count workers and who waits as they are now, and since the start: queries, their milliseconds, workers."""
        numbers: dict[str, int] = {**self._tally, "milliseconds": int(self._seconds * 1000)}
        numbers.update({"idle": len(self._idle), "waiting": self._waiting}, **self._count)
        return numbers

    def _answered(self, operation: Operation, began: float) -> Answer:
        allowed = min(operation.seconds or inf, self._limits.seconds)
        until = began + allowed
        worker = self._handed(operation, allowed, until)
        with self._held(worker, allowed):
            reply = self._reply(worker, operation.media_type, until)
        fresh = worker.lane == "quick" and not reply.worn
        self._give_back(worker, fresh=fresh, why="" if fresh else "recycled")
        if isinstance(reply.said, Refusal):
            raise reply.said
        if reply.said.file:
            self._send(reply.said.file)
        return reply.said

    def _reply(self, worker: Worker, media_type: str, until: float) -> wire.Reply:
        """Wait for the reply; what is not whole at once is slow."""
        coming = wire.Incoming(worker.link, media_type, self._limits.answer)
        reply = coming.wait(min(until, time.monotonic() + QUICK))
        if not reply:
            self._slow_down(worker, until)
            reply = coming.wait(until)
        if not reply:
            raise TimeoutError
        return reply

    def _send(self, file: IO[bytes]) -> None:
        """Take one of the places for large answers until nobody holds the file any more."""
        if not self._sent.acquire(blocking=False):
            raise server_is_busy()
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
            self._give_back(worker, fresh=False, why="deadlines")
            raise query_took_too_long(allowed) from None
        except (EOFError, OSError):
            raise self._died(worker) from None
        except BaseException:
            self._give_back(worker, fresh=False, why="recycled")
            raise

    def _handed(self, operation: Operation, seconds: float, until: float) -> Worker:
        """Hand the operation to a worker of the fast lane; one that died while it was idle is passed over."""
        for _ in range(self._limits.workers + 1):
            worker = self._taken(until)
            try:
                wire.send_operation(worker.link, operation, seconds, until)
            except TimeoutError:
                self._give_back(worker, fresh=False, why="deadlines")
                raise query_took_too_long(seconds) from None
            except OSError:
                self._give_back(worker, fresh=False, why="died")
            else:
                return worker
        raise engine_died()

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
            raise server_is_busy()
        self._waiting += 1
        try:
            if not self._turn.wait_for(self._is_free, min(until - time.monotonic(), _PATIENCE)):
                raise server_is_busy()
        finally:
            self._waiting -= 1

    def _spawned(self) -> Worker:
        """Fork a worker for a place in the fast lane that is taken already."""
        try:
            worker = self._zygote.spawn()
        except (EOFError, OSError):
            with self._turn:
                self._count["quick"] -= 1
                self._turn.notify_all()
            raise engine_is_gone() from None
        self._add("spawned")
        return worker

    def _refill(self) -> None:
        """Fork a worker where the fast lane lacks one; if that cannot be, whoever needs it is told."""
        with self._turn:
            if self._is_full("quick"):
                return
            self._count["quick"] += 1
        with suppress(Refusal):
            worker = self._spawned()
            self._leave(worker, idle=True)

    def _slow_down(self, worker: Worker, until: float) -> None:
        """Move a worker to the slow lane; while that is full it is halted."""
        os.setpriority(os.PRIO_PROCESS, worker.pid, _NICENESS)
        with self._turn:
            full = self._is_full("slow") or self._count["halted"] > 0
            if full and self._is_full("halted"):
                raise server_is_busy()
            self._move(worker, "halted" if full else "slow")
        if full:
            os.kill(worker.pid, signal.SIGSTOP)
        self._refill()
        if full:
            self._resume(worker, until)

    def _resume(self, worker: Worker, until: float) -> None:
        with self._turn:
            if not self._turn.wait_for(lambda: not self._is_full("slow"), until - time.monotonic()):
                raise server_is_busy()
            self._move(worker, "slow")
        os.kill(worker.pid, signal.SIGCONT)

    def _is_full(self, lane: Lane) -> bool:
        return self._count[lane] >= self._limits.workers

    def _move(self, worker: Worker, lane: Lane) -> None:
        self._count[worker.lane] -= 1
        self._count[lane] += 1
        worker.lane = lane
        self._turn.notify_all()

    def _give_back(self, worker: Worker, *, fresh: bool, why: str) -> None:
        if not fresh:
            self._zygote.kill(worker)
            self._add(why)
        self._leave(worker, idle=fresh)

    def _died(self, worker: Worker) -> Refusal:
        """Tell of what a worker died. A lack of memory ends a process by abort, or by the system's own hand."""
        try:
            fate = self._zygote.fate(worker)
        except (EOFError, OSError):
            return engine_is_gone()
        finally:
            self._add("died")
            self._leave(worker, idle=False)
        if fate in (MEMORY_IS_USED_UP, -signal.SIGABRT, -signal.SIGKILL):
            return engine_ran_out_of_memory(self._limits.memory)
        return engine_died()

    def _leave(self, worker: Worker, *, idle: bool) -> None:
        with self._turn:
            if idle:
                self._idle.append(worker)
            else:
                self._count[worker.lane] -= 1
            self._turn.notify_all()


def query_took_too_long(seconds: float) -> Refusal:
    """Refuse what is not answered by the deadline."""
    title = f"The query was not answered within {seconds:g} seconds."
    hint = "Ask for less: join the patterns by shared variables, name the thing you mean, or add a LIMIT."
    return Refusal(503, "query-took-too-long", title, hint=hint, headers={"Retry-After": str(ceil(seconds))})


def server_is_busy() -> Refusal:
    """Refuse what would wait too long behind others."""
    title = "The server is busy with the queries of others."
    return Refusal(503, "server-is-busy", title, hint="Ask again in a moment.", headers={"Retry-After": "2"})


def engine_is_gone() -> Refusal:
    """Refuse where no worker can be had."""
    title = "The engine cannot be started just now."
    return Refusal(503, "engine-is-gone", title, hint="Ask again later.", headers={"Retry-After": "10"})


def engine_died() -> Refusal:
    """Refuse a query on which the engine died; others are answered by another worker."""
    hint = "Shorten its longest chain: VALUES and IN hold many thousand values, an expression does not."
    return Refusal(500, "engine-died-on-the-query", "The engine could not take this query and ended.", hint=hint)


def engine_ran_out_of_memory(most: int) -> Refusal:
    """Refuse a query that needs more memory than one may have."""
    title = f"The query needs more than the {most // 1_000_000:,} MB of memory that one may use."
    hint = "Ask for less: sort, group and tell apart fewer rows."
    return Refusal(507, "engine-ran-out-of-memory", title, hint=hint)
