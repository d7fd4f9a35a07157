"""Asks workers from one thread that never waits: what is not answered at once goes on in a thread of its own."""

import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf
from typing import Protocol

from foedus import fates, wire
from foedus.lanes import PATIENCE
from foedus.operations import Answer, Operation, Refusal
from foedus.workers import QUICK, Pool
from foedus.zygote import Worker

Done = Callable[[Answer | Refusal], object]


class Rounds(Protocol):
    """The loop of the thread that asks."""

    now: float

    def watch(self, number: int, call: Callable[[], object], events: int) -> None:
        """Call whenever something has come."""
        ...

    def leave(self, number: int, call: Callable[[], object]) -> None:
        """Watch a file no more."""
        ...

    def soon(self, call: Callable[[], object]) -> None:
        """Call in the thread of the loop."""
        ...

    def at(self, moment: float, call: Callable[[], object]) -> None:
        """Call at a moment."""
        ...

    def is_here(self) -> bool:
        """Tell whether this is its thread."""
        ...


@dataclass(slots=True, eq=False)
class Asking:
    """An operation that is asked, whom to tell, its deadline, the worker that has it and the reply that is coming."""

    operation: Operation
    done: Done
    allowed: float
    until: float
    worker: Worker | None = None
    coming: wire.Incoming | None = None


class Asker:
    """Asks the workers of a pool in the thread of a loop, in which it also tells what they said."""

    def __init__(self, pool: Pool, loop: Rounds, threads: ThreadPoolExecutor, events: int) -> None:
        self._pool, self._loop, self._threads, self._events = pool, loop, threads, events
        self._asked: dict[int, Asking] = {}
        self._queue: deque[tuple[float, Asking]] = deque()
        self._begun: deque[tuple[float, Asking]] = deque()
        self._watched: dict[int, Callable[[], object]] = {}
        self._looking = inf
        self._passed = False
        pool.lanes.freed = self._freed

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for these workers here."""
        return not (self._asked or self._queue)

    def close(self) -> None:
        """Look at the workers no more."""
        self._pool.lanes.freed = lambda: None
        for number, call in self._watched.items():
            self._loop.leave(number, call)

    def ask(self, operation: Operation, done: Done) -> None:
        """Ask, and tell the answer or why there is none: no later than the deadline."""
        allowed, until = self._pool.span(operation)
        if allowed <= QUICK:
            self._slowly(done, self._pool.answer, operation)
            return
        asking = Asking(operation, done, allowed, until)
        if self._queue:
            self._wait(asking)
        else:
            self._begin(asking)

    def go_on(self, operation: Operation, worker: Worker, done: Done) -> None:
        """Wait for a worker that began before it was asked, and was not quick."""
        coming = self._pool.coming(worker, operation)
        self._slowly(done, self._pool.go_on, worker, coming, operation)

    def _begin(self, asking: Asking) -> None:
        worker = self._pool.lanes.taken_now()
        if worker:
            self._hand(asking, worker)
        elif self._pool.lanes.is_free():  # a worker must be forked first
            self._slowly(asking.done, self._pool.answer, asking.operation)
        else:
            self._wait(asking)

    def _hand(self, asking: Asking, worker: Worker) -> None:
        try:
            wire.send_operation(worker.link, asking.operation, asking.allowed, asking.until)
        except OSError:
            self._pool.lanes.give_back(worker, why="died")
            self._slowly(asking.done, self._pool.answer, asking.operation)
            return
        asking.worker = worker
        asking.coming = self._pool.coming(worker, asking.operation)
        number = worker.link.fileno()
        self._asked[number] = asking
        if not worker.watched:
            worker.watched = True
            self._watched[number] = lambda: self._come(number)
            self._loop.watch(number, self._watched[number], self._events)
        self._begun.append((self._loop.now + QUICK, asking))
        self._look()

    def _wait(self, asking: Asking) -> None:
        """Wait until a worker is free."""
        if not self._pool.lanes.may_wait():
            self._tell(asking, fates.server_is_busy())
            return
        self._queue.append((min(self._loop.now + PATIENCE, asking.until), asking))
        self._pool.lanes.queued += 1
        self._look()

    def _called(self) -> Asking:
        self._pool.lanes.queued -= 1
        return self._queue.popleft()[1]

    def _freed(self) -> None:
        """Hear from any thread that a worker is free."""
        if self._queue and not self._loop.is_here():
            self._loop.soon(self._next)

    def _next(self) -> None:
        """Begin what waits; where threads wait too, every other turn is theirs."""
        while self._queue:
            if self._pool.lanes.is_waited_for() and not self._passed:
                self._passed = True
                return
            worker = self._pool.lanes.taken_now()
            if worker is None:
                return
            self._passed = False
            self._hand(self._called(), worker)

    def _come(self, number: int) -> None:
        asking = self._asked.get(number)
        if asking is None or asking.worker is None or asking.coming is None:
            return  # a thread waits for it
        try:
            reply = asking.coming.come()
        except (EOFError, OSError):
            del self._asked[number]
            self._slowly(asking.done, self._pool.mourn, asking.worker, asking.operation)
            asking.worker = asking.coming = None
            return
        except Refusal as refusal:
            reply = wire.Reply(refusal, worn=True)
        if reply:
            del self._asked[number]
            self._finish(asking, asking.worker, reply)

    def _finish(self, asking: Asking, worker: Worker, reply: wire.Reply) -> None:
        """Let the worker answer the next one before this one is told."""
        self._pool.prompt = self._loop.now
        if reply.worn or (worker.lazy and not worker.hurry()):
            self._threads.submit(self._pool.replace, worker)
        else:
            self._pool.lanes.give_back(worker)
            self._next()
        said = reply.said
        try:
            if isinstance(said, Answer) and said.file:
                self._pool.send(said.file)
        except Refusal as refusal:
            said = refusal
        self._tell(asking, said)

    def _tell(self, asking: Asking, said: Answer | Refusal) -> None:
        began = asking.until - asking.allowed
        self._pool.lanes.add("refused" if isinstance(said, Refusal) else "answered", time.monotonic() - began)
        asking.worker = asking.coming = None
        asking.done(said)

    def _look(self) -> None:
        """Look again when the first is slow, or has waited too long."""
        moment = min(each[0][0] for each in (self._begun, self._queue) if each)
        if moment < self._looking:
            self._looking = moment
            self._loop.at(moment, self._judge)

    def _judge(self) -> None:
        """Hand what is slow to a thread of its own, and send away who has waited too long."""
        now = time.monotonic()
        if now < self._looking:
            return  # another look was wanted, and is to come
        self._looking = inf
        while self._begun and (self._begun[0][0] <= now or self._begun[0][1].worker is None):
            asking = self._begun.popleft()[1]
            if asking.worker and asking.coming:
                del self._asked[asking.worker.link.fileno()]
                self._slowly(asking.done, self._pool.go_on, asking.worker, asking.coming, asking.operation)
        while self._queue and self._queue[0][0] <= now:
            self._tell(self._called(), fates.server_is_busy())
        if self._begun or self._queue:
            self._look()

    def _slowly(self, done: Done, ask: Callable[..., Answer], *given: object) -> None:
        """Ask in a thread that may wait, and tell in the loop's."""

        def asked() -> None:
            said: Answer | Refusal
            try:
                said = ask(*given)
            except Refusal as refusal:
                said = refusal
            except Exception:
                logging.getLogger(__name__).exception("an unforeseen fault")
                said = fates.something_broke()
            self._loop.soon(lambda: done(said))

        self._threads.submit(asked)
