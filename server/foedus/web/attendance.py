"""Lends connections to workers that serve by themselves, watches how long they take, and takes over what is slow."""

import os
import select
import socket
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fcntl import F_DUPFD_CLOEXEC, fcntl
from functools import partial

from foedus import lending
from foedus.board import FIRST, MOST, Board, Seat
from foedus.lending import Loan
from foedus.operations import Refusal
from foedus.web.connection import IDLE
from foedus.web.journal import Seen
from foedus.web.loop import Loop
from foedus.web.parties import Lendable, Lent
from foedus.web.teller import heard
from foedus.workers import QUICK, Pool
from foedus.zygote import Worker

#: Seconds between two looks at the board while there is work, and while there is none.
_LOOK, _SELDOM = 0.025, 0.25
#: Seconds between two looks for what lies idle, and before a seat is filled for which there was no room.
_SWEEP, _PAUSE = 5.0, 5.0
#: Seconds after which no attendant can still be about to take what comes on a connection that was withdrawn.
_CALM = 0.05
#: Attendants that may end one after the other with nothing answered; then nothing is lent any more.
_FAILED = 3
#: Connections that may be lent at once.
_LENT = 128


@dataclass(slots=True, eq=False)
class Attending:
    """A worker at its seat, and the token that tells whether it or the door answers; ``held``: the door has it."""

    worker: Worker
    seat: Seat
    token: int
    held: bool = False


