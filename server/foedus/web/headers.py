"""The headers that every answer bears, whoever makes it: of safety, of other origins, and of the version."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from foedus import negotiation
from foedus.operations import VERSIONED, Answer

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]
Pairs = list[tuple[str, str]]

#: Where a request has the word by which its client has left.
STOP = "foedus.stop"
#: The header that names the version of the graph that answered.
VERSION = "Foedus-Version"
#: What a page may load; one may say otherwise for itself.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The policy of a page that has a script of ours, which asks nobody but us; a page sets it itself.
SCRIPTED = f"{POLICY}; script-src 'self'; connect-src 'self'"
_CSP = "Content-Security-Policy"
ALWAYS = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        f"Accept-Query, Allow, Content-Disposition, Content-Location, ETag, Link, Retry-After, X-Request-Id, {VERSION}",
    ),
    (_CSP, POLICY),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
#: Seconds for which an answer of the latest graph is good, and one of a version that never changes.
_SHORT, _LONG = 60, 31_536_000
LATEST = f"public, max-age={_SHORT}"
#: Of a page, in whatever version of the graph: the software that writes it may change.
PAGE = f"{LATEST}, must-revalidate"
FOR_EVER = f"public, max-age={_LONG}, immutable"
NEVER = "no-store"


def headed(app: App, version: str) -> App:
    """Let every answer of an application bear the headers, and its answers to OPTIONS those of a preflight."""
    from werkzeug.datastructures import Headers  # noqa: PLC0415 - programs are answered before the pages are loaded

    always = [*ALWAYS, (VERSION, version)]

    def answering(environ: Environ, start: Start) -> Iterable[bytes]:
        def begin(status: str, pairs: Pairs, *rest: Any) -> Any:
            headers = Headers(pairs)
            headers.setdefault("Cache-Control", LATEST if status[:3] in ("200", "304") else NEVER)
            headers.set("Vary", _varied(headers))
            if environ["REQUEST_METHOD"] == "OPTIONS" and "Allow" in headers:
                status = "204 No Content"
                headers.extend(preflight(headers["Allow"]))
                headers.remove("Content-Length")
            own = _CSP in headers
            return start(status, [*headers, *(pair for pair in always if not (own and pair[0] == _CSP))], *rest)

        return app(environ, begin)

    return answering


def preflight(allow: str) -> Pairs:
    """Give what another origin is told before it asks (https://fetch.spec.whatwg.org/#http-cors-protocol)."""
    return [
        ("Access-Control-Allow-Methods", allow),
        ("Access-Control-Allow-Headers", "Accept, Content-Type, If-None-Match"),
        ("Access-Control-Max-Age", "86400"),
    ]


def labels(answer: Answer, name: str) -> Pairs:
    """Give the honest label of an answer, and a harmless file name."""
    media_type = answer.media_type
    suffix = negotiation.SUFFIXES[media_type.partition(VERSIONED)[0]]
    file = f"foedus-{name if name.isascii() else 'thing'}.{suffix}"
    return [
        ("Content-Type", negotiation.label(media_type)),
        ("Content-Disposition", f'inline; filename="{file}"'),
    ]


def names(known: str, tag: str) -> bool:
    """Whether If-None-Match names an entity tag (https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match)."""
    return any(part.strip().removeprefix("W/") in (tag, "*") for part in known.split(","))


def _varied(headers: "Headers") -> str:
    names = [name.strip() for name in headers.get("Vary", "").split(",") if name.strip()]
    return ", ".join(dict.fromkeys([*names, "Accept"]))
