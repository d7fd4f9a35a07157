"""Workers in two lanes: a query that is not done at once gives way to cheap ones, and ends at its deadline."""

import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from typing import IO

from foedus import fates, wire
from foedus.lanes import HALTED, QUEUE, Lanes
from foedus.operations import Answer, Operation, Refusal
from foedus.working import MEMORY_IS_USED_UP
from foedus.zygote import Worker, Zygote

#: Seconds in which a cheap query is done, or it leaves the fast lane; after which a slow one gives way to cheap ones.
QUICK, _LONG = wire.PATIENCE, 0.3
#: Large answers that may be on their way out at once: each holds a file, and where a thread sends it that too.
_SENT = 64


@dataclass(frozen=True)
class Limits:
    """What a query may take: seconds from its arrival to its last byte, bytes of memory, bytes of answer.

    ``workers`` are kept free for cheap queries; as many more run slow ones, four times as many are halted until one of
    those ends, and as many are spare, or four times as many where three quarters of the memory are free.
    """

    seconds: float = 10.0
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    memory: int = 512_000_000
    answer: int = 50_000_000

    @property
    def requests(self) -> int:
        """The requests that may be under way at once: waiting ones, and large answers on their way out, included."""
        return self.workers * (2 + HALTED + 2 * QUEUE) + _SENT


