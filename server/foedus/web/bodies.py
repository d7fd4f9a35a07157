"""Reads bodies: whole or not at all, none too large, and not too many at once."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Protocol

from foedus import negotiation
from foedus.operations import Refusal
from foedus.web import problems
from foedus.web.headers import ALWAYS, NEVER, Environ

#: Bytes of a body; a query of a person has some hundreds.
LARGEST = 2_000_000
#: A body that is too large by no more than this factor is read to its end, so that its sender hears the refusal.
_DRAINED = 3
#: Bodies that may be on their way at once; each holds a thread of the server.
MOST = 256
#: Those of them that may be of one client's address, so that nobody takes the places of all.
SHARE = MOST // 4
#: Seconds in which a body comes, and the bytes for each of which it has a second more.
PATIENCE, PACE = 10.0, 100_000
#: Where a request has what knows its sender.
SENDER = "foedus.sender"
_PIECE = 65_536


class Stream(Protocol):
    """What a server gives to read a body from."""

    def read(self, size: int, /) -> bytes:
        """Wait for so many bytes, or for the end."""
        ...


class Sender(Protocol):
    """The client from whom a body comes: when it is late, and whether it was."""

    until: float | None
    late: bool


class Desk:
    """Reads the bodies of one process, up to a number at once, of which one address has a share."""

    def __init__(self, most: int = MOST, share: int = SHARE) -> None:
        self._most, self._share = most, share
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    def read(self, environ: Environ) -> bytes:
        """Read the body whole, and leave it in its place for the pages; raises Refusal."""
        stream, said = environ["wsgi.input"], environ.get("CONTENT_LENGTH")
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise body_lacks_its_length()
        length = int(said or 0)
        if length > LARGEST * _DRAINED:
            raise body_is_too_large()
        sender: Sender | None = environ.get(SENDER)
        body = stream.read(length) if isinstance(stream, BytesIO) else self._read(stream, length, environ)
        if length > LARGEST:
            raise body_is_too_large()
        if len(body) < length:
            raise body_did_not_come() if sender and sender.late else body_is_cut()
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(length)
        return body

    def _read(self, stream: Stream, length: int, environ: Environ) -> bytes:
        if not length:
            return b""
        sender: Sender | None = environ.get(SENDER)
        with self._place(environ.get("REMOTE_ADDR", "")):
            try:
                if sender:
                    sender.until = time.monotonic() + PATIENCE + length / PACE
                return _taken(stream, length)
            finally:
                if sender:
                    sender.until = None

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        """Hold a place for a body of an address, as proxies in front tell it where they are believed."""
        with self._lock:
            if self._held[address] >= self._share:
                raise bodies_of_one_address_are_too_many()
            if self._held.total() >= self._most:
                raise bodies_are_too_many()
            self._held[address] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[address] -= 1
                if not self._held[address]:
                    del self._held[address]


def _taken(stream: Stream, length: int) -> bytes:
    """Read so many bytes; what is too much is read and let go."""
    if length <= LARGEST:
        return stream.read(length)
    while length > 0 and (piece := stream.read(min(length, _PIECE))):
        length -= len(piece)
    return b""


def body_is_too_large() -> Refusal:
    """Refuse a body larger than any query of a person."""
    title = "The body is larger than this service takes."
    return Refusal(413, "body-is-too-large", title, hint="Send a shorter query.")


def body_lacks_its_length() -> Refusal:
    """Refuse a body of unsaid length: where it ends early nobody could tell."""
    hint = "Send Content-Length, not Transfer-Encoding."
    return Refusal(411, "body-lacks-its-length", "The request does not say how long its body is.", hint=hint)


def body_is_cut() -> Refusal:
    """Refuse a body of which the end is missing: half a query asks another question."""
    title = "The body is shorter than the request said."
    return Refusal(400, "body-is-cut", title, hint="Send the request again.")


def body_did_not_come() -> Refusal:
    """Refuse to wait any longer for a body that does not come."""
    title = "The body did not come in time."
    return Refusal(408, "body-did-not-come", title, hint="Send the request again, or ask by GET.")


def _late() -> bytes:
    """Write what a client hears whose body is late, as it goes over the wire."""
    body = problems.written(body_did_not_come(), negotiation.PROBLEM)
    labels = [("Content-Type", negotiation.PROBLEM), ("Content-Length", str(len(body))), ("Connection", "close")]
    pairs = [*labels, ("Cache-Control", NEVER), *ALWAYS]
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return f"HTTP/1.1 408 Request Timeout\r\n{lines}\r\n".encode("latin-1") + body


#: What the sender of a late body is told.
LATE = _late()


def bodies_are_too_many() -> Refusal:
    """Refuse what would wait behind many bodies that have not come."""
    return _bodies_are_too_many("The server waits for too many bodies that have not come.")


def bodies_of_one_address_are_too_many() -> Refusal:
    """Refuse an address of which as many bodies as it may have on their way have not come."""
    return _bodies_are_too_many("The server waits for too many bodies from your address that have not come.")


def _bodies_are_too_many(title: str) -> Refusal:
    hint = "Ask again in a moment, or ask by GET."
    return Refusal(503, "bodies-are-too-many", title, hint=hint, headers={"Retry-After": "10"})
