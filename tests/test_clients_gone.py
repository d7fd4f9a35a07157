"""Clients that leave before their answer has come, against the real server: what they asked ends, and nothing else."""

import socket
import time
import urllib.request
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from attacks.hostile import ask
from served import served

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?i) }"
#: Seconds that a query is given, and in which a busy machine has noticed who left.
DEADLINE, SOON = 60.0, 15.0
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
HANGING = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . "
    'e:S a sh:NodeShape ; sh:targetClass e:Boat ; sh:property [ sh:path e:name ; sh:pattern "^(a|aa)+\\\\1$" ] .'
)
BOAT = f"<http://e/boat> a <http://e/Boat> ; <http://e/name> '{'a' * 60}!' ."


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph to patient clients."""
    with served(workers=2, seconds=DEADLINE) as address:
        yield address


def head(method: str, target: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def posted(target: str, body: bytes, kind: str, *headers: str) -> bytes:
    return head("POST", target, f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers) + body


def texts() -> dict[str, bytes]:
    """Give the requests, by the way on which each reaches a worker; each asks something of its own."""
    return {
        "get": head("GET", f"/sparql?query={quote(ENDLESS + '#get')}"),
        "post": posted("/sparql", f"{ENDLESS}#post".encode(), QUERY),
        "large-post": posted("/sparql", f"{ENDLESS}#{'x' * 100_000}".encode(), QUERY),
        "form": posted("/sparql", urlencode({"query": f"{ENDLESS}#form"}).encode(), FORM),
        "page": head("GET", f"/sparql?query={quote(ENDLESS + '#page')}", "Accept: text/html"),
        "validation": posted("/validate", urlencode({"data": BOAT, "shapes": HANGING}).encode(), FORM),
    }


def number(server: str, name: str) -> int:
    """Give a number that the server counts."""
    with urllib.request.urlopen(f"{server}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return sum(int(float(line.rpartition(" ")[2])) for line in lines if line.startswith(name))


def until(server: str, name: str, wanted: int) -> int:
    """Wait until the server counts so many."""
    began = time.monotonic()
    while number(server, name) != wanted and time.monotonic() - began < SOON:
        time.sleep(0.1)
    return number(server, name)


LEFT = 'foedus_workers_ended_total{cause="left"}'
SLOW = 'foedus_workers{lane="slow"}'


@pytest.mark.parametrize("way", texts())
def test_a_query_ends_when_its_client_leaves(server: str, way: str) -> None:
    """However it was asked, the worker ends soon after the connection, and is counted as left."""
    before = number(server, LEFT)
    with socket.create_connection(("127.0.0.1", int(server.rpartition(":")[2]))) as link:
        link.sendall(texts()[way])
        assert 1 == until(server, SLOW, 1)

    assert 0 == until(server, SLOW, 0)
    assert before + 1 == number(server, LEFT)
    assert 200 == ask(server, "ASK {}").status


def test_the_log_s_outcome_names_it(server: str) -> None:
    """Such queries are an outcome of their own."""
    assert 0 < number(server, 'foedus_queries_total{outcome="client-left"}')


def test_who_stays_is_answered_though_others_leave(server: str) -> None:
    """A client with the same question as one that left has its own answer, and other queries run on."""
    text = head("GET", f"/sparql?timeout=3&query={quote(ENDLESS + '#same')}")
    port = int(server.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as stays:
        with socket.create_connection(("127.0.0.1", port)) as leaves:
            leaves.sendall(text)
            assert 1 == until(server, SLOW, 1)
            stays.sendall(text)
            time.sleep(0.5)

        assert b"HTTP/1.1 503" == stays.recv(12)
        assert b"query-took-too-long" in stays.recv(65_536)


def test_a_connection_that_was_answered_is_nobody_s_end(server: str) -> None:
    """A kept connection that closes after its answer ends no query."""
    before = number(server, LEFT)
    with socket.create_connection(("127.0.0.1", int(server.rpartition(":")[2]))) as link:
        for text in (head("GET", "/sparql?query=ASK%7B%7D"), posted("/sparql", b"#" * 100_000 + b"\nASK {}", QUERY)):
            link.sendall(text)
            assert b"HTTP/1.1 200" == link.recv(65_536)[:12]
    time.sleep(0.5)

    assert before == number(server, LEFT)