class Pool:
    """Answers from workers that can be killed. Threads may ask at once."""

    def __init__(self, zygote: Zygote, limits: Limits) -> None:
        self._zygote = zygote
        self._limits = limits
        self.lanes = Lanes(zygote, limits.workers)
        self._sent = threading.Semaphore(_SENT)
        self.prompt = -inf  # when the last cheap query was answered
        self.board = zygote.board

    def begin(self) -> None:
        """Start the workers of the fast lane."""
        self.lanes.begin()

    def numbers(self) -> dict[str, int]:
        """Count workers and who waits as they are now, and since the start: queries, their milliseconds, workers."""
        untold = sum(seat.lost for seat in self.board.seats) if self.board else 0
        return self.lanes.numbers() | {"untold": untold}

    def answer(self, operation: Operation) -> Answer:
        """Give the whole answer, or raise Refusal: no later than the deadline, whatever becomes of the worker."""
        operation = operation if operation.arrived else operation.at(time.monotonic())
        with self._counted(operation):
            allowed, until = self.span(operation)
            if time.monotonic() >= until:
                raise fates.query_took_too_long(allowed)
            worker = self._handed(operation, allowed, until)
            with self._held(worker, operation, allowed):
                coming = self.coming(worker, operation)
                reply = coming.wait(min(until, time.monotonic() + QUICK))
                if reply:
                    self.prompt = time.monotonic()
                reply = reply or self._slow(worker, coming, operation, until)
            return self._whole(worker, reply, operation)

    def go_on(self, worker: Worker, coming: wire.Incoming, operation: Operation) -> Answer:
        """Give the answer whose worker was asked already and is not quick; raises as ``answer`` does."""
        with self._counted(operation):
            allowed, until = self.span(operation)
            with self._held(worker, operation, allowed):
                reply = self._slow(worker, coming, operation, until)
            return self._whole(worker, reply, operation)

    def mourn(self, worker: Worker, operation: Operation) -> Answer:
        """Raise Refusal for an operation of which the worker died."""
        with self._counted(operation):
            raise self._died(worker, operation)

    def attendant(self, seat: int, files: Sequence[int]) -> Worker:
        """Fork a worker that serves by itself at a seat of the board; raises Refusal where that cannot be."""
        return self.lanes.attendant(seat, files)

    def bury(self, worker: Worker) -> None:
        """Let go of a worker that has ended by itself."""
        with suppress(EOFError, OSError):
            self._zygote.fate(worker)
        self.lanes.add("recycled")
        self.lanes.vacate(worker.lane)

    def replace(self, worker: Worker) -> None:
        """End a worker and start another in its place."""
        self.lanes.give_back(worker, why="recycled")
        self.lanes.refill()

    def coming(self, worker: Worker, operation: Operation) -> wire.Incoming:
        """Give the reply that is on its way."""
        return wire.Incoming(worker.link, operation.media_type, self._limits.answer)

    def span(self, operation: Operation) -> tuple[float, float]:
        """Give the seconds that an operation may take, and its deadline by the monotonic clock."""
        allowed = min(operation.seconds or inf, self._limits.seconds)
        return allowed, (operation.arrived or time.monotonic()) + allowed

    def send(self, file: IO[bytes]) -> None:
        """Take one of the places for large answers until nobody holds the file any more."""
        if not self._sent.acquire(blocking=False):
            raise fates.server_is_busy()
        weakref.finalize(file, self._sent.release).atexit = False

    @contextmanager
    def _counted(self, operation: Operation) -> Iterator[None]:
        began = operation.arrived or time.monotonic()
        outcome = "refused"
        try:
            yield
            outcome = "answered"
        finally:
            self.lanes.add(outcome, time.monotonic() - began)

    def _whole(self, worker: Worker, reply: wire.Reply | None, operation: Operation) -> Answer:
        """Give the answer of a reply; without one the operation begins again in the slow lane."""
        if not reply:
            allowed, until = self.span(operation)
            worker = self.lanes.again(operation, until)
            with self._held(worker, operation, allowed):
                wire.send_operation(worker.link, operation, allowed, until)
                reply = self._rest(worker, self.coming(worker, operation), until)
        self.lanes.give_back(worker, why="recycled" if reply.worn or not worker.hurry() else "")
        if isinstance(reply.said, Refusal):
            raise reply.said
        if reply.said.file:
            self.send(reply.said.file)
        return reply.said

    def _slow(self, worker: Worker, coming: wire.Incoming, operation: Operation, until: float) -> wire.Reply | None:
        """Wait in the slow lane for what was not whole at once. None where it must begin again later."""
        if not self.lanes.slow_down(worker, operation, until):
            self.lanes.give_back(worker, why="recycled")
            return None
        return self._rest(worker, coming, until)

    def _rest(self, worker: Worker, coming: wire.Incoming, until: float) -> wire.Reply:
        """Wait for the rest of a reply; its worker gives way as soon as that takes long and others are answered."""
        while time.monotonic() < until:
            if reply := coming.wait(min(until, time.monotonic() + _LONG)):
                return reply
            if not worker.lazy and time.monotonic() - self.prompt < _LONG:
                worker.give_way()
        raise TimeoutError

    @contextmanager
    def _held(self, worker: Worker, operation: Operation, allowed: float) -> Iterator[None]:
        """End the worker whose answer does not come, or is not waited for any more, and say why."""
        try:
            with operation.heeding(lambda: self.lanes.leave(worker)):
                yield
        except TimeoutError:
            self.lanes.give_back(worker, why="deadlines")
            raise fates.query_took_too_long(allowed) from None
        except (EOFError, OSError):
            raise self._died(worker, operation) from None
        except BaseException:
            self.lanes.give_back(worker, why="recycled")
            raise

    def _handed(self, operation: Operation, seconds: float, until: float) -> Worker:
        """Hand the operation to a worker of the fast lane; one that died while it was idle is passed over."""
        for _ in range(self._limits.workers + 1):
            worker = self.lanes.taken(until)
            try:
                wire.send_operation(worker.link, operation, seconds, until)
            except TimeoutError:
                self.lanes.give_back(worker, why="deadlines")
                raise fates.query_took_too_long(seconds) from None
            except OSError:
                self.lanes.give_back(worker, why="died")
            else:
                return worker
        raise fates.engine_died()

    def _died(self, worker: Worker, operation: Operation) -> Refusal:
        """Tell of what a worker died. A lack of memory ends a process by abort, or by the system's own hand."""
        try:
            fate = self._zygote.fate(worker)
        except (EOFError, OSError):
            return fates.engine_is_gone()
        finally:
            self.lanes.add("left" if operation.is_left else "died")
            self.lanes.vacate(worker.lane)
        if operation.is_left:
            return fates.client_left()
        if fate in (MEMORY_IS_USED_UP, -signal.SIGABRT, -signal.SIGKILL):
            return fates.engine_ran_out_of_memory(self._limits.memory)
        return fates.engine_died()
