"""Requests that mean harm before any query is read: bytes as they go over the wire, and the statuses that are clean."""

from collections.abc import Iterator
from dataclasses import dataclass

EVIL = "evil.example"
#: The connection is closed without a word by no attack; the server's own refusals of bad HTTP have no body.
REFUSED = frozenset({400})
HERE = "Host: localhost"


@dataclass(frozen=True)
class Bytes:
    """What is sent, and the statuses that it may get."""

    name: str
    sent: bytes
    statuses: frozenset[int]

    def __str__(self) -> str:
        return self.name


def get(target: str | bytes, *headers: str | bytes, method: str = "GET", host: str = HERE) -> bytes:
    """Write a request without a body, as the last one of its connection."""
    line = target.encode() if isinstance(target, str) else target
    lines = [method.encode() + b" " + line + b" HTTP/1.1", host, "Connection: close", *headers]
    return b"".join((text.encode() if isinstance(text, str) else text) + b"\r\n" for text in lines if text) + b"\r\n"


def post(body: bytes, *headers: str, kind: str = "application/sparql-query", length: str | None = None) -> bytes:
    """Write a request with a body of a length that may be a lie; an empty length is not said."""
    said = str(len(body)) if length is None else length
    sizes = [f"Content-Length: {said}"] if said else []
    return get("/sparql", f"Content-Type: {kind}", *sizes, *headers, method="POST") + body


ASK = "/sparql?query=ASK%7B%7D"


def encodings() -> Iterator[Bytes]:
    """Give texts in no encoding, or in another one."""
    yield Bytes("address-no-utf-8", get("/sparql?query=ASK%FF%7B%7D"), REFUSED)
    yield Bytes("address-surrogate", get("/sparql?query=ASK%ED%A0%80%7B%7D"), REFUSED)
    yield Bytes("address-overlong", get("/sparql?query=ASK%C0%BB%7B%7D"), REFUSED)
    yield Bytes("address-bare-bytes", get(b"/sparql?query=ASK\xff{}"), REFUSED)
    yield Bytes("body-no-utf-8", post(b"ASK { ?s ?p '\xff' }"), REFUSED)
    yield Bytes("body-utf-16", post("ASK {}".encode("utf-16")), REFUSED)
    yield Bytes("body-utf-32", post("ASK {}".encode("utf-32")), REFUSED)
    yield Bytes("body-says-utf-16", post(b"ASK {}", kind="application/sparql-query; charset=utf-16"), frozenset({415}))
    yield Bytes("form-no-utf-8", post(b"query=ASK%FF%7B%7D", kind="application/x-www-form-urlencoded"), REFUSED)
    yield Bytes("nul-in-path", get("/id/%00"), frozenset({404}))


def paths() -> Iterator[Bytes]:
    """Give addresses that reach for files, or for other hosts."""
    reaching = (
        "/id/../../etc/passwd", "/id/..%2f..%2fetc%2fpasswd", "/static/../../../etc/passwd", "//etc/passwd",
        "/static/%2e%2e/%2e%2e/application.py", "/static/..%5c..%5capplication.py", "/static//etc/passwd",
        "/static/%2Fetc%2Fpasswd", "/queries/..%2f..%2fpyproject.toml", "/queries/../csto-members.csv",
        "/queries/%2e%2e%2fcsto-members.rq", "/ontology/..%5c..%5cx", "/problems/..%2fx", "/id/%2Fetc%2Fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd", "/id/csto%00.ttl", "/id/csto%0d%0aX-Evil:1", "/.git/config", "/foedus.toml",
    )  # fmt: skip
    for path in reaching:
        yield Bytes(f"path {path}", get(path), frozenset({404}))
    for path in (
        f"//{EVIL}",
        f"//{EVIL}/%2e%2e",
        f"/%5c{EVIL}",
        f"/id//{EVIL}",
        f"/sparql//{EVIL}",
        f"/id/http:%2F%2F{EVIL}",
    ):
        yield Bytes(f"redirect {path}", get(path, host=f"Host: {EVIL}"), frozenset({404}))


def injected() -> Iterator[Bytes]:
    """Give lines for headers and pieces of queries in every parameter and name."""
    for name in ("format", "output", "results", "timeout", "default-graph-uri", "named-graph-uri", "nothing"):
        statuses = frozenset({400}) if "graph" in name else frozenset({200})
        yield Bytes(f"line-in-{name}", get(f"{ASK}&{name}=csv%0d%0aX-Evil:%201"), statuses)
    yield Bytes("line-in-accept", get(ASK, b"Accept: text/csv\rX-Evil: 1"), REFUSED)
    yield Bytes("line-in-question", get("/queries/csto-members%0d%0aX-Evil:1.csv"), frozenset({404}))
    for text in ("x%3E%20%3Fp%20%3Fo%20%7D%20%23", "%22%7D%20UNION%20%7B", "%7B%7D", "'%20OR%201=1", "%E2%80%AEotsc"):
        for kind in ("id", "claim", "concept", "conflict", "passage"):
            yield Bytes(f"query-in-{kind} {text}", get(f"/{kind}/{text}"), frozenset({404}))
    graph = "&default-graph-uri=http://e/%3E%7B%7D%23"
    yield Bytes("query-in-graph", get(ASK + graph), REFUSED)


