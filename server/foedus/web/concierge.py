"""Runs the door in the process that serves, and asks the workers for those who wait there."""

import gc
import signal
import socket
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.util import Finalize

from foedus.cache import TOGETHER
from foedus.operations import Answer, Refusal
from foedus.turns import Asker
from foedus.web.bodies import SENDER
from foedus.web.door import Door
from foedus.web.headers import STOP, Environ, Start
from foedus.web.loop import COMING, Loop
from foedus.web.postponed import Postponed
from foedus.web.relay import Addresses
from foedus.web.service import Service
from foedus.workers import Limits, Pool

#: Tells the process that serves to take no more connections.
CLOSE = signal.SIGUSR1
#: Objects made before Python looks for circles among them: a request makes some hundreds, and leaves none.
_OBJECTS = 50_000
_PAUSE = 0.01

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
        self._joined: dict[Hashable, list[tuple[Postponed, Answered]]] = {}

    def begin(self) -> None:
        """Open the door; for the process that serves."""
        gc.freeze()
        gc.set_threshold(_OBJECTS)
        self._door.begin()
        threading.Thread(target=self._loop.run, name="door", daemon=True).start()
        signal.signal(CLOSE, lambda *_: self._loop.soon(self._door.close))
        Finalize(self, self._end, exitpriority=2)

    def behind(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request that came through the server behind, for the client who asked at the door."""
        relay = self._addresses.relay(environ["REMOTE_ADDR"])
        if relay:
            environ["REMOTE_ADDR"], environ[STOP], environ[SENDER] = relay.peer, relay.stop, relay
        return self._service(environ, start)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request at the door, or raise Postponed or Elsewhere."""
        return self._service(environ, start)

    def ask(self, postponed: Postponed, answered: Answered) -> None:
        """Ask the workers, unless others are asking the same, and hand over the body of the answer."""
        operation, cache = postponed.operation, postponed.cache
        key = cache.key(operation)
        others = self._joined.get(key)
        if others is None:
            self._joined[key] = []
        elif operation.seconds is None and len(others) < TOGETHER and not cache.changes(operation):
            others.append((postponed, answered))
            return

        def done(said: Answer | Refusal) -> None:
            waiting = self._joined.pop(key) if others is None else []
            if isinstance(said, Answer):
                answered(postponed.tell(cache.keep(key, operation, said)))
            else:
                self._refuse(postponed, said, answered)
            for other in waiting:
                self._answer(*other)

        self._asker(postponed.pool).ask(operation, done)

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

    def _end(self) -> None:
        """Wait until all have their answers; the deadline of queries bounds it, and who began this process."""
        self._loop.soon(self._door.close)
        until = time.monotonic() + self._limits.seconds
        while not self._door.is_left and time.monotonic() < until:
            time.sleep(_PAUSE)
        self._loop.end()
