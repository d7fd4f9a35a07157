"""What travels through the endpoint: a Request, what it Asks, the Operation for the engine, its Answer, a Refusal."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from typing import IO, Literal

#: Stands between a media type and the version of RDF that was asked for, in the drafts of RDF 1.2.
VERSIONED = "; version="
Form = Literal["select", "ask", "construct", "describe", "validate"]
#: Bytes of the digest of an answer.
DIGEST = 16
#: Bytes of an answer that are read at once from its file.
_PIECE = 262_144


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire; the names of headers are in lower case."""

    method: str
    query_string: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for; without a query it asks what this service is.

    ``formats`` are wishes from parameters, the strongest first; ``accept`` is None where the header is absent.
    ``seconds`` are what the asker will wait, where that is said.
    """

    query: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    accept: str | None = None
    seconds: float | None = None

    def operation(self, form: Form, media_type: str) -> "Operation":
        """Give the operation that answers the query, of this form, in a media type."""
        query, datasets = self.query or "", (self.default_graphs, self.named_graphs)
        return Operation(query, form, media_type, *datasets, seconds=self.seconds)


class Stop:
    """Says, from any thread, that nobody waits for an answer any more."""

    def __init__(self) -> None:
        self.said = False
        self._lock = threading.Lock()
        self._heeding: list[Callable[[], object]] = []

    def say(self) -> None:
        """Say it; whoever heeds it is called now."""
        with self._lock:
            self.said = True
            for call in self._heeding:
                call()

    @contextmanager
    def heeded(self, call: Callable[[], object]) -> Iterator[None]:
        """Call where it is said during this, or was before; never afterwards."""
        with self._lock:
            self._heeding.append(call)
            if self.said:
                call()
        try:
            yield
        finally:
            with self._lock:
                self._heeding.remove(call)


@dataclass(frozen=True, slots=True)
class Operation:
    """One query that has passed the guard, and the label its answer must bear; or documents to validate, packed.

    ``bindings`` gives IRIs to variables that the query selects, so that no query is built from text.
    ``seconds`` may lower the engine's deadline, which counts from the moment when the request ``arrived`` by the
    monotonic clock, where that is known. After so many ``lines`` the answer ends, for whoever shows a part and
    says so, in forms where a line is a row. ``stop`` is said when its asker has gone.
    """

    query: str
    form: Form
    media_type: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, str] = field(default_factory=dict)
    seconds: float | None = None
    lines: int | None = None
    arrived: float | None = None
    stop: Stop | None = field(default=None, compare=False)

    @property
    def is_left(self) -> bool:
        """Whether nobody waits for its answer any more."""
        return self.stop is not None and self.stop.said

    def heeding(self, call: Callable[[], object]) -> AbstractContextManager[None]:
        """Call when its asker leaves during this."""
        return self.stop.heeded(call) if self.stop else nullcontext()

    def at(self, arrived: float, stop: Stop | None = None) -> "Operation":
        """Give the same operation of a request that arrived at a moment, and by what its asker stops it."""
        same = self.query, self.form, self.media_type, self.default_graphs, self.named_graphs, self.bindings
        return Operation(*same, self.seconds, self.lines, arrived, stop or self.stop)


class Answer:
    """The whole answer in one media type: an answer is complete or it is a Refusal.

    One that is too large for memory begins in a file without a name, which is gone when its pieces were read.
    """

    __slots__ = ("_body", "_digest", "_file", "media_type", "size")

    def __init__(
        self, media_type: str, body: bytes = b"", *, file: IO[bytes] | None = None, digest: bytes = b""
    ) -> None:
        self.media_type = media_type
        self._body = body
        self._file = file
        self._digest = digest
        self.size = len(body) + (file.tell() if file else 0)

    @property
    def digest(self) -> bytes:
        """Sixteen bytes that stand for the bytes of the answer (BLAKE2b)."""
        return self._digest or blake2b(self._body, digest_size=DIGEST).digest()

    @property
    def body(self) -> bytes:
        """All of it at once, for whoever must hold it whole."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterable[bytes]:
        """Give it piece by piece: ``size`` bytes together, in a list where it is small."""
        return chain(_read(self._file), [self._body]) if self._file else [self._body]

    @property
    def file(self) -> IO[bytes] | None:
        """The file, where there is one."""
        return self._file


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


class Refusal(Exception):  # noqa: N818 - named for what it says to the user
    """Why a request is not answered, as a problem of RFC 9457 (https://www.rfc-editor.org/rfc/rfc9457).

    ``slug`` ends the type's address and leads to a page that explains it; line and column count from 1.
    """

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str = "",
        *,
        hint: str = "",
        line: int | None = None,
        column: int | None = None,
        excerpt: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.hint = hint
        self.line = line
        self.column = column
        self.excerpt = excerpt
        self.headers = dict(headers or {})

    def members(self, base: str, instance: str = "", request_id: str = "") -> dict[str, str | int]:
        """Give the members of the problem's JSON; ``base`` is the address below which types have their pages.

        ``instance`` is the address that was asked; with the request's id it names this one occurrence.
        """
        said: dict[str, str | int | None] = {
            "type": base + self.slug,
            "title": self.title,
            "status": self.status,
            "detail": self.detail or None,
            "line": self.line,
            "column": self.column,
            "excerpt": self.excerpt or None,
            "hint": self.hint or None,
            "instance": f"{instance}#{request_id}".rstrip("#") or None,
            "requestId": request_id or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    def sentences(self, base: str, request_id: str = "") -> str:
        """Say the problem for a terminal: what is wrong, the line of the query with its caret, what to do."""
        excerpt = "\n".join(f"    {line}" for line in self.excerpt.split("\n") if line)
        last = f"More: {base}{self.slug}" + (f" (request {request_id})" if request_id else "")
        said = [f"{self.status}: {self.title}", self.detail, excerpt, self.hint, last]
        return "\n".join(part for part in said if part) + "\n"
