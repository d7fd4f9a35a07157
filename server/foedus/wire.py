"""Frames between the server and its workers: operations, answers and refusals travel as data, never as code."""

import json
import socket
import struct
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from tempfile import TemporaryFile
from typing import IO, Any

from foedus.operations import DIGEST, Answer, Operation, Refusal

#: Each frame says how long its JSON and its body are, in bytes. A reply is any number of frames without JSON, which
#: are pieces of the answer, and a last one with it.
_HEAD = struct.Struct("!II")
#: Bytes of JSON in a reply; a refusal quotes a line of the query at most twice.
_LONGEST_WORDS = 16_000_000
#: Bytes of an answer that a worker sends at once.
PIECE = 65_536
#: Bytes of an answer that the server keeps in memory; more go to a file.
_KEPT = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker said, and whether it should be replaced by a fresh one."""

    said: Answer | Refusal
    worn: bool = False


class Sheet:
    """Where a worker writes its answer; what is small goes out in one frame with the words that end it."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._kept = bytearray()

    def write(self, piece: bytes, /) -> None:
        """Take a piece, and send what has come together."""
        self._kept += piece
        if len(self._kept) >= PIECE:
            _send(self._link, b"", self._kept)
            self._kept.clear()

    def end(self, refusal: Refusal | None = None, *, worn: bool = False) -> None:
        """Say that the answer is whole, or why there is none."""
        words = {"worn": worn, "refusal": _members(refusal)} if refusal else {"worn": worn}
        _send(self._link, json.dumps(words).encode(), b"" if refusal else self._kept)
        self._kept.clear()


class _Spool:
    """An answer that comes in pieces: one that is too large for memory goes to a file without a name."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._file: IO[bytes] | None = None
        self._hash = blake2b(digest_size=DIGEST)

    def keep(self, piece: bytearray) -> None:
        """Add a piece, or raise Refusal where the disk is full."""
        self._hash.update(piece)
        self._kept += piece
        if len(self._kept) <= _KEPT:
            return
        try:
            self._file = self._file or TemporaryFile()  # noqa: SIM115 - the answer ends it
            self._file.write(self._kept)
            self._file.flush()
        except OSError:
            raise answer_cannot_be_kept() from None
        self._kept.clear()

    def answer(self, media_type: str) -> Answer:
        """Give what was kept."""
        return Answer(media_type, bytes(self._kept), file=self._file, digest=self._hash.digest())


class Incoming:
    """A reply on its way, of at most so many bytes. It may be waited for again: what has come is kept."""

    def __init__(self, link: socket.socket, media_type: str, most: int) -> None:
        self._link = link
        self._media_type = media_type
        self._most = most
        self._until = 0.0
        self._steps = self._taken()

    def wait(self, until: float) -> Reply | None:
        """Give the whole reply, or None at a moment of the monotonic clock.

        Raises EOFError when the worker dies or breaks the form, and Refusal where the server cannot keep the answer.
        """
        self._until = until
        try:
            reply = next(self._steps)
        except StopIteration:
            raise EOFError from None
        if reply:
            self._steps.close()  # else the answer would live until the next search for circles
        return reply

    def _taken(self) -> Generator[Reply | None, None, None]:
        spool: _Spool | None = None
        size = length = 0
        body = bytearray()
        while not length:
            length, more = _HEAD.unpack((yield from self._exactly(_HEAD.size)))
            size += more
            if length > _LONGEST_WORDS or size > self._most:
                raise EOFError
            words = yield from self._exactly(length)
            body = yield from self._exactly(more)
            if spool or not length:
                spool = spool or _Spool()
                spool.keep(body)
        yield _reply(words, spool.answer(self._media_type) if spool else Answer(self._media_type, bytes(body)))

    def _exactly(self, size: int) -> Generator[None, None, bytearray]:
        """Take so many bytes, pausing whenever the moment has passed."""
        body = bytearray(size)
        rest = memoryview(body)
        while rest:
            left = self._until - time.monotonic()
            if left <= 0:
                yield
                continue
            self._link.settimeout(left)
            with suppress(TimeoutError):
                rest = rest[_received(self._link, rest) :]
        return body


def send_operation(link: socket.socket, operation: Operation, until: float) -> None:
    """Hand an operation to a worker before a moment of the monotonic clock."""
    link.settimeout(max(until - time.monotonic(), 0.001))
    _send(link, json.dumps(asdict(operation)).encode())


def receive_operation(link: socket.socket) -> Operation:
    """Wait for an operation; raises EOFError when the server has gone."""
    words = heard(link)
    for name in ("default_graphs", "named_graphs"):
        words[name] = tuple(words[name])
    return Operation(**words)


def tell(link: socket.socket, words: Mapping[str, object]) -> None:
    """Say words that are no operation and no reply."""
    _send(link, json.dumps(words).encode())


def heard(link: socket.socket) -> dict[str, Any]:
    """Wait for such words; raises EOFError when the other side has gone."""
    length, _ = _HEAD.unpack(_whole(link, _HEAD.size))
    return dict(json.loads(_whole(link, length)))


def _reply(text: bytearray, answer: Answer) -> Reply:
    try:
        words = json.loads(text)
        worn = bool(words["worn"])
        return Reply(Refusal(**words["refusal"]) if "refusal" in words else answer, worn)
    except (KeyError, TypeError, ValueError):
        raise EOFError from None


def _members(refusal: Refusal) -> dict[str, Any]:
    return {name: value for name, value in vars(refusal).items() if not name.startswith("_")}


def _send(link: socket.socket, text: bytes, body: bytes | bytearray = b"") -> None:
    link.sendall(b"".join((_HEAD.pack(len(text), len(body)), text, body)))


def _whole(link: socket.socket, size: int) -> bytearray:
    body = bytearray(size)
    rest = memoryview(body)
    while rest:
        rest = rest[_received(link, rest) :]
    return body


def _received(link: socket.socket, into: memoryview) -> int:
    try:
        got = link.recv_into(into)
    except ConnectionError:
        raise EOFError from None
    if not got:
        raise EOFError
    return got


def answer_cannot_be_kept() -> Refusal:
    """Refuse an answer for which the server's disk has no room; it is sent only when it is whole."""
    title = "The server has no room to keep an answer of this size until it is whole."
    return Refusal(507, "answer-cannot-be-kept", title, hint="Ask for less, or ask again later.")
