"""The log: a line a request on standard error, written by a thread of its own so that nobody waits for the reader.

Only module that decides what a line shows: never a query's text or a client's address unless they are asked for.
"""

import hashlib
import json
import logging
import os
import queue
import threading
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Style = Literal["text", "json", "off"]
Line = Mapping[str, object]
#: Lines that may wait for whoever reads them; more are counted and dropped.
MOST = 10_000
#: Seconds that the last lines are given when the process ends.
_PATIENCE = 1.0
#: What who sits at a terminal sees anyhow.
_SEEN = ("started", "stopped")


@dataclass(slots=True)  # not frozen: that would cost each request two microseconds
class Seen:
    """A request that has been answered. ``when`` is in seconds since 1970."""

    when: float
    name: str
    method: str
    path: str
    route: str
    status: int
    size: int
    seconds: float
    query: str | None = None
    outcome: str | None = None
    cache: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """What is told of requests, and to whom: the style of the log, and what it shows beside the usual.

    ``hops`` are the proxies in front whose headers are believed.
    """

    log: Style = "off"
    queries: bool = False
    clients: bool = False
    metrics: bool = True
    hops: int = 0


class Journal:
    """Writes events and requests to an open file; where nobody reads them they are dropped and counted."""

    def __init__(self, style: Style, file: int = 2, *, queries: bool = False, clients: bool = False) -> None:
        self._write: Callable[[Line], str] = _as_json if style == "json" else _as_text
        self._on = style != "off"
        self._file = file
        self._queries, self._clients = queries, clients
        self._lines: queue.SimpleQueue[Line | Seen | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._dropped = 0

    def begin(self) -> None:
        """Write from a thread of its own from now on; for the process that serves, which no other is forked from."""
        if self._on:
            self._thread = threading.Thread(target=self._go_on, name="journal", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Write what waits, but no longer than a moment."""
        if self._thread:
            self._lines.put(None)
            self._thread.join(_PATIENCE)
            self._thread = None

    def request(self, seen: Seen) -> None:
        """Tell of a request."""
        if self._on:
            self._put(seen)

    def tell(self, event: str, **members: object) -> None:
        """Tell of something that happened to the server."""
        if self._on:
            self._put({"time": _moment(datetime.now(UTC).timestamp()), "event": event, **members})

    def _put(self, line: Line | Seen) -> None:
        if self._thread is None:
            self._say(line)
        elif self._lines.qsize() >= MOST:
            self._dropped += 1
        else:
            self._lines.put(line)

    def _go_on(self) -> None:
        while (line := self._lines.get()) is not None:
            self._say(line)
            if self._dropped and not self._lines.qsize():
                dropped, self._dropped = self._dropped, 0
                self.tell("dropped", lines=dropped)

    def _say(self, line: Line | Seen) -> None:
        rest = self._write(self._members(line) if isinstance(line, Seen) else line).encode()
        with suppress(OSError):
            while rest:
                rest = rest[os.write(self._file, rest) :]

    def _members(self, seen: Seen) -> Line:
        members = {
            "time": _moment(seen.when),
            "event": "request",
            "id": seen.name,
            "method": seen.method,
            "path": seen.path,
            "route": seen.route,
            "status": seen.status,
            "bytes": seen.size,
            "ms": round(seen.seconds * 1000, 3),
            "query": hashed(seen.query) if seen.query else None,
            "outcome": seen.outcome,
            "cache": seen.cache,
            "client": seen.client if self._clients else None,
            "text": seen.query if self._queries else None,
        }
        return {name: value for name, value in members.items() if value is not None}


class Faults(logging.Handler):
    """Brings what is logged by others, faults of ours above all, into the journal: where it broke, never the values."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a fault by its kind and the lines of code that led to it."""
        error = record.exc_info[1] if record.exc_info else None
        frames = traceback.extract_tb(error.__traceback__) if error else []
        trace = [f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]  # noqa: PTH119
        self._journal.tell("fault", what=record.getMessage(), trace=trace)


def hashed(query: str) -> str:
    """Give the name by which a query's text is known in logs: so equal texts are told to be equal, and no more."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _as_json(line: Line) -> str:
    return json.dumps(line) + "\n"


def _as_text(line: Line) -> str:
    """Write a line for people; what could command a terminal is escaped."""
    if line["event"] in _SEEN:
        return ""
    clock = str(line["time"])[11:19]
    if line["event"] != "request":
        return f"{clock} {line['event']}: {json.dumps({k: v for k, v in line.items() if k not in ('time', 'event')})}\n"
    path = json.dumps(line["path"])[1:-1]
    told = "  ".join(str(line[name]) for name in ("outcome", "cache", "query", "client") if name in line)
    text = f"  {json.dumps(line['text'])}" if "text" in line else ""
    return f"{clock} {line['status']} {line['method']} {path}  {line['bytes']:,} bytes  {line['ms']} ms  {told}{text}\n"
