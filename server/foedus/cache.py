"""Keeps answers for those who ask the same again: the only room that knows how many bytes are held, and which."""

import re
import struct
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, Protocol, TypeVar

from foedus.board import KEY, Shelves
from foedus.operations import Answer, Operation

#: Bytes of answers, and of requests that are understood at once when they come again.
ANSWERS, REQUESTS = 64_000_000, 8_000_000
#: One thing may take this share of a shelf, so that it never throws out all others.
_SHARE = 10
#: What Python itself takes for a thing on a shelf, in bytes.
_OVERHEAD = 600
#: What gives another value each time. An escape could hide such a name, so it counts as one.
_NAMES = ("BNODE", "NOW", "RAND", "UUID", "\\U")
#: Characters beyond which a query that holds such a name anywhere counts as one, since it would be long to look.
_LOOKED_THROUGH = 100_000
#: Askers who may wait at once for what others ask already; each holds a thread of the server.
TOGETHER = 32
_CHANGING = re.compile(r"\\u|(?<![?$\w])(?:BNODE|NOW|RAND|STRUUID|UUID)\b", re.IGNORECASE)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """Holds what was used last, up to so many bytes; threads may use it at once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.hits = self.misses = self.bytes = 0
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Give the number of things held."""
        return len(self._held)

    def get(self, key: Key) -> Value | None:
        """Give what is held under a key."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                self.misses += 1
                return None
            self.hits += 1
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Hold a value of so many bytes, key included, unless it is more than its share."""
        size += _OVERHEAD
        if size * _SHARE > self.most:
            return
        with self._lock:
            replaced = self._held.pop(key, None)
            self._held[key] = value, size
            self.bytes += size - (replaced[1] if replaced else 0)
            while self.bytes > self.most:
                self.bytes -= self._held.popitem(last=False)[1][1]

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        return {"entries": len(self), "bytes": self.bytes, "hits": self.hits, "misses": self.misses}


@dataclass(frozen=True, slots=True)
class Held:
    """An answer, its strong entity tag, and whether the same question gives it again."""

    answer: Answer
    tag: str
    steady: bool


class Answers(Protocol):
    """Where answers are held."""

    def get(self, key: Hashable, /) -> Held | None:
        """Give what is held under a key."""
        ...

    def put(self, key: Hashable, value: Held, size: int, /) -> None:
        """Hold an answer of so many bytes, key included."""
        ...

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        ...


class Shared:
    """Holds steady answers for several processes at once, under what stands for their keys.

    Where ``again`` is given, it tells for which keys an answer is worth its room.
    """

    _head = struct.Struct("=HH")

    def __init__(self, shelves: Shelves, again: Callable[[bytes], bool] = lambda _: True) -> None:
        self._shelves = shelves
        self._again = again
        self._lock = threading.Lock()
        self._last: tuple[Hashable, bytes] = (None, b"")

    def get(self, key: Hashable) -> Held | None:
        """Give what is held under a key."""
        found = self._shelves.get(self._standing_for(key))
        if found is None:
            return None
        kind, tag = self._head.unpack_from(found)
        end = self._head.size + kind
        media_type, body = found[self._head.size : end].decode(), found[end + tag :]
        return Held(Answer(media_type, body), found[end : end + tag].decode(), steady=True)

    def put(self, key: Hashable, value: Held, _: int) -> None:
        """Hold an answer, unless it is more than its share."""
        standing = self._standing_for(key)
        if not self._again(standing):
            return
        kind, tag = value.answer.media_type.encode(), value.tag.encode()
        whole = b"".join((self._head.pack(len(kind), len(tag)), kind, tag, value.answer.body))
        with self._lock:
            self._shelves.put(standing, whole)

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        return self._shelves.numbers()

    def _standing_for(self, key: Hashable) -> bytes:
        """Give the bytes for a key; who looks for an answer in vain will put it there."""
        last = self._last
        if last[0] != key:
            text = repr(key).encode("utf-8", "backslashreplace")
            last = self._last = key, blake2b(text, digest_size=KEY).digest()
        return last[1]


class Cache:
    """Answers as the engine does, from what it answered before where the graph is the same."""

    def __init__(self, engine: Callable[[Operation], Answer], version: str, answers: Answers | None = None) -> None:
        self._engine = engine
        self._version = version
        self.answers: Answers = Shelf(ANSWERS) if answers is None else answers
        self._asking: dict[Hashable, threading.Lock] = {}
        self._places = threading.Semaphore(TOGETHER)

    def held(self, operation: Operation) -> Held:
        """Give the whole answer with its tag, or raise Refusal."""
        return self.find(operation) or self.ask(operation)

    def find(self, operation: Operation) -> Held | None:
        """Give the answer where it is held."""
        return self.answers.get(_key(self._version, operation))

    def ask(self, operation: Operation) -> Held:
        """Ask the engine, or wait for the answer where others are asking the same; the engine judges deadlines."""
        key, mine = _key(self._version, operation), threading.Lock()
        with mine:
            first = self._asking.setdefault(key, mine)
            if first is mine:
                try:
                    return self._asked(key, operation)
                finally:
                    del self._asking[key]
        return self._joined(key, first, operation) or self._asked(key, operation)

    def _joined(self, key: Hashable, first: threading.Lock, operation: Operation) -> Held | None:
        """Wait for what others ask, if few do, and give their answer; none where they have none that is steady."""
        if _changes(operation.query) or not self._places.acquire(blocking=False):
            return None
        try:
            if first.acquire(timeout=-1 if operation.seconds is None else max(operation.seconds, 0)):
                first.release()
            return self.answers.get(key)
        finally:
            self._places.release()

    def _asked(self, key: Hashable, operation: Operation) -> Held:
        return self.keep(key, operation, self._engine(operation))

    def key(self, operation: Operation) -> Hashable:
        """Name all that an answer depends on."""
        return _key(self._version, operation)

    def changes(self, operation: Operation) -> bool:
        """Tell whether the same question may have another answer each time."""
        return _changes(operation.query)

    def keep(self, key: Hashable, operation: Operation, answer: Answer) -> Held:
        """Hold what the engine answered, unless it changes or is too large for memory."""
        held = Held(answer, tag(answer), steady=not _changes(operation.query))
        if held.steady and not answer.file:
            self.answers.put(key, held, answer.size + 4 * len(operation.query))
        return held

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        return self.answers.numbers()


def _changes(query: str) -> bool:
    capitals = query.upper()
    if not any(name in capitals for name in _NAMES):
        return False
    return len(query) > _LOOKED_THROUGH or _CHANGING.search(query) is not None


def tag(answer: Answer) -> str:
    """Give the strong entity tag of an answer (https://www.rfc-editor.org/rfc/rfc9110#name-etag)."""
    whole = blake2b(answer.digest, digest_size=16, key=answer.media_type.encode())
    return f'"{whole.hexdigest()}"'


def _key(version: str, operation: Operation) -> Hashable:
    """Name all that an answer depends on; the deadline is not of it, since an answer is whole or none."""
    datasets = operation.default_graphs, operation.named_graphs
    return version, operation.query, operation.media_type, operation.lines, *datasets, *operation.bindings.items()
