"""The way from the socket to the engine, in front of Flask: answers programs, hands pages to it."""

import logging
import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import parse_qsl

from foedus import fates, guard, negotiation, protocol
from foedus.cache import REQUESTS, Cache, Held, Shelf
from foedus.operations import Asked, Operation, Refusal, Request
from foedus.questions import Question
from foedus.web import headers, problems
from foedus.web.bodies import Desk
from foedus.web.headers import App, Environ, Pairs, Start
from foedus.web.postponed import HURRIED, Elsewhere, Postponed

#: Where the pages find what was asked, and why it was refused.
ASKED, REFUSED = "foedus.asked", "foedus.refused"
#: Where whoever counts and logs finds the text of the query, whether it was held, and the name of a refusal.
QUERY, CACHE, OUTCOME = "foedus.query", "foedus.cache", "foedus.outcome"
#: When a request had come whole, by the monotonic clock.
ARRIVED = "foedus.arrived"
#: How a request is named that had to be read.
_KEY = "foedus.key"
_ENDPOINT = ("/sparql", "/sparql/")
_QUESTIONS, _VERSIONS = "/queries/", "/v/"
_DESK = Desk()
_WITH_BODY = {*protocol.METHODS} - {"GET", "HEAD", "OPTIONS"}
#: The headers that the protocol reads, by the names that WSGI gives them.
_READ = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in protocol.HEADERS}
_READ["content-type"] = "CONTENT_TYPE"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a request asks, and the operation that answers it; none where a page does."""

    asked: Asked
    operation: Operation | None


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of address: for how long its answers are good, and the headers that all of them bear."""

    life: str
    always: Pairs


class Served(Protocol):
    """What is served, as far as programs are concerned."""

    @property
    def questions(self) -> Sequence[Question]:
        """The saved questions."""
        ...

    @property
    def version(self) -> str:
        """The version of the graph."""
        ...

    @property
    def cache(self) -> Cache:
        """What answers, from what it answered before."""
        ...


