"""Frames between the server and its workers: operations, answers and refusals travel as data, never as code."""

import json
import socket
import struct
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import inf
from tempfile import TemporaryFile
from typing import IO, Any

from foedus.operations import DIGEST, Answer, Form, Operation, Refusal

#: Each frame says how long its JSON and its body are, in bytes. A reply is any number of frames without JSON, which
#: are pieces of the answer, and a last one with it.
_HEAD = struct.Struct("!II")
#: An operation says how long the JSON beside its query is, how long the query, and how many seconds it may take.
_ORDER = struct.Struct("!IId")
#: What a worker says at the end of an answer, but for the last time.
_WELL = b'{"worn": false}'
#: Bytes of JSON in a reply; a refusal quotes a line of the query at most twice.
_LONGEST_WORDS = 16_000_000
#: Seconds that the system waits on a link for an answer, and those too few to be left to it.
PATIENCE, _NEAR = 0.05, 0.04
_TIME = struct.Struct("ll")
#: Bytes of an answer that a worker sends at once.
PIECE = 65_536
#: Bytes of an answer that the server keeps in memory; more go to a file.
_KEPT = 1_000_000
#: What is said beside queries, of which so many kinds are kept as they travel.
_REMEMBERED = 256


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
        text = json.dumps(words).encode() if refusal or worn else _WELL
        _send(self._link, text, b"" if refusal else self._kept)
        self._kept.clear()


class _Spool:
    """An answer that comes in pieces: one that is too large for memory goes to a file without a name."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._file: IO[bytes] | None = None
        self._hash = blake2b(digest_size=DIGEST)

    def keep(self, piece: bytes) -> None:
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
        if link.gettimeout() is not None:
            link.settimeout(None)
        self._come = bytearray()
        self._begun = False
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

    def come(self) -> Reply | None:
        """Take what has come, and give the whole reply if that completes it; raises as ``wait`` does."""
        if not self._begun:
            self._begun = True
            try:
                come = _at_once(self._link)
            except BlockingIOError:
                return None
            if _is_well(come) and len(come) - _WELL_HEAD <= self._most:
                return Reply(Answer(self._media_type, come[_WELL_HEAD:]))
            self._come += come
        return self.wait(-inf)

    def _taken(self) -> Generator[Reply | None, None, None]:
        spool: _Spool | None = None
        size = length = 0
        body = b""
        while not length:
            yield from self._more(_HEAD.size)
            length, more = _HEAD.unpack_from(self._come)
            size += more
            if length > _LONGEST_WORDS or size > self._most:
                raise EOFError
            end = _HEAD.size + length
            yield from self._more(end + more)
            words, body = bytes(self._come[_HEAD.size : end]), bytes(self._come[end : end + more])
            del self._come[: end + more]
            if spool or not length:
                spool = spool or _Spool()
                spool.keep(body)
        yield _reply(words, spool.answer(self._media_type) if spool else Answer(self._media_type, body))

    def _more(self, size: int) -> Generator[None, None, None]:
        """Take until so many bytes have come, pausing whenever the moment has passed."""
        while len(self._come) < size:
            if self._until == -inf:
                try:
                    self._come += _at_once(self._link)
                except BlockingIOError:
                    yield
                continue
            left = self._until - time.monotonic()
            if left <= 0:
                yield
                continue
            if self._link.gettimeout() is not None or not _NEAR < left <= PATIENCE:
                self._link.settimeout(left)
            with suppress(TimeoutError, BlockingIOError):
                self._come += _received(self._link, min(max(size - len(self._come), PIECE), _KEPT))


def prepare(link: socket.socket) -> socket.socket:
    """Let the system wait for the first answer on a link that is to be waited on: one call rather than three."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIME.pack(int(PATIENCE), int(PATIENCE % 1 * 1_000_000)))
    return link