class Attendance:
    """The workers of a pool that serve by themselves, and what is lent to them; all in the thread of a loop."""

    def __init__(self, pool: Pool, board: Board, loop: Loop, threads: Executor) -> None:
        self._pool, self._board, self._loop, self._threads = pool, board, loop, threads
        self.seen: Callable[[Seen], object] = lambda _: None  # called for each request that was answered
        self._turnstile = select.epoll()
        self._desk, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._present: dict[int, Attending] = {}
        self._begun = self._closed = False
        self._coming = 0
        self._lent: dict[int, Lent] = {}
        self._serial = self._failed = 0
        self._looking, self._sweeps = False, 0.0
        loop.watch(self._desk.fileno(), self._heard, select.EPOLLIN)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is lent, and no attendant on its way."""
        return not (self._lent or self._coming)

    def lend(self, connection: Lendable) -> bool:
        """Let the attendants answer what comes on a connection, where they can."""
        if self._closed or len(self._lent) >= _LENT:
            return False
        try:
            number = fcntl(connection.link, F_DUPFD_CLOEXEC, FIRST)
        except OSError:
            return False
        if not self._begun:
            self._begun = True
            for seat in range(len(self._board.seats)):
                self._seat(seat)
        if number >= FIRST + MOST or not self._present:
            os.close(number)
            return False
        self._serial = self._serial % 0xFFFFFFFF + 1
        lent = self._lent[number] = Lent(connection, Loan(number, self._serial, connection.peer))
        self._board.use(number, time.monotonic_ns())
        for seat in list(self._present):
            self._tell(seat, lent)
        self._board.changed()
        self._turnstile.register(number, lending.TURN)
        self._look_soon()
        return True

    def withdraw(self) -> None:
        """Have all connections back as soon as nobody works on them; lend no more."""
        self._closed = True
        self._recall()

    def close(self) -> None:
        """Let go of the attendants, when nothing is lent."""
        self._loop.forget(self._desk.fileno())
        for seat, attending in list(self._present.items()):
            self._vacate(seat, attending)
            self._pool.lanes.give_back(attending.worker, why="recycled")
        self._turnstile.close()
        self._desk.close()
        self._theirs.close()

    def _recall(self) -> None:
        for lent in self._lent.values():
            self._withdraw(lent)

    def _sweep(self) -> None:
        """Have back the connections on which nothing came for long."""
        self._sweeps = self._loop.now + _SWEEP
        before = time.monotonic_ns() - int(IDLE * 1e9)
        for number, lent in self._lent.items():
            if self._board.used(number) < before:
                self._withdraw(lent)

    def read(self) -> None:
        """Count and log what the attendants have told."""
        for attending in self._present.values():
            self._read(attending.seat)

    def _withdraw(self, lent: Lent) -> None:
        if lent.withdrawn is None:
            lent.withdrawn = self._loop.now
            with suppress(FileNotFoundError):
                self._turnstile.unregister(lent.loan.number)

    def _seat(self, seat: int) -> None:
        """Fork an attendant in a thread that may wait."""

        def spawned() -> None:
            with ExitStack() as undone:
                undone.callback(self._loop.soon, lambda: self._vacant(seat))
                token = os.eventfd(1, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
                undone.callback(os.close, token)
                with suppress(Refusal):
                    worker = self._pool.attendant(seat, [self._turnstile.fileno(), token, self._theirs.fileno()])
                    undone.pop_all()
                    self._loop.soon(lambda: self._sits(seat, worker, token))

        if self._closed:
            return
        self._coming += 1
        self._board.seats[seat].clear()
        self._threads.submit(spawned)

    def _sits(self, seat: int, worker: Worker, token: int) -> None:
        self._coming -= 1
        self._present[seat] = Attending(worker, self._board.seats[seat], token)
        worker.watched = True
        self._loop.watch(worker.link.fileno(), lambda: self._left(seat, worker), select.EPOLLRDHUP)
        for lent in self._lent.values():
            self._tell(seat, lent)
        with suppress(OSError):
            lending.take_back(worker.link, lending.BEGIN)

    def _vacant(self, seat: int) -> None:
        """Do without one for a while; without any, nothing is lent."""
        self._coming -= 1
        if not self._present:
            self._recall()
        self._loop.at(self._loop.now + _PAUSE, lambda: self._seat(seat))

    def _left(self, seat: int, worker: Worker) -> None:
        """See that an attendant has ended: what it was asked is mourned, and another takes the seat."""
        attending = self._present.get(seat)
        if attending is None or attending.worker is not worker:
            return
        self._read(attending.seat)
        if attending.seat.request and self._took(attending):
            self._take_over(seat, attending)
            return
        if (lent := self._lent.get(attending.seat.number)) and attending.seat.request:
            self._back(lent.loan.number).returned("gone", b"")
        self._vacate(seat, attending)
        self._threads.submit(self._pool.bury, worker)
        self._failed += 1
        if self._failed < _FAILED:
            self._tell_again()
            self._seat(seat)
        else:
            self.withdraw()

    def _tell_again(self) -> None:
        """Let others hear of what the one that has ended may have been told, and nobody else."""
        busy = {each.seat.number for each in self._present.values()}
        for number, lent in self._lent.items():
            if lent.withdrawn is None and number not in busy:
                self._turnstile.modify(number, lending.TURN)

    def _vacate(self, seat: int, attending: Attending) -> None:
        del self._present[seat]
        self._loop.forget(attending.worker.link.fileno())
        attending.worker.watched = False
        os.close(attending.token)

    def _tell(self, seat: int, lent: Lent) -> None:
        """Tell an attendant of a loan; one that does not learn is ended."""
        attending = self._present[seat]
        try:
            lending.lend(attending.worker.link, lent.loan, lent.loan.number)
        except OSError:
            self._pool.lanes.leave(attending.worker)

    def _back(self, number: int) -> Lendable:
        """End a loan."""
        lent = self._lent.pop(number)
        if lent.withdrawn is None:
            self._turnstile.unregister(number)
        for attending in self._present.values():
            try:
                lending.take_back(attending.worker.link, number)
            except OSError:
                self._pool.lanes.leave(attending.worker)
        self._board.changed()
        os.close(number)
        return lent.connection

    def _heard(self) -> None:
        """Hear at the desk what became of loans."""
        while heard := lending.told(self._desk):
            word, number, serial, text = heard
            lent = self._lent.get(number)
            if lent and lent.loan.serial == serial:
                self._back(number).returned(word, text)

    def _look_soon(self) -> None:
        if not self._looking:
            self._looking = True
            self._loop.at(self._loop.now + _LOOK, self._look)

    def _look(self) -> None:
        """Look at the board: count what is told, take over what is slow, and have back what was withdrawn."""
        self._looking = False
        active = False
        for seat, attending in list(self._present.items()):
            active |= self._read(attending.seat) or attending.seat.number > 0
            self._judge(seat, attending)
        busy = {attending.seat.number for attending in self._present.values()}
        for number, lent in list(self._lent.items()):
            if lent.withdrawn is not None and number not in busy and self._loop.now - lent.withdrawn >= _CALM:
                self._loop.soon(partial(self._back(number).returned, "back", b""))
        if self._loop.now >= self._sweeps:
            self._sweep()
        if self._lent:
            self._looking = True
            self._loop.at(self._loop.now + (_LOOK if active else _SELDOM), self._look)

    def _judge(self, seat: int, attending: Attending) -> None:
        """Take a question over that is not answered in time, unless its answer is on the way."""
        slow = self._loop.now - attending.seat.since > QUICK
        if attending.held or (slow and self._took(attending)):
            attending.held = True
            if attending.seat.request:
                self._take_over(seat, attending)
            elif not attending.seat.number:
                attending.held = False
                os.eventfd_write(attending.token, 1)

    def _took(self, attending: Attending) -> bool:
        """Take the token where the attendant has not."""
        if attending.held:
            return True
        try:
            os.eventfd_read(attending.token)
        except BlockingIOError:
            return False
        return True

    def _take_over(self, seat: int, attending: Attending) -> None:
        """Have a connection back with its question, and with the worker that is at it."""
        number, come = attending.seat.number, attending.seat.request
        self._vacate(seat, attending)
        lent = self._lent.get(number)
        if lent is None:
            self._pool.lanes.give_back(attending.worker, why="recycled")
        else:
            self._loop.soon(partial(self._back(number).overdue, come, attending.worker))
        self._seat(seat)

    def _read(self, seat: Seat) -> bool:
        found = False
        for line in seat.told():
            found = True
            self._failed = 0
            seen = heard(line)
            self.seen(seen)
            self._pool.lanes.add("attended")
            self._pool.lanes.add("refused" if seen.outcome else "answered", seen.seconds)
        return found
