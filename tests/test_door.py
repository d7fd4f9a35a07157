"""The door of the real server, byte by byte: what it answers itself, and what it hands on."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import quote

import pytest
from served import served

ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
ABOUT = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n%s"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the shipped graph."""
    with served(seconds=3, workers=2) as address:
        yield int(address.rpartition(":")[2])


def opened(port: int) -> socket.socket:
    """Open a connection."""
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def answer(link: socket.socket) -> tuple[int, bytes]:
    """Take one answer and give its status and body."""
    with link.makefile("rb") as file:
        status = int(file.readline().split()[1])
        length = 0
        while (line := file.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return status, file.read(length)


def test_queries_and_pages_follow_each_other_on_one_connection(port: int) -> None:
    """A connection is kept whoever answers on it."""
    with opened(port) as link:
        told = []
        for request in (ASK, ASK, POST % (6, b"ASK {}"), ABOUT, ASK, ABOUT):
            link.sendall(request)
            told.append(answer(link)[0])

    assert [200] * 6 == told


def test_requests_that_come_together_are_answered_in_order(port: int) -> None:
    """What is pipelined is answered one after the other, also where the last is handed on."""
    texts = [f"SELECT ({number} AS ?n) {{}}" for number in range(4)]
    requests = [f"GET /sparql?query={quote(text)}&format=csv HTTP/1.1\r\nHost: x\r\n\r\n" for text in texts]
    with opened(port) as link, link.makefile("rb") as file:
        link.sendall("".join(requests).encode() + ABOUT)
        told = b""
        while told.count(b"HTTP/1.1 200") < 5 or not told.endswith(b"}\n"):
            told += file.read1()

    assert [f"n\r\n{number}\r\n".encode() in told for number in range(4)] == [True] * 4
    assert sorted(told.index(f"n\r\n{number}\r\n".encode()) for number in range(4)) == [
        told.index(f"n\r\n{number}\r\n".encode()) for number in range(4)
    ]


@pytest.mark.parametrize("pause", [0.05, 1.5])
def test_a_request_in_pieces_is_answered(port: int, pause: float) -> None:
    """Whether the rest comes at once or late, the answer is the same."""
    with opened(port) as link:
        link.sendall(ASK[:20])
        time.sleep(pause)
        link.sendall(ASK[20:])

        assert (200, b'{"head":{},"boolean":true}') == answer(link)


def test_a_connection_is_ended_where_the_client_asks_for_it(port: int) -> None:
    """After Connection: close nothing follows the answer."""
    with opened(port) as link:
        link.sendall(ASK.replace(b"Host: x", b"Host: x\r\nConnection: close"))
        told = b""
        while piece := link.recv(65_536):
            told += piece

    assert told.endswith(b'{"head":{},"boolean":true}')


def test_an_older_http_is_answered_by_the_server_behind(port: int) -> None:
    """HTTP/1.0 is answered, and so is what breaks the form."""
    with opened(port) as old, opened(port) as odd:
        old.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
        odd.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\nno header\r\n\r\n")

        assert (200, 400) == (answer(old)[0], answer(odd)[0])


def test_head_has_no_body(port: int) -> None:
    """HEAD says the length of what GET would give, and the next answer follows at once."""
    with opened(port) as link:
        link.sendall(ASK.replace(b"GET", b"HEAD"))
        head = link.recv(65_536)
        link.sendall(ASK)
        status, body = answer(link)

    assert head.endswith(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}\r\n".encode() in head
    assert 200 == status


def test_a_refusal_for_people_is_a_page_after_the_wait(port: int) -> None:
    """Who takes results or a page, and gets neither result nor text, reads why on a page."""
    accept = b"Accept: application/sparql-results+json, text/html;q=0.5"
    with opened(port) as link:
        text = quote(RUNAWAY).encode()
        link.sendall(b"GET /sparql?timeout=0.3&query=%s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % (text, accept))
        status, body = answer(link)

    assert 503 == status
    assert b"not answered within 0.3 seconds" in body
    assert b"<html" in body


def test_equal_questions_at_once_are_asked_once(port: int) -> None:
    """Many who ask the same that is not held all have the same answer."""
    text = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?a ?d ?e }")
    request = f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with ExitStack() as links:
        asking = [links.enter_context(opened(port)) for _ in range(20)]
        for link in asking:
            link.sendall(request)
        told = {answer(link) for link in asking}

    assert 1 == len(told)
    assert 200 == told.pop()[0]


def test_who_leaves_costs_nobody_else(port: int) -> None:
    """Connections that end in the middle of a request, of an answer or of a wait leave others answered."""
    for request in (ASK[:30], ASK, ABOUT, f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()):
        for _ in range(5):
            with opened(port) as link:
                link.sendall(request)
    with opened(port) as link:
        link.sendall(ASK)

        assert 200 == answer(link)[0]


def test_many_connections_wait_for_a_worker_and_further_ones_are_refused(port: int) -> None:
    """More cheap queries at once than may wait are answered, or told to come again; none is left without a word."""
    with ExitStack() as links:
        asking = [links.enter_context(opened(port)) for _ in range(60)]
        for number, link in enumerate(asking):
            text = quote(f"SELECT (COUNT(*) AS ?n{number}) {{ ?a ?b ?c }}")
            link.sendall(f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        told = [answer(link)[0] for link in asking]

    assert {200, 503} >= set(told)
    assert told.count(200) >= 10
