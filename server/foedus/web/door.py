"""Takes connections and answers plain queries on them in one thread; what is not plain goes to the server behind."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol

from foedus.operations import Stop
from foedus.web import plain
from foedus.web.headers import STOP, Environ, Pairs, Start
from foedus.web.loop import ARRIVALS, Loop
from foedus.web.postponed import HURRIED, Elsewhere, Postponed
from foedus.web.relay import Addresses, Relay

#: Bytes that are taken of a request at once.
_PIECE = 65_536
#: Seconds in which a plain request has come whole; for which a connection may lie idle, or an answer not be read.
_PATIENCE, _IDLE, _UNREAD = 1.0, 60.0, 300.0
_SWEEP = 5.0
#: Connections that may wait to be taken.
_BACKLOG = 1024
_BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_DESK = memoryview(bytearray(_PIECE))

Answered = Callable[[Iterable[bytes] | None], object]


class Behind(Protocol):
    """What answers: at once, or by asking."""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request, or raise Postponed or Elsewhere."""
        ...

    def ask(self, postponed: Postponed, answered: Answered) -> None:
        """Ask for what was postponed, and give the body that answers in the loop's thread; none where that broke."""
        ...


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
        self._listening.listen(_BACKLOG)
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

    def forget(self, connection: "Connection") -> None:
        """Hear that a connection is not the door's any more."""
        self._open.discard(connection)

    def _arrived(self) -> None:
        for _ in range(64):
            try:
                link, peer = self._listening.accept()
            except BlockingIOError:
                return
            except OSError:  # no more files: those who wait are taken when some have gone
                self.loop.leave(self._listening.fileno())
                self.loop.at(self.loop.now + 0.1, self._listen)
                return
            link.settimeout(0)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(Connection(self, link, peer[0]))

    def _listen(self) -> None:
        if not self._closed:
            self.loop.watch(self._listening.fileno(), self._arrived, ARRIVALS)

    def _sweep(self) -> None:
        for each in list(self._open):
            each.judge(self.loop.now)
        self._addresses.judge(self.loop.now)
        self.loop.at(self.loop.now + _SWEEP, self._sweep)


class Connection:
    """One client: its request is read, answered, and only then the next."""

    __slots__ = ("_asking", "_come", "_door", "_kept", "_link", "_out", "_peer", "_rest", "_seen", "_stop", "_waiting")

    def __init__(self, door: Door, link: socket.socket, peer: str) -> None:
        self._door, self._link, self._peer = door, link, peer
        self._come = b""
        self._out: Iterator[bytes] | None = None
        self._rest: bytes | memoryview = b""
        self._asking = self._waiting = False
        self._kept = True
        self._seen = door.loop.now
        self._stop = Stop()
        door.loop.watch(link.fileno(), self._changed)
        self._read()

    def judge(self, now: float) -> None:
        """End it where nothing has happened for too long."""
        if self._asking:
            self._look()
        elif now - self._seen > (_UNREAD if self._out else _IDLE):
            self._close()

    def retire(self) -> None:
        """End it when its request is answered: now where there is none."""
        self._kept = False
        if not self._asking and not self._out:
            self._close()

    def _changed(self) -> None:
        if self._out:
            self._send()
        elif self._asking:
            self._waiting = True
            self._look()
        else:
            self._read()

    def _look(self) -> None:
        """See whether the client has left the question that is asked for it."""
        try:
            left = not self._link.recv(1, socket.MSG_PEEK)
        except OSError as error:
            left = not isinstance(error, BlockingIOError)
        if left:
            self._stop.say()

    def _read(self) -> None:
        self._waiting = False
        try:
            size = self._link.recv_into(_DESK)
        except BlockingIOError:
            return
        except OSError:
            self._close()
            return
        if not size:
            self._close()
            return
        come = bytes(_DESK[:size])
        self._seen = self._door.loop.now
        first = not self._come
        self._come += come
        self._serve(first=first)

    def _serve(self, *, first: bool = True) -> None:
        """Answer what has come; several requests may have come together."""
        while self._come and not self._asking and not self._out:
            found = plain.read(self._come, self._peer, self._door.server)
            if found is None:
                self._judge_rest(first=first)
                return
            self._kept = self._kept and found.kept
            self._answer(found.environ, found.size)
            first = True

    def _judge_rest(self, *, first: bool) -> None:
        """Wait a moment for the rest of what may be plain; leave all else to others."""
        if not plain.may_be(self._come):
            self._relay()
        elif first:
            self._door.loop.at(self._door.loop.now + _PATIENCE, self._hurry)

    def _hurry(self) -> None:
        if self._come and not self._asking and not self._out and self._link.fileno() >= 0:
            self._relay()

    def _relay(self) -> None:
        self._door.forget(self)
        self._door.relay(self._link, self._come, self._peer)
        self._come = b""

    def _answer(self, environ: Environ, size: int) -> None:
        said: list[Any] = []
        environ[HURRIED], environ[STOP] = True, self._stop

        def start(status: str, headers: Pairs, *_: object) -> None:
            said[:] = status, headers

        try:
            body = self._door.behind(environ, start)
        except Elsewhere:
            self._kept = True
            self._relay()
            return
        except Postponed as postponed:
            postponed.__traceback__ = None
            self._asking = True
            self._come = self._come[size:]
            self._door.behind.ask(postponed, lambda body: self._told(said, body))
            return
        except Exception:
            self._break()
            raise
        self._come = self._come[size:]
        self._begin(said, body)

    def _told(self, said: list[Any], body: Iterable[bytes] | None) -> None:
        self._asking = False
        if body is None:
            self._break()
        else:
            self._begin(said, body)
            self._go_on()

    def _begin(self, said: list[Any], body: Iterable[bytes]) -> None:
        head = plain.head(said[0], said[1], kept=self._kept)
        if isinstance(body, list):
            self._rest, self._out = b"".join([head, *body]), iter(())
        else:
            self._rest, self._out = head, _closing(body)
        self._send(go_on=False)

    def _send(self, *, go_on: bool = True) -> None:
        """Send what there is and can be sent; the rest follows when the client has read some."""
        try:
            while self._out is not None:
                while self._rest:
                    sent = self._link.send(self._rest)
                    self._seen = self._door.loop.now
                    self._rest = memoryview(self._rest)[sent:] if sent < len(self._rest) else b""
                piece = next(self._out, None)
                if piece is None:
                    self._out = None
                else:
                    self._rest = piece
        except BlockingIOError:
            return
        except Exception:  # noqa: BLE001 - a body that fails ends before its length, and the client sees that
            self._close()
            return
        if not self._kept:
            self._close()
        elif go_on:
            self._go_on()

    def _go_on(self) -> None:
        """Take the next request, which may have come meanwhile."""
        if self._out is None and not self._asking and self._link.fileno() >= 0:
            self._serve()
            if self._waiting and not self._asking and not self._out:
                self._read()

    def _break(self) -> None:
        with suppress(OSError):
            self._link.send(_BROKEN)
        self._close()

    def _close(self) -> None:
        """End the connection, so that what was sent arrives though the client says more."""
        self._door.forget(self)
        if self._link.fileno() < 0:
            return
        if self._out is not None and hasattr(self._out, "close"):
            self._out.close()
        self._out = None
        self._door.loop.leave(self._link.fileno())
        self._link.close()


def _closing(body: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a body, and let it go at their end or before."""
    try:
        yield from body
    finally:
        if close := getattr(body, "close", None):
            close()
