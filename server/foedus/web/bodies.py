"""Reads bodies: whole or not at all, none too large, and not too many at once."""

import threading
from io import BytesIO
from typing import Protocol

from foedus.operations import Refusal
from foedus.web.headers import Environ

#: Bytes of a body; a query of a person has some hundreds.
LARGEST = 2_000_000
#: A body that is too large by no more than this factor is read to its end, so that its sender hears the refusal.
_DRAINED = 3
#: Bodies that may be on their way at once; each holds a thread of the server, which knows no deadline for them: that
#: is for the proxy in front (``client_body_timeout`` in ``server/deploy/nginx.conf``).
MOST = 256
_PIECE = 65_536


class Stream(Protocol):
    """What a server gives to read a body from."""

    def read(self, size: int, /) -> bytes:
        """Wait for so many bytes, or for the end."""
        ...


class Desk:
    """Reads the bodies of one process, up to a number at once."""

    def __init__(self, most: int = MOST) -> None:
        self._places = threading.Semaphore(most)

    def read(self, environ: Environ) -> bytes:
        """Read the body whole, and leave it in its place for the pages; raises Refusal."""
        stream, said = environ["wsgi.input"], environ.get("CONTENT_LENGTH")
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(), "0"
        if "HTTP_TRANSFER_ENCODING" in environ:
            raise body_lacks_its_length()
        length = int(said or 0)
        if length > LARGEST * _DRAINED:
            raise body_is_too_large()
        body = self._read(stream, length) if length else b""
        if length > LARGEST:
            raise body_is_too_large()
        if len(body) < length:
            raise body_is_cut()
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = BytesIO(body), str(length)
        return body

    def _read(self, stream: Stream, length: int) -> bytes:
        if not self._places.acquire(blocking=False):
            raise bodies_are_too_many()
        try:
            return _taken(stream, length)
        finally:
            self._places.release()


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


def bodies_are_too_many() -> Refusal:
    """Refuse what would wait behind many bodies that have not come."""
    title = "The server waits for too many bodies that have not come."
    hint = "Ask again in a moment, or ask by GET."
    return Refusal(503, "bodies-are-too-many", title, hint=hint, headers={"Retry-After": "10"})