class Front:
    """Answers the endpoint and the saved questions for programs; ``pages`` answers all else."""

    def __init__(self, pages: App, site: Served) -> None:
        self._pages = pages
        self._site = site
        self._questions = {question.name: question.query for question in site.questions}
        self._understood: Shelf[Hashable, Understood] = Shelf(REQUESTS)
        always = [("Vary", "Accept"), *headers.ALWAYS, (headers.VERSION, site.version)]
        endpoint = [("Accept-Query", protocol.ACCEPT_QUERY), *always]
        self._latest, self._lasting = Way(headers.LATEST, endpoint), Way(headers.FOR_EVER, endpoint)
        self._question = Way(headers.LATEST, always)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request (https://peps.python.org/pep-3333/)."""
        way = self._way(environ, environ["PATH_INFO"])
        return self._answered(environ, start, way) if way else self._shown(environ, start)

    def _shown(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Let the pages answer, unless who asks cannot wait for them."""
        if HURRIED in environ:
            raise Elsewhere
        return self._pages(environ, start)

    def _way(self, environ: Environ, path: str) -> Way | None:
        if path in _ENDPOINT:
            return self._latest
        if path.startswith(_QUESTIONS) and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            known = path.removeprefix(_QUESTIONS).partition(".")[0] in self._questions
            return self._question if known else None
        return self._lasting if path.startswith(_VERSIONS) and path.endswith(_ENDPOINT) else None

    def _answered(self, environ: Environ, start: Start, way: Way) -> Iterable[bytes]:
        asked = None
        try:
            if way is self._lasting:
                self._judge_version(environ["PATH_INFO"])
            if environ["REQUEST_METHOD"] == "OPTIONS":
                return _preflight(start, way)
            understood = self._understood_by(environ)
            asked = environ[ASKED] = understood.asked
            environ[QUERY] = asked.query
            if understood.operation:
                held = self._held(environ, start, understood.operation, way)
                if _KEY in environ:
                    self._remember(environ[_KEY], understood)
                return _sent(environ, start, held, way)
        except (Postponed, Elsewhere):
            raise
        except Refusal as refusal:
            return self._refused(environ, start, refusal, asked, way)
        except Exception:
            logging.getLogger(__name__).exception("an unforeseen fault")
            return self._refused(environ, start, fates.something_broke(), asked, way)
        return self._shown(environ, start)

    def _judge_version(self, path: str) -> None:
        version = path.removeprefix(_VERSIONS).partition("/")[0]
        if version != self._site.version:
            raise version_is_unknown(self._site.version)

    def _understood_by(self, environ: Environ) -> Understood:
        """Read a request, or remember how the same one was read."""
        body, path = _body(environ), environ["PATH_INFO"]
        environ[ARRIVED] = environ.get(ARRIVED) or time.monotonic()
        key = environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], body, *map(environ.get, _READ.values())
        found = self._understood.get(key)
        if found is None:
            asked = self._asked(path, _request(environ, body))
            environ[QUERY] = asked.query  # also where the next line refuses it
            found = Understood(asked, _operation(asked))
            environ[_KEY] = key
        return found

    def _remember(self, key: tuple[str | bytes | None, ...], understood: Understood) -> None:
        """Remember how a request was read that is answered at once."""
        self._understood.put(key, understood, 4 * sum(len(part) for part in key if part))

    def _asked(self, path: str, request: Request) -> Asked:
        asked = protocol.read(request)
        if not path.startswith(_QUESTIONS):
            return asked
        name, _, suffix = path.removeprefix(_QUESTIONS).partition(".")
        formats = (suffix, *asked.formats) if suffix else asked.formats
        return Asked(self._questions[name], formats=formats, accept=asked.accept, seconds=asked.seconds)

    def _held(self, environ: Environ, start: Start, operation: Operation, way: Way) -> Held:
        """Give an answer that is held or asked for; raises Postponed where who asks cannot wait."""
        cache = self._site.cache
        found = cache.find(operation)
        environ[CACHE] = "hit" if found else "miss"
        if found:
            return found
        operation = operation.at(environ[ARRIVED], environ.get(headers.STOP))
        if HURRIED not in environ:
            return cache.ask(operation)

        def tell(told: Held | Refusal) -> Iterable[bytes]:
            del environ[HURRIED]
            if isinstance(told, Refusal):
                return self._refused(environ, start, told, environ[ASKED], way)
            return _sent(environ, start, told, way)

        raise Postponed(operation, cache, tell)

    def _refused(
        self, environ: Environ, start: Start, refusal: Refusal, asked: Asked | None, way: Way
    ) -> Iterable[bytes]:
        """Tell why a request is not answered: programs here, people by a page."""
        environ[OUTCOME] = refusal.slug
        formats = asked.formats if asked else _formats(environ)
        media_type = problems.kind(environ.get("HTTP_ACCEPT"), formats)
        if media_type == negotiation.HTML:
            environ[REFUSED] = refusal
            return self._shown(environ, start)
        body = problems.written(refusal, media_type, environ["PATH_INFO"], environ.get("foedus.request_id", ""))
        labels = [("Content-Type", negotiation.label(media_type)), ("Content-Length", str(len(body)))]
        life = ("Cache-Control", headers.NEVER)
        status = f"{refusal.status} {HTTPStatus(refusal.status).phrase}"
        start(status, [*labels, *refusal.headers.items(), life, *way.always])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _preflight(start: Start, way: Way) -> Iterable[bytes]:
    allow = ", ".join(protocol.METHODS)
    start("204 No Content", [("Allow", allow), *headers.preflight(allow), *way.always])
    return []


def _sent(environ: Environ, start: Start, held: Held, way: Way) -> Iterable[bytes]:
    """Send an answer whole, with its honest label, or say that the client has it.

    It says its length: were a piece to fail, the client would see that the rest is missing.
    """
    life = way.life if held.steady else headers.NEVER
    common = [("ETag", held.tag), ("Cache-Control", life), *way.always]
    method, known = environ["REQUEST_METHOD"], environ.get("HTTP_IF_NONE_MATCH")
    if known and method != "POST" and headers.names(known, held.tag):
        start("304 Not Modified", common)
        return []
    answer = held.answer
    start("200 OK", [*headers.labels(answer, "answer"), ("Content-Length", str(answer.size)), *common])
    return [] if method == "HEAD" else answer.pieces()


def received(environ: Environ) -> Request:
    """Take what came over the wire, its body whole."""
    return _request(environ, _body(environ))


def _request(environ: Environ, body: bytes) -> Request:
    said = {name: environ[key] for name, key in _READ.items() if key in environ}
    return Request(environ["REQUEST_METHOD"], environ["QUERY_STRING"].encode("latin-1"), said, body)


def _body(environ: Environ) -> bytes:
    if HURRIED in environ:  # it has come already
        return bytes(environ["wsgi.input"].getvalue())
    return _DESK.read(environ) if environ["REQUEST_METHOD"] in _WITH_BODY else b""


def _operation(asked: Asked) -> Operation | None:
    """Make the operation that answers a program; none for a reader of pages, or where nothing is asked."""
    if asked.query is None:
        return None
    kind = guard.admit(asked.query)
    media_type = negotiation.choose(negotiation.offers(kind), asked.accept, asked.formats)
    if media_type == negotiation.HTML:
        return None
    return asked.operation(kind, negotiation.versioned(media_type, asked.accept, asked.formats))


def _formats(environ: Environ) -> list[str]:
    return [value for name, value in parse_qsl(environ["QUERY_STRING"]) if name == "format"]


def version_is_unknown(known: str) -> Refusal:
    """Refuse a version of the graph that is not served here."""
    title = "This version of the graph is not served here."
    hint = f"Served is {known}, at {_VERSIONS}{known}/sparql and, with what follows it, at /sparql."
    return Refusal(404, "version-is-unknown", title, hint=hint)
