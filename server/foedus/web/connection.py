"""One client at the door: its request is read, answered, and only then the next; the door may lend it."""

import socket
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from foedus.lending import Word
from foedus.operations import Stop
from foedus.web import plain
from foedus.web.headers import STOP, Environ, Pairs
from foedus.web.parties import Around
from foedus.web.postponed import HURRIED, Elsewhere, Postponed
from foedus.zygote import Worker

#: Bytes that are taken of a request at once.
_PIECE = 65_536
#: Seconds in which a plain request has come whole; for which a connection may lie idle, or an answer not be read.
_PATIENCE, IDLE, _UNREAD = 1.0, 60.0, 300.0
#: Questions for the workers after which a connection is lent, at first and where one took long; what is not long.
_SOON, _LATE, _PROMPT = 2, 64, 0.02
_BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_DESK = memoryview(bytearray(_PIECE))


class Connection:
    """One client, and what has come from it and goes to it."""

    __slots__ = (
        "_asked", "_asking", "_begun", "_come", "_door", "_due", "_kept", "_lent", "_out", "_rest", "_seen", "_stop",
        "_waiting", "link", "peer",
    )  # fmt: skip

    def __init__(self, door: Around, link: socket.socket, peer: str) -> None:
        self._door, self.link, self.peer = door, link, peer
        self._come = b""
        self._out: Iterator[bytes] | None = None
        self._rest: bytes | memoryview = b""
        self._asking = self._waiting = self._lent = False
        self._begun: Worker | None = None
        self._due, self._asked = _SOON, 0.0
        self._kept = True
        self._seen = door.loop.now
        self._stop = Stop()

    def begin(self) -> None:
        """Take what comes, some of which may be there."""
        self._door.loop.watch(self.link.fileno(), self._changed)
        self._read()

    def judge(self, now: float) -> None:
        """End it where nothing has happened for too long."""
        if self._asking:
            self._look()
        elif not self._lent and now - self._seen > (_UNREAD if self._out else IDLE):
            self._close()

    def retire(self) -> None:
        """End it when its request is answered: now where there is none."""
        self._kept = False
        if not self._asking and not self._out and not self._lent:
            self._close()

    def returned(self, word: Word, text: bytes) -> None:
        """Have it back from those to whom it was lent."""
        self._come_back()
        if word == "gone":
            self._close()
        elif word == "rest":
            self._rest, self._out = text, iter(())
            self._send()
        elif text:
            self._due = _LATE
            self._come = text
            self._serve()
        elif not self._kept:
            self._close()
        else:
            self._read()

    def overdue(self, come: bytes, worker: Worker) -> None:
        """Have it back with a request that a worker has begun to answer."""
        self._come_back()
        self._due = _LATE
        self._come, self._begun = come, worker
        self._serve()
        self._let_go()

    def _let_go(self) -> None:
        """End a worker that began what needs no answer of its."""
        if self._begun:
            self._door.behind.dismiss(self._begun)
            self._begun = None

    def _come_back(self) -> None:
        self._lent = False
        self._seen = self._door.loop.now
        self._door.loop.watch(self.link.fileno(), self._changed)

    def _lend(self) -> None:
        """Let others answer from now on where questions keep coming."""
        idle = not (self._come or self._out or self._asking or self._waiting or self._lent)
        if idle and self._kept and self._due <= 0 and self.link.fileno() >= 0 and self._door.behind.lend(self):
            self._lent = True
            self._door.loop.forget(self.link.fileno())

    def _changed(self) -> None:
        if self._out:
            self._waiting = True
            self._send()
        elif self._asking:
            self._waiting = True
            self._look()
        else:
            self._read()

    def _look(self) -> None:
        """See whether the client has left the question that is asked for it."""
        try:
            left = not self.link.recv(1, socket.MSG_PEEK)
        except OSError as error:
            left = not isinstance(error, BlockingIOError)
        if left:
            self._stop.say()

    def _read(self) -> None:
        self._waiting = False
        try:
            size = self.link.recv_into(_DESK)
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
            known = self._door.behind.echo(self._come, self.peer)
            if known and not self._begun:
                self._come, self._rest, self._out = b"", known, iter(())
                self._send(go_on=False)
                return
            found = plain.read(self._come, self.peer, self._door.server)
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
        if self._come and not self._asking and not self._out and self.link.fileno() >= 0:
            self._relay()

    def _relay(self) -> None:
        self._door.forget(self)
        self._lent, self._waiting = True, False
        self._door.relay(self.link, self._come, self.peer)
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
            self._asked = self._door.loop.now
            begun, self._begun = self._begun, None
            self._door.behind.ask(postponed, lambda body: self._told(said, body), begun)
            return
        except Exception:
            self._break()
            raise
        if isinstance(body, list) and size == len(self._come) and self._kept:
            self._door.behind.remember(self._come, environ, said[0], said[1], b"".join(body))
        self._come = self._come[size:]
        self._begin(said, body)

    def _told(self, said: list[Any], body: Iterable[bytes] | None) -> None:
        self._asking = False
        self._due = self._due - 1 if self._door.loop.now - self._asked < _PROMPT else max(self._due, _LATE)
        if body is None:
            self._break()
        else:
            self._begin(said, body)
            self._go_on()
            self._lend()

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
                    sent = self.link.send(self._rest)
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
        if self._out is None and not self._asking and self.link.fileno() >= 0:
            self._serve()
            if self._waiting and not self._asking and not self._out:
                self._read()

    def _break(self) -> None:
        with suppress(OSError):
            self.link.send(_BROKEN)
        self._close()

    def _close(self) -> None:
        """End the connection, so that what was sent arrives though the client says more."""
        self._door.forget(self)
        if self.link.fileno() < 0:
            return
        if self._out is not None and hasattr(self._out, "close"):
            self._out.close()
        self._out = None
        self._door.loop.leave(self.link.fileno())
        with suppress(OSError):
            self.link.shutdown(socket.SHUT_RDWR)  # a worker that computes may have it still
        self.link.close()


def _closing(body: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a body, and let it go at their end or before."""
    try:
        yield from body
    finally:
        if close := getattr(body, "close", None):
            close()
