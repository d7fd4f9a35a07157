"""Frames between the server and its workers: operations, answers and refusals travel as data, never as code."""

import json
import socket
import struct
import time
from dataclasses import asdict, dataclass
from typing import Any

from foedus.operations import Answer, Operation, Refusal

#: Each frame says how long its JSON and its body are, in bytes.
_HEAD = struct.Struct("!II")
#: Bytes of JSON in a reply; a refusal quotes a line of the query at most twice.
_LONGEST_WORDS = 16_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker said, and whether it should be replaced by a fresh one."""

    said: Answer | Refusal
    worn: bool = False


def is_ready(link: socket.socket, seconds: float) -> bool:
    """Wait for the first byte of a reply, or for the end of the other side."""
    link.settimeout(max(seconds, 0.001))
    try:
        link.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    return True


def send_operation(link: socket.socket, operation: Operation, until: float) -> None:
    """Hand an operation to a worker before a moment of the monotonic clock."""
    link.settimeout(max(until - time.monotonic(), 0.001))
    _send(link, asdict(operation))


def receive_operation(link: socket.socket) -> Operation:
    """Wait for an operation; raises EOFError when the server has gone."""
    words, _ = _receive(link, None, 0)
    for name in ("default_graphs", "named_graphs"):
        words[name] = tuple(words[name])
    return Operation(**words)


def send_reply(link: socket.socket, reply: Reply) -> None:
    """Say a reply whole."""
    if isinstance(reply.said, Refusal):
        _send(link, {"worn": reply.worn, "refusal": _members(reply.said)})
    else:
        _send(link, {"worn": reply.worn, "media_type": reply.said.media_type}, reply.said.body)


def receive_reply(link: socket.socket, until: float, most: int) -> Reply:
    """Take a whole reply before a moment of the monotonic clock, of at most so many bytes.

    Raises TimeoutError when the moment passes and EOFError when the worker dies or breaks the form.
    """
    words, body = _receive(link, until, most)
    try:
        if "refusal" in words:
            return Reply(Refusal(**words["refusal"]), bool(words["worn"]))
        return Reply(Answer(str(words["media_type"]), body), bool(words["worn"]))
    except (KeyError, TypeError):
        raise EOFError from None


def _members(refusal: Refusal) -> dict[str, Any]:
    return {name: value for name, value in vars(refusal).items() if not name.startswith("_")}


def _send(link: socket.socket, words: dict[str, Any], body: bytes = b"") -> None:
    text = json.dumps(words).encode()
    link.sendall(_HEAD.pack(len(text), len(body)) + text)
    if body:
        link.sendall(body)


def _receive(link: socket.socket, until: float | None, most: int) -> tuple[dict[str, Any], bytes]:
    length, size = _HEAD.unpack(_exactly(link, _HEAD.size, until))
    if length > _LONGEST_WORDS or size > most:
        raise EOFError
    text = _exactly(link, length, until)
    body = bytes(_exactly(link, size, until))
    try:
        return dict(json.loads(text)), body
    except (TypeError, ValueError):
        raise EOFError from None


def _exactly(link: socket.socket, size: int, until: float | None) -> bytearray:
    body = bytearray(size)
    rest = memoryview(body)
    while rest:
        if until is not None:
            link.settimeout(max(until - time.monotonic(), 0.001))
        try:
            got = link.recv_into(rest)
        except ConnectionError:
            raise EOFError from None
        if not got:
            raise EOFError
        rest = rest[got:]
    return body
