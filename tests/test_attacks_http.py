"""Requests that mean harm before any query is read, connections that dawdle, and words that want to be markup."""

import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from attacks import transfers
from attacks.hostile import ORDINARY, ask, exchanged, opened, status
from attacks.transfers import EVIL, Bytes, get, post
from served import served

PAGE = "Accept: text/html"
WILD = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
#: Threads of the server are fewer than these.
MANY = 60
#: Seconds within which a busy machine answers a cheap question; who waits for a slow client waits much longer.
LATE = 8


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph."""
    with served(workers=2, seconds=2) as address:
        yield address


@pytest.fixture(scope="module")
def expected(server: str) -> bytes:
    """Give the answer to the ordinary question before any attack."""
    return ask(server, ORDINARY).body


@pytest.mark.parametrize("meant", list(transfers.attacks()), ids=str)
def test_a_hostile_request_has_a_clean_status_and_changes_no_answer(server: str, expected: bytes, meant: Bytes) -> None:
    """Whatever the bytes, a status comes back, no stranger's host or header is in it, and the next answer is the same."""
    answer = exchanged(server, meant.sent)
    head, _, body = answer.partition(b"\r\n\r\n")

    assert status(answer) in meant.statuses
    assert [] == [
        line
        for line in head.lower().split(b"\r\n")
        if line.startswith((b"x-evil", b"access-control-allow-credentials"))
    ]
    assert [] == [
        line for line in head.lower().split(b"\r\n") if line.startswith(b"location") and EVIL.encode() in line
    ]
    assert b"Traceback" not in body
    assert b'File "' not in body
    assert expected == ask(server, ORDINARY).body


@pytest.mark.parametrize("target", ["/sparql", "/id/csto", "/id/csto.ttl", "/", "/nowhere"])
def test_the_host_header_says_nothing_of_where_we_are(server: str, target: str) -> None:
    """What a request says of its host, plainly or as forwarded, stands in no answer."""
    said = exchanged(
        server, get(target, PAGE, f"X-Forwarded-Host: {EVIL}", f"Forwarded: host={EVIL}", host=f"Host: {EVIL}")
    )

    assert EVIL.encode() not in said


def test_every_answer_of_ours_forbids_sniffing(server: str) -> None:
    """Answers, problems and pages bear nosniff, and pages a policy that allows no script."""
    for target in (transfers.ASK, "/sparql?query=x", "/nowhere", "/id/csto", "/sparql", "/static/nothing"):
        head = exchanged(server, get(target, PAGE)).partition(b"\r\n\r\n")[0].lower()

        assert b"\r\nx-content-type-options: nosniff" in head
        assert b"default-src 'none'" in head


@pytest.mark.parametrize(
    "target",
    [
        f"/sparql?query={quote(WILD)}",
        f"/query?query={quote('</textarea>' + WILD)}",
        f"/sparql?query=ASK%7B%7D&default-graph-uri={quote(WILD)}",
        f"/sparql?query=ASK%7B%7D&format={quote(WILD)}",
        f"/id/{quote(WILD, safe='')}",
        f"/problems/{quote(WILD, safe='')}",
        f"/nowhere{quote(WILD)}",
        f"/sparql?query={quote(f'SELECT ({chr(39) * 3}{WILD}{chr(39) * 3} AS ?x) {{}}')}",
        f"/sparql?query={quote(f'CONSTRUCT {{ <a:b> <a:c> {chr(39) * 3}{WILD}{chr(39) * 3} }} {{}}')}",
        f"/sparql?query={quote('SELECT (1 AS ?' + 'x' * 10 + ') {} ' + '#' + WILD)}",
    ],
)
def test_nothing_that_is_sent_becomes_markup(server: str, target: str) -> None:
    """Queries, names, values and messages stand in pages as text."""
    page = exchanged(server, get(target, PAGE))

    assert status(page) in {200, 400, 404}
    assert [] == re.findall(rb'<script(?! src="/static/)|<img|</textarea>"', page)


