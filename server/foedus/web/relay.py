"""Hands a connection, with all that has come on it, to the server behind the door: bytes both ways until both end."""

import itertools
import socket
from contextlib import suppress

from foedus.operations import Stop
from foedus.web import bodies
from foedus.web.loop import Loop

#: Bytes that are taken at once, and how often in one turn before others have theirs.
_PIECE, _TURNS = 262_144, 8
#: Seconds that a client is given to end a connection that the server has ended.
_GRACE = 10.0


class Addresses:
    """Gives each relay a loopback address of its own, by which the server behind knows whose request it has."""

    def __init__(self) -> None:
        self._count = itertools.count()
        self._relays: dict[str, Relay] = {}

    def lent(self, relay: "Relay") -> str:
        """Lend an address that stands for a relay."""
        while True:
            number = next(self._count) % (200 << 16)
            address = f"127.{1 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"
            if address not in self._relays:
                self._relays[address] = relay
                return address

    def relay(self, address: str) -> "Relay | None":
        """Give the relay for which an address stands."""
        return self._relays.get(address)

    def take_back(self, address: str) -> None:
        """End the loan."""
        del self._relays[address]

    def judge(self, now: float) -> None:
        """End the relays whose clients owe a body for too long."""
        for each in list(self._relays.values()):
            each.judge(now)


class Relay:
    """One connection and the one behind it. What one side has sent is kept until the other takes it.

    ``stop`` is said when the client has gone. Whoever waits for its body sets ``until``, the moment when that is
    ``late``; then the client is told so, and both connections end.
    """

    def __init__(self, loop: Loop, client: socket.socket, come: bytes, peer: str, addresses: Addresses) -> None:
        self._loop = loop
        self._addresses = addresses
        self._address = addresses.lent(self)
        self.peer = peer
        self.stop = Stop()
        self.until: float | None = None
        self.late = False
        self._client, self._behind = client, socket.socket()
        self._kept = {self._client: b"", self._behind: come}
        self._finished: set[socket.socket] = set()
        self._closed = False
        self._behind.settimeout(0)
        with suppress(OSError):
            self._behind.bind((self._address, 0))

    def begin(self, port: int) -> None:
        """Connect to the server behind, and go on from there."""
        self._behind.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._behind.connect_ex(("127.0.0.1", port))
        for link in (self._client, self._behind):
            self._loop.watch(link.fileno(), self._go_on)
        self._go_on()

    def close(self) -> None:
        """End both connections."""
        if self._closed:
            return
        self._closed = True
        for link in (self._client, self._behind):
            self._loop.leave(link.fileno())
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)  # a worker to whom it was lent may have it still
            link.close()
        self._addresses.take_back(self._address)
        self.stop.say()

    def judge(self, now: float) -> None:
        """End it where the body that its client owes has not come in time."""
        if self.until is not None and now > self.until:
            self.late = True
            with suppress(OSError):
                self._client.send(bodies.LATE)
            self.close()

    def _go_on(self) -> None:
        if self._closed:
            return
        try:
            again = [self._carried(self._client, self._behind), self._carried(self._behind, self._client)]
        except OSError:
            self.close()
            return
        if len(self._finished) == len(again):
            self.close()
        elif any(again):
            self._loop.soon(self._go_on)

    def _carried(self, source: socket.socket, target: socket.socket) -> bool:
        """Carry what has come from one side to the other; True where there may be more at once."""
        for _ in range(_TURNS):
            if self._kept[target] and not self._is_sent(target):
                return False
            if source in self._finished:
                return False
            try:
                piece = source.recv(_PIECE)
            except BlockingIOError:
                return False
            except ConnectionError:
                if source is self._client:
                    raise
                piece = b""  # it refused what it had not read, and has said so
            if not piece:
                self._finish(source, target)
                return False
            self._kept[target] = piece
        return True

    def _is_sent(self, target: socket.socket) -> bool:
        try:
            sent = target.send(self._kept[target])
        except BlockingIOError:
            return False
        except ConnectionError:
            if target is self._client:
                raise
            sent = len(self._kept[target])  # as above: its answer is still to be carried
        self._kept[target] = self._kept[target][sent:]
        return not self._kept[target]

    def _finish(self, source: socket.socket, target: socket.socket) -> None:
        """Tell one side that the other has no more to say; who asked is not waited for without end."""
        self._finished.add(source)
        if source is self._client:
            self.stop.say()
        target.shutdown(socket.SHUT_WR)
        if source is self._behind:
            self._loop.at(self._loop.now + _GRACE, self.close)