def bodies() -> Iterator[Bytes]:
    """Give bodies that are packed, lie about their length, or are of a strange kind."""
    chunked = "Transfer-Encoding: chunked"
    yield Bytes("gzip", post(b"\x1f\x8b" + b"x" * 50, "Content-Encoding: gzip"), frozenset({415}))
    yield Bytes("gzip-second", post(b"x" * 50, "Content-Encoding: identity, gzip"), frozenset({415}))
    yield Bytes("brotli", post(b"x" * 50, "Content-Encoding: br"), frozenset({415}))
    yield Bytes("two-lengths", post(b"ASK {}   ", "Content-Length: 6"), REFUSED)
    yield Bytes("negative-length", post(b"ASK {}", length="-1"), REFUSED)
    yield Bytes("endless-length", post(b"ASK {}", length="9" * 30), REFUSED)
    yield Bytes("word-for-length", post(b"ASK {}", length="six"), REFUSED)
    yield Bytes("huge-length", post(b"ASK {}", length="99999999999"), frozenset({413}))
    yield Bytes("three-megabytes", post(b" " * 3_000_000), frozenset({413}))
    both = post(b"6\r\nASK {}\r\n0\r\n\r\n", chunked, length="6")
    yield Bytes("length-and-chunks", both, frozenset({200, 400, 411}))
    yield Bytes("multipart", post(b"--x--", kind="multipart/form-data; boundary=x"), frozenset({415}))
    yield Bytes("no-kind", post(b"ASK {}", kind=""), frozenset({415}))
    yield Bytes("odd-kind", post(b"ASK {}", kind="application/sparql-query/../../x"), frozenset({415}))
    yield Bytes("update", post(b"DROP ALL", kind="application/sparql-update"), frozenset({403}))
    yield Bytes("many-fields", post(b"a=b&" * 100_000, kind="application/x-www-form-urlencoded"), REFUSED)
    yield Bytes("continue", post(b"ASK {}", "Expect: 100-continue"), frozenset({100, 200}))
    yield Bytes("other-expectation", post(b"ASK {}", "Expect: 200-ok"), frozenset({200, 417}))


def heads() -> Iterator[Bytes]:
    """Give heads of requests that are too large, not HTTP, or try to be another request."""
    large = frozenset({400, 431})
    yield Bytes("huge-header", get(ASK, f"X-A: {'a' * 1_000_000}"), large)
    yield Bytes("many-headers", get(ASK, *(f"X-{n}: a" for n in range(2_000))), large)
    yield Bytes("nul-in-header", get(ASK, b"X-A: a\x00b"), REFUSED)
    yield Bytes("space-before-colon", get(ASK, "Accept : text/csv"), REFUSED)
    yield Bytes("folded-header", get(ASK, "X-A: a\r\n b"), REFUSED)
    yield Bytes("long-address", get(ASK + "%20" * 13_000), frozenset({414}))
    yield Bytes("longer-address", get(ASK + "+" * 100_000), frozenset({414}))
    yield Bytes("many-media-types", get(ASK, f"Accept: {'a/b;q=0.1,' * 2_000}*/*"), frozenset({200, 400, 406}))
    yield Bytes(
        "weights-that-are-none", get(ASK, "Accept: text/csv;q=nan, text/html;q=1e999, a/b;q=-1"), frozenset({200, 406})
    )
    yield Bytes("many-ranges", get(ASK, f"Range: bytes={'0-0,' * 1_000}0-1"), frozenset({200}))
    yield Bytes("upgrade", get(ASK, "Upgrade: websocket", "Sec-WebSocket-Version: 13"), frozenset({200, 400}))
    yield Bytes("not-http", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", REFUSED)
    yield Bytes("oldest-http", b"GET /sparql\r\n\r\n", REFUSED)
    yield Bytes("newest-http", b"GET / HTTP/9.0\r\n\r\n", REFUSED)
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW", "PROPFIND"):
        yield Bytes(f"method {method}", get(ASK, method=method), frozenset({405}))
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        yield Bytes(f"override {header}", get(ASK, f"{header}: DELETE"), frozenset({200}))
        sent = get(ASK, f"{header}: DELETE", "Content-Length: 0", method="POST")
        yield Bytes(f"override {header} by POST", sent, frozenset({415}))


def hosts() -> Iterator[Bytes]:
    """Give names of other hosts, in every header that might say where we are."""
    page = "Accept: text/html"
    for target, *headers in (
        ("/sparql", "Accept: application/n-triples"), ("/id/csto", page), ("/id/csto.ttl",), ("/", page), ("/nowhere", page),
    ):  # fmt: skip
        yield Bytes(f"host {target}", get(target, *headers, host=f"Host: {EVIL}"), frozenset({200, 303, 404}))
        said = (
            f"X-Forwarded-Host: {EVIL}",
            "X-Forwarded-Proto: gopher",
            f"X-Forwarded-Prefix: /{EVIL}",
            f"Forwarded: host={EVIL}",
            f"X-Original-URL: //{EVIL}/",
            f"X-Rewrite-URL: //{EVIL}/",
        )
        yield Bytes(f"forwarded {target}", get(target, *headers, *said), frozenset({200, 303, 404}))
    yield Bytes("absolute-address", get(f"http://{EVIL}/id/csto", page), frozenset({200, 303, 404}))


def attacks() -> Iterator[Bytes]:
    """Give all of them."""
    for kind in (encodings, paths, injected, bodies, heads, hosts):
        yield from kind()