def test_addresses_that_run_are_no_links(server: str) -> None:
    """An IRI of another scheme than http stands in a page as text, and marks of direction are shown."""
    query = quote('SELECT (<javascript:alert(1)> AS ?a) (<data:text/html,x> AS ?b) ("a\u202eb" AS ?c) {}')
    page = exchanged(server, get(f"/sparql?query={query}", PAGE)).partition(b"\r\n\r\n")[2]

    assert b"javascript:alert" in page
    assert [] == re.findall(rb"(?:href|src)=.?(?:javascript|data):", page)
    assert 2 > page.partition(b"<table")[2].count("\u202e".encode())


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost:",
        get("/sparql?query=" + quote("SELECT * { ?a ?b ?c } LIMIT 3000")).replace(b"Connection: close\r\n", b""),
    ],
    ids=["silent", "half-a-head", "not-reading"],
)
def test_connections_that_dawdle_hold_up_nobody(server: str, sent: bytes) -> None:
    """More slow clients than the server has threads leave others answered at once."""
    slow = [opened(server, sent) for _ in range(MANY)]
    if complete(sent):
        assert {1} == {len(link.recv(1)) for link in slow}
    began = time.monotonic()

    assert 200 == ask(server, "ASK {}").status
    assert time.monotonic() - began < LATE
    for link in slow:
        link.close()


def complete(sent: bytes) -> bool:
    return sent.endswith(b"\r\n\r\n")


def test_bodies_that_dawdle_hold_up_nobody(server: str) -> None:
    """More clients that send a part of their body than the server has threads leave others answered."""
    slow = [opened(server, post(b"ASK {", length="100")) for _ in range(MANY)]
    time.sleep(0.2)
    began = time.monotonic()

    try:
        assert 200 == ask(server, "ASK {}").status
        assert time.monotonic() - began < LATE
    finally:
        for link in slow:
            link.close()


@pytest.mark.parametrize(
    "sent",
    [
        post(b"ASK {}", length="100"),
        post(b"6\r\nASK {}\r\n", "Transfer-Encoding: chunked", length=""),
        post(b"6\r\nASK {}\r\nZZ\r\n", "Transfer-Encoding: chunked", length=""),
        post(
            b"6\r\nASK {}\r\n" + (b"100000\r\n#" + b" " * 0xFFFFF + b"\r\n") * 3 + b"0\r\n\r\n",
            "Transfer-Encoding: chunked",
            length="",
        ),
    ],
    ids=["length", "no-last-chunk", "broken-chunk", "chunks-beyond-the-cap"],
)
def test_a_cut_body_is_never_answered_as_a_whole_one(server: str, sent: bytes) -> None:
    """A body that ends before its length, or beyond what is taken, is refused though its beginning is a query."""
    assert status(exchanged(server, sent, ended=True)) in {0, 400, 411, 413}


def test_requests_in_one_breath_are_answered_in_their_order(server: str) -> None:
    """Fifty requests sent before the first is answered get fifty answers."""
    one = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
    answers = exchanged(server, one * 50 + get("/healthz"))

    assert 51 == answers.count(b"HTTP/1.1 200 OK")


def test_parameters_in_any_order_are_the_same_question(server: str) -> None:
    """Order of parameters, spelling of Accept and unknown parameters change no byte of an answer."""
    query = quote(ORDINARY)
    targets = [
        f"/sparql?query={query}&format=csv",
        f"/sparql?format=csv&query={query}",
        f"/sparql?x=1&query={query}&format=csv",
    ]
    bodies = {exchanged(server, get(target)).partition(b"\r\n\r\n")[2] for target in targets}
    bodies |= {
        exchanged(server, get(f"/sparql?query={query}", f"Accept: {accept}")).partition(b"\r\n\r\n")[2]
        for accept in ("text/csv", "TEXT/CSV;q=0.5", "text/csv, a/b")
    }

    assert 1 == len(bodies)


def test_a_flood_of_kinds_and_orders_is_answered(server: str, expected: bytes) -> None:
    """Hundreds of spellings of one request fill no memory that changes an answer."""
    one = "GET /sparql?query={}&n={} HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv;q=0.{}\r\n\r\n"
    flood = "".join(one.format(quote(ORDINARY), n, n + 1) for n in range(300)).encode()
    answers = exchanged(server, flood + get("/healthz"))

    assert 301 == answers.count(b"HTTP/1.1 200 OK")
    assert expected == ask(server, ORDINARY).body
