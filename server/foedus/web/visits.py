"""The outermost layer: gives each request its name, and tells of each answer what it was, how long it took and why.

What lies below says through the request's environ what only it knows: ``foedus.query``, the text of a query,
``foedus.outcome``, the kind of a refusal, ``foedus.cache``, whether the answer was held. It finds the name of the
request in ``foedus.request_id``.
"""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from foedus.terms import PATHS
from foedus.web.journal import Seen
from foedus.web.meters import ENDPOINT
from foedus.web.postponed import Elsewhere, Postponed

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID = "X-Request-Id"
#: A year: who came once by https comes so again.
_ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000")
_SANE = re.compile(r"[A-Za-z0-9._~-]{1,64}")
#: Characters of a path that are told.
_LONGEST = 300
_METHODS = {"GET", "HEAD", "OPTIONS", "POST", "QUERY", "PUT", "DELETE", "PATCH"}
#: Kinds of addresses by their first part; those that nobody answers are one kind more, so that counts stay few.
ROUTES = {
    **dict.fromkeys((path.strip("/") for path in PATHS.values()), "thing"),
    **dict.fromkeys(("concept", "ontology"), "vocabulary"),
    **dict.fromkeys((".well-known", "void"), "description"),
    "graphs": "graph",
    "healthz": "health",
    "metrics": "metrics",
    "queries": "question",
    "readyz": "health",
    "sparql": ENDPOINT,
    "v": ENDPOINT,
    "static": "static",
}
OTHER = "other"


def first(path: str) -> str:
    """Give the first part of an address without its suffix."""
    part = path.split("/", 2)[1] if path[:1] == "/" else path
    return part if part[:1] == "." else part.partition(".")[0]


class Counting(Protocol):
    """What counts requests."""

    def count(self, seen: Seen) -> None:
        """Count a request, and its query where it had one."""
        ...


class Telling(Protocol):
    """What tells of requests."""

    def request(self, seen: Seen) -> None:
        """Tell of a request."""
        ...


@dataclass(frozen=True, slots=True)
class Observed:
    """An application that is watched.

    ``trusting``: the name that a proxy gave to a request is kept; ``secure``: the public comes by https.
    """

    application: "WSGIApplication"
    meters: Counting
    journal: Telling
    kinds: Mapping[str, str] = field(default_factory=dict)
    trusting: bool = False
    secure: bool = False

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does, with the request's name in a header."""
        visit = Visit(self, environ, start, self._name(environ))
        try:
            body = self.application(environ, visit.begin)
        except Elsewhere:
            raise
        except Postponed as postponed:
            tell = postponed.tell
            postponed.tell = lambda told: visit.seen(tell(told))
            raise
        except BaseException:
            visit.end(0, "something-broke")
            raise
        return visit.seen(body)

    def _name(self, environ: "WSGIEnvironment") -> str:
        given = environ.get("HTTP_X_REQUEST_ID") if self.trusting else None
        return given if given and _SANE.fullmatch(given) else os.urandom(8).hex()


class Visit:
    """One request, from its arrival to the last byte of its answer."""

    __slots__ = ("_arrived", "_began", "_environ", "_name", "_observed", "_start", "_status")

    def __init__(self, observed: Observed, environ: "WSGIEnvironment", start: "StartResponse", name: str) -> None:
        self._arrived, self._began = time.time(), time.perf_counter()
        self._observed, self._environ, self._start, self._name = observed, environ, start, name
        self._status = 500
        environ["foedus.request_id"] = name

    def begin(self, status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        """Begin the answer; the application may keep its list of headers for the next one, so it is copied."""
        self._status = int(status[:3])
        own = [*headers, (REQUEST_ID, self._name)]
        if self._observed.secure:
            own.append(_ONLY_HTTPS)
        return self._start(status, own, *rest)

    def seen(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """Count the request when its body has ended."""
        if not isinstance(body, list):
            return Counted(body, self)
        self.end(sum(map(len, body)))
        return body

    def end(self, size: int, cut: str | None = None) -> None:
        """Count the request and tell of it; ``cut`` says why the answer did not come to its end."""
        seconds, environ = time.perf_counter() - self._began, self._environ
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        seen = Seen(
            when=self._arrived,
            name=self._name,
            method=method if method in _METHODS else OTHER,
            path=path[:_LONGEST],
            route=self._observed.kinds.get(first(path), OTHER),
            status=self._status,
            size=size,
            seconds=seconds,
            query=environ.get("foedus.query"),
            outcome=cut or environ.get("foedus.outcome"),
            cache=environ.get("foedus.cache"),
            client=environ.get("REMOTE_ADDR"),
        )
        self._observed.meters.count(seen)
        self._observed.journal.request(seen)


class Counted:
    """The body of an answer in pieces, told when its last one is sent, or as cut when it is left before."""

    __slots__ = ("_body", "_iterator", "_size", "_visit")

    def __init__(self, body: Iterable[bytes], visit: Visit) -> None:
        self._body = body
        self._iterator = iter(body)
        self._size = 0
        self._visit: Visit | None = visit

    def __iter__(self) -> Iterator[bytes]:
        """Give itself: the pieces are had once."""
        return self

    def __next__(self) -> bytes:
        """Give the next piece."""
        try:
            piece = next(self._iterator)
        except StopIteration:
            self._tell()
            raise
        except BaseException:
            self._tell("answer-was-cut")
            raise
        self._size += len(piece)
        return piece

    def close(self) -> None:
        """Let go of the body; one that is not at its end was left by its reader."""
        if close := getattr(self._body, "close", None):
            close()
        self._tell("reader-left")

    def _tell(self, cut: str | None = None) -> None:
        if self._visit:
            visit, self._visit = self._visit, None
            visit.end(self._size, cut)