def send_operation(link: socket.socket, operation: Operation, seconds: float, until: float) -> None:
    """Hand an operation to a worker that may take so many seconds, before a moment of the monotonic clock."""
    given = operation.default_graphs, operation.named_graphs, *operation.bindings.items()
    words = _beside(operation.form, operation.media_type, operation.lines, *given)
    query = operation.query.encode("utf-8", "surrogatepass")
    if link.gettimeout() is not None or len(query) > PIECE:
        link.settimeout(max(until - time.monotonic(), 0.001))
    link.sendall(b"".join((_ORDER.pack(len(words), len(query), seconds), words, query)))


def receive_operation(link: socket.socket) -> Operation:
    """Wait for an operation; raises EOFError when the server has gone."""
    come = _at_once(link, 0)
    while len(come) < _ORDER.size or len(come) < _ORDER.size + sum(_ORDER.unpack_from(come)[:2]):
        come += _received(link, PIECE)
    length, _, seconds = _ORDER.unpack_from(come)
    end = _ORDER.size + length
    form, media_type, lines, default_graphs, named_graphs, bindings = _read_beside(come[_ORDER.size : end])
    query = come[end:].decode("utf-8", "surrogatepass")
    return Operation(query, form, media_type, default_graphs, named_graphs, dict(bindings), seconds, lines)


@lru_cache(_REMEMBERED)
def _beside(
    form: Form,
    media_type: str,
    lines: int | None,
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    *bindings: tuple[str, str],
) -> bytes:
    """Write what an operation says beside its query: nearly always the same few things."""
    return json.dumps([form, media_type, lines, default_graphs, named_graphs, bindings]).encode()


@lru_cache(_REMEMBERED)
def _read_beside(words: bytes) -> tuple[Form, str, int | None, tuple[str, ...], tuple[str, ...], list[tuple[str, str]]]:
    form, media_type, lines, default_graphs, named_graphs, bindings = json.loads(words)
    return form, media_type, lines, tuple(default_graphs), tuple(named_graphs), bindings


def tell(link: socket.socket, words: Mapping[str, object]) -> None:
    """Say words that are no operation and no reply."""
    _send(link, json.dumps(words).encode())


def heard(link: socket.socket) -> dict[str, Any]:
    """Wait for such words; raises EOFError when the other side has gone."""
    length, _ = _HEAD.unpack(_whole(link, _HEAD.size))
    return dict(json.loads(_whole(link, length)))


def _reply(text: bytes, answer: Answer) -> Reply:
    if text == _WELL:
        return Reply(answer)
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


def _whole(link: socket.socket, size: int) -> bytes:
    come = b""
    while len(come) < size:
        come += _received(link, size - len(come))
    return come


#: Where bytes come that are not waited for; only one thread takes such.
_DESK = memoryview(bytearray(PIECE + 4096))
_WELL_HEAD = _HEAD.size + len(_WELL)


def _is_well(come: bytes) -> bool:
    """Tell whether this is a whole answer in one frame, as nearly all are."""
    return come.startswith(_WELL, _HEAD.size) and (len(_WELL), len(come) - _WELL_HEAD) == _HEAD.unpack_from(come)


def _at_once(link: socket.socket, how: int = socket.MSG_DONTWAIT) -> bytes:
    """Take what has come with no room made for it anew, which costs more than to take it."""
    try:
        size = link.recv_into(_DESK, 0, how)
    except ConnectionError:
        raise EOFError from None
    if not size:
        raise EOFError
    return bytes(_DESK[:size])


def _received(link: socket.socket, most: int) -> bytes:
    """Take what has come, in one step where it is small; raises EOFError at the end."""
    try:
        come = link.recv(most)
    except ConnectionError:
        raise EOFError from None
    if not come:
        raise EOFError
    return come


def answer_cannot_be_kept() -> Refusal:
    """Refuse an answer for which the server's disk has no room; it is sent only when it is whole."""
    title = "The server has no room to keep an answer of this size until it is whole."
    return Refusal(507, "answer-cannot-be-kept", title, hint="Ask for less, or ask again later.")
