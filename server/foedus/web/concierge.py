"""Runs the door in the process that serves, and asks the workers for those who wait there."""

import gc
import signal
import socket
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from foedus.board import Board
from foedus.cache import TOGETHER
from foedus.operations import Answer, Refusal
from foedus.turns import Asker
from foedus.web.attendance import Attendance
from foedus.web.bodies import SENDER
from foedus.web.connection import Connection
from foedus.web.door import Door
from foedus.web.headers import STOP, Environ, Pairs, Start
from foedus.web.loop import ARRIVALS, COMING, Loop
from foedus.web.postponed import Postponed
from foedus.web.relay import Addresses
from foedus.web.service import Service
from foedus.web.supervisor import CLOSE
from foedus.workers import Limits, Pool
from foedus.zygote import Worker

#: Interrupts whatever the first thread waits for.
_ROUSE = signal.SIGUSR2
_MOST_SIGNALS = 64
#: Objects made before Python looks for circles among them: a request makes some hundreds, and leaves none.
_OBJECTS = 50_000
_PAUSE = 0.01
#: Seconds after which it is seen again whether all is back.
_AGAIN = 0.5
#: Seconds that the counts of workers are waited for.
_HEARD = 1.0

Answered = Callable[[Iterable[bytes] | None], object]


class Concierge:
    """Answers at the door from the graph as it is now. ``port`` is where the server behind the door listens."""

    def __init__(self, service: Service, listening: socket.socket, port: int, limits: Limits) -> None:
        self._service = service
        self._limits = limits
        self._loop = Loop()
        self._threads = ThreadPoolExecutor(limits.requests, "slow")
        self._addresses = Addresses()
        self._door = Door(self._loop, listening, self, port, self._addresses)
        self._askers: dict[Pool, Asker] = {}
        self._attendances: dict[Pool, Attendance] = {}
        self._echo = self._service.echo()
        self._joined: dict[Hashable, list[tuple[Postponed, Answered]]] = {}

    def begin(self) -> None:
        """Open the door; for the process that serves."""
        gc.freeze()
        gc.set_threshold(_OBJECTS)
        self._door.begin()
        threading.Thread(target=self._loop.run, name="door", daemon=True).start()
        self._listen()
        signal.signal(CLOSE, lambda *_: self._loop.soon(self._close))
        self._service.heed(lambda: self._loop.soon(self._renew), self._hear)

    def _listen(self) -> None:
        """See to it that the first thread, which alone obeys signals, hears those that the system gave to another."""
        near, far = socket.socketpair()
        near.settimeout(0)
        far.settimeout(0)
        signal.signal(_ROUSE, lambda *_: None)
        signal.set_wakeup_fd(far.detach(), warn_on_full_buffer=False)

        def signalled() -> None:
            with suppress(BlockingIOError):
                if near.recv(_MOST_SIGNALS).strip(bytes([_ROUSE])):
                    signal.pthread_kill(threading.main_thread().ident or 0, _ROUSE)

        self._loop.watch(near.fileno(), signalled, ARRIVALS)

    def behind(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request that came through the server behind, for the client who asked at the door."""
        relay = self._addresses.relay(environ["REMOTE_ADDR"])
        if relay:
            environ["REMOTE_ADDR"], environ[STOP], environ[SENDER] = relay.peer, relay.stop, relay
        return self._service(environ, start)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request at the door, or raise Postponed or Elsewhere."""
        return self._service(environ, start)

    def echo(self, request: bytes, peer: str) -> bytes | None:
        """Give the whole answer to a request that came before in the very same bytes, where that is kept."""
        return self._echo.answer(request, peer) if self._echo else None

    def remember(self, request: bytes, environ: Environ, status: str, pairs: Pairs, body: bytes) -> None:
        """Keep an answer for who sends the same bytes again."""
        if self._echo:
            self._echo.keep(request, environ, status, pairs, body)

    def lend(self, connection: Connection) -> bool:
        """Let the workers of the graph as it is now serve a connection by themselves."""
        pool = self._service.pool
        return self._attendance(pool, pool.board).lend(connection) if pool.board else False

    def dismiss(self, worker: Worker) -> None:
        """End a worker whose answer is not wanted; where that is counted is the same for all pools."""
        self._service.pool.lanes.give_back(worker, why="recycled")

    def ask(self, postponed: Postponed, answered: Answered, begun: Worker | None = None) -> None:
        """Ask the workers, unless others are asking the same, and hand over the body of the answer."""
        operation, cache = postponed.operation, postponed.cache
        key = cache.key(operation)
        others = self._joined.get(key)
        if others is None:
            self._joined[key] = []
        elif operation.seconds is None and len(others) < TOGETHER and not cache.changes(operation):
            others.append((postponed, answered))
            if begun:
                postponed.pool.lanes.give_back(begun, why="recycled")
            return

        def done(said: Answer | Refusal) -> None:
            waiting = self._joined.pop(key) if others is None else []
            if isinstance(said, Answer):
                answered(postponed.tell(cache.keep(key, operation, said)))
            else:
                self._refuse(postponed, said, answered)
            for other in waiting:
                self._answer(*other)

        asker = self._asker(postponed.pool)
        if begun:
            asker.go_on(operation, begun, done)
        else:
            asker.ask(operation, done)

    def _answer(self, postponed: Postponed, answered: Answered) -> None:
        """Answer who waited for another's answer; where there is none, it is asked for again."""
        held = postponed.cache.find(postponed.operation)
        if held:
            answered(postponed.tell(held))
        else:
            self.ask(postponed, answered)

    def _refuse(self, postponed: Postponed, refusal: Refusal, answered: Answered) -> None:
        """Tell a refusal from a thread of its own, since for people it is a page."""

        def told() -> None:
            body = None
            try:
                body = postponed.tell(refusal)
            finally:
                self._loop.soon(lambda: answered(body))

        self._threads.submit(told)

    def _asker(self, pool: Pool) -> Asker:
        """Give who asks the workers of a pool; those of graphs before are let go when nobody waits for them."""
        asker = self._askers.get(pool)
        if asker is None:
            for other, old in list(self._askers.items()):
                if old.is_idle:
                    old.close()
                    del self._askers[other]
            asker = self._askers[pool] = Asker(pool, self._loop, self._threads, COMING)
        return asker

    def _attendance(self, pool: Pool, board: Board) -> Attendance:
        attendance = self._attendances.get(pool)
        if attendance is None:
            attendance = self._attendances[pool] = Attendance(pool, board, self._loop, self._threads)
            attendance.seen = self._service.seen
        return attendance

    def _renew(self) -> None:
        """Forget what a graph answered that was served before."""
        self._echo = self._service.echo()
        self._recall()

    def _recall(self) -> None:
        """Have back what is lent to workers of a graph that was served before."""
        for pool, attendance in list(self._attendances.items()):
            if pool is not self._service.pool:
                attendance.withdraw()
                if attendance.is_idle:
                    attendance.close()
                    del self._attendances[pool]
                else:
                    self._loop.at(self._loop.now + _AGAIN, self._recall)

    def _hear(self) -> None:
        """Wait in another thread, but not for long, until all is counted that workers have told."""
        heard = threading.Event()

        def hear() -> None:
            for attendance in self._attendances.values():
                attendance.read()
            heard.set()

        self._loop.soon(hear)
        heard.wait(_HEARD)

    def _close(self) -> None:
        self._door.close()
        for attendance in self._attendances.values():
            attendance.withdraw()

    def end(self) -> None:
        """Wait until all have their answers; the deadline of queries bounds it, and who began this process."""
        self._loop.soon(self._close)
        until = time.monotonic() + self._limits.seconds
        while not self._door.is_left and time.monotonic() < until:
            time.sleep(_PAUSE)
        self._loop.end()
