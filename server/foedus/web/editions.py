"""Released versions below addresses of their own: each a graph that never changes, begun when it is first asked."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any

from foedus import negotiation
from foedus.facts import CouldNotDo
from foedus.operations import Refusal
from foedus.release import SUMS, digest
from foedus.web import headers, problems
from foedus.web.headers import App, Environ, Start

#: Where versions are.
BELOW = "/v/"
#: Versions that are kept ready to answer at once; one more ends the one that was asked longest ago.
MOST = 4
_PIECE = 1 << 18
_TYPES = {
    ".cff": "text/yaml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".rq": "application/sparql-query",
    ".trig": "application/trig",
    ".ttl": "text/turtle; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A version that answers: its application, and how it is ended."""

    app: App
    end: Callable[[], object]


@dataclass(frozen=True)
class Edition:
    """A release as it lies in its folder. ``told`` is its release.json; ``sums`` the hash of each file by its path."""

    folder: Path
    told: dict[str, Any]
    sums: dict[str, str]

    @property
    def version(self) -> str:
        """The name of the version."""
        return str(self.told["version"])


class Editions:
    """The releases of a folder; ``begin`` starts answering from one of them, given its name.

    Raises CouldNotDo where there is none.
    """

    def __init__(self, folder: Path, begin: Callable[[Path, str], Begun]) -> None:
        found = sorted((_read(path.parent) for path in folder.glob(f"*/{SUMS}")), key=_age, reverse=True)
        self.held = {edition.version: edition for edition in found}
        if not self.held:
            raise CouldNotDo(f"{folder} holds no release; `foedus release VERSION --output {folder}/VERSION` makes one")
        self._begin = begin
        self._begun: OrderedDict[str, Begun] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, path: str) -> App | None:
        """Find what answers below an address such as /v/0.1.0/sparql; None where no release has that name.

        A file of the release is sent as it is; all else is a page or an answer of that version.
        """
        version, _, rest = path.removeprefix(BELOW).partition("/")
        edition = self.held.get(version)
        if not edition:
            return None
        if rest in edition.sums:
            return lambda environ, start: _sent(environ, start, edition, rest)
        return self._asked(edition)

    def before(self, app: App) -> App:
        """Put the releases before an application, which answers all else."""

        def answering(environ: Environ, start: Start) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            released = self.find(path) if path.startswith(BELOW) else None
            if not released:
                return app(environ, start)
            try:
                return released(environ, start)
            except Refusal as refusal:
                return _refused(environ, start, refusal)

        return answering

    def _asked(self, edition: Edition) -> App:
        """Answer from a version as from the latest, but for ever; pages say for themselves how long."""
        app, prefix = self._ready(edition).app, BELOW + edition.version

        def answering(environ: Environ, start: Start) -> Iterable[bytes]:
            def lasting(status: str, pairs: headers.Pairs, *rest: Any) -> Any:
                kept = [(name, headers.FOR_EVER if value == headers.LATEST else value) for name, value in pairs]
                return start(status, kept, *rest)

            return app({**environ, "PATH_INFO": environ["PATH_INFO"].removeprefix(prefix) or "/"}, lasting)

        return answering

    def _ready(self, edition: Edition) -> Begun:
        with self._lock:
            begun = self._begun.pop(edition.version, None) or self._start(edition)
            self._begun[edition.version] = begun
            if len(self._begun) > MOST:
                self._begun.popitem(last=False)[1].end()
            return begun

    def _start(self, edition: Edition) -> Begun:
        try:
            return self._begin(edition.folder, edition.version)
        except CouldNotDo as error:
            raise release_cannot_be_built(edition, str(error)) from None


def _read(folder: Path) -> Edition:
    try:
        told = json.loads((folder / "release.json").read_text("utf-8"))
        listed = (folder / SUMS).read_bytes()
        pairs = (line.partition("  ") for line in listed.decode().splitlines())
        sums = {name: hashed for hashed, _, name in pairs}
        return Edition(folder, {**told, "version": str(told["version"])}, {**sums, SUMS: digest(listed)})
    except (OSError, ValueError, KeyError) as error:
        raise CouldNotDo(
            f"{folder} cannot be served as a release ({error}); check it by `foedus verify-release`"
        ) from None


def _age(edition: Edition) -> tuple[str, list[tuple[bool, str]]]:
    """Put versions of one day in the order of their numbers."""
    parts = [(part.isdigit(), part.zfill(9)) for part in edition.version.replace("-", ".").split(".")]
    return str(edition.told.get("day", "")), parts


def _sent(environ: Environ, start: Start, edition: Edition, name: str) -> Iterable[bytes]:
    """Send a file of a release as it was released."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        raise problems.method_is_not_offered(["GET", "HEAD"])
    tag, path = f'"{edition.sums[name]}"', edition.folder / name
    common = [("ETag", tag), ("Cache-Control", headers.FOR_EVER), *headers.ALWAYS]
    if headers.names(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        start("304 Not Modified", common)
        return []
    media_type = _TYPES.get(path.suffix, "application/octet-stream")
    file = path.open("rb")
    size = str(path.stat().st_size)
    start("200 OK", [("Content-Type", media_type), ("Content-Length", size), *common])
    if environ["REQUEST_METHOD"] == "HEAD":
        file.close()
        return []
    return _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _refused(environ: Environ, start: Start, refusal: Refusal) -> Iterable[bytes]:
    environ["foedus.outcome"] = refusal.slug
    media_type = problems.kind(environ.get("HTTP_ACCEPT"))
    media_type = negotiation.PROBLEM if media_type == negotiation.HTML else media_type
    body = problems.written(refusal, media_type, environ["PATH_INFO"], environ.get("foedus.request_id", ""))
    labels = [("Content-Type", negotiation.label(media_type)), ("Content-Length", str(len(body)))]
    status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
    start(status, [*labels, *refusal.headers.items(), ("Cache-Control", headers.NEVER), *headers.ALWAYS])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def release_cannot_be_built(edition: Edition, reason: str) -> Refusal:
    """Refuse to answer from a release whose files cannot be read any more."""
    title = f"The release {edition.version} cannot be answered from."
    hint = "Its keepers find out why by `foedus verify-release`."
    return Refusal(503, "release-cannot-be-built", title, reason, hint=hint, headers={"Retry-After": "60"})
