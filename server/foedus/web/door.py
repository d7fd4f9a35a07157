"""Takes connections, and answers plain queries on them in one thread; what is not plain goes to the server behind."""

import socket
from contextlib import suppress

from foedus.web.connection import Connection
from foedus.web.loop import ARRIVALS, Loop
from foedus.web.parties import Behind
from foedus.web.relay import Addresses, Relay

#: Seconds between two looks at what lies idle.
_SWEEP = 5.0
#: Connections that may wait to be taken.
BACKLOG = 1024


class Door:
    """Listens at an address. ``port`` is where the server behind listens."""

    def __init__(self, loop: Loop, listening: socket.socket, behind: Behind, port: int, addresses: Addresses) -> None:
        self.loop = loop
        self.behind = behind
        self._listening = listening
        self._port = port
        self._addresses = addresses
        self._open: set[Connection] = set()
        self._closed = False
        host, number = listening.getsockname()[:2]
        self.server = (host, str(number))

    def begin(self) -> None:
        """Take connections from now on."""
        self._listening.settimeout(0)
        self._listening.listen(BACKLOG)
        self.loop.watch(self._listening.fileno(), self._arrived, ARRIVALS)
        self.loop.at(self.loop.now + _SWEEP, self._sweep)

    def close(self) -> None:
        """Take no more connections, and end those on which nothing is asked."""
        if self._closed:
            return
        self._closed = True
        self.loop.leave(self._listening.fileno())
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # other processes have it too
        self._listening.close()
        for each in list(self._open):
            each.retire()

    @property
    def is_left(self) -> bool:
        """Whether it is closed and all have their answers."""
        return self._closed and not self._open

    def relay(self, link: socket.socket, come: bytes, peer: str) -> None:
        """Leave a connection to the server behind."""
        Relay(self.loop, link, come, peer, self._addresses).begin(self._port)

    def forget(self, connection: Connection) -> None:
        """Hear that a connection is not the door's any more."""
        self._open.discard(connection)

    def _arrived(self) -> None:
        for _ in range(64):
            try:
                link, peer = self._listening.accept()
            except BlockingIOError:
                return
            except OSError:  # no more files: those who wait are taken when some have gone
                self.loop.forget(self._listening.fileno())
                self.loop.at(self.loop.now + 0.1, self._listen)
                return
            link.settimeout(0)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(self, link, peer[0])
            self._open.add(connection)
            connection.begin()

    def _listen(self) -> None:
        if not self._closed:
            self.loop.watch(self._listening.fileno(), self._arrived, ARRIVALS)

    def _sweep(self) -> None:
        for each in list(self._open):
            each.judge(self.loop.now)
        self._addresses.judge(self.loop.now)
        self.loop.at(self.loop.now + _SWEEP, self._sweep)
