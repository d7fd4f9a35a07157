"""Faults that connections lent to workers had: each has a trial here, with the server as it runs."""

import http.client
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from foedus.web.drafts import Draft, Token, TooLarge
from foedus.wire import PIECE
from lent import JSON, NUMBERS, asked, counted, fresh, lent
from served import served

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3000"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the shipped graph."""
    with served(seconds=1, workers=2) as address:
        yield int(address.rpartition(":")[2])


def test_nothing_of_an_answer_that_is_too_large_is_sent_to_the_door() -> None:
    """The engine may write on after it was told to stop; what it writes would be the beginning of another answer."""
    near, far = socket.socketpair()
    draft = Draft(near, Token(os.eventfd(1, os.EFD_NONBLOCK)))
    for _ in range(2):
        with pytest.raises(TooLarge):
            draft.write(b"x" * (PIECE + 1))
    near.close()

    assert far.recv(1) == b""


def test_large_answers_leave_no_worker_stuck(port: int) -> None:
    """However many are asked for on connections that are lent, each comes, and soon."""
    began, told = time.monotonic(), []
    for _ in range(6):
        with closing(lent(port)) as link:
            told.append(asked(link, f"{LARGE} # {next(NUMBERS)}")[2].count(b'"s"'))

    assert [3001] * 6 == told
    assert time.monotonic() - began < 3


def _bytes(query: str, *headers: str) -> bytes:
    lines = [f"GET /sparql?query={quote(query)} HTTP/1.1", "Host: x", f"Accept: {JSON}", *headers, "", ""]
    return "\r\n".join(lines).encode()


def test_answers_that_are_held_come_whole_to_who_reads_late(port: int) -> None:
    """What the client does not take at once is sent later, however much that is."""
    with closing(lent(port)) as link:
        sizes = {len(asked(link, LARGE)[2]) for _ in range(2)}
    with closing(lent(port)) as link:
        for _ in range(6):
            link.sock.sendall(_bytes(LARGE))
            time.sleep(0.05)
        link.sock.settimeout(5)
        told = b""
        while told.count(b"HTTP/1.1 200") < 6 or len(told) < 6 * min(sizes):
            told += link.sock.recv(1 << 20) or pytest.fail("the connection ended")

    assert told.count(b'{"head"') == 6


def test_a_client_hears_at_once_that_its_connection_has_ended(port: int) -> None:
    """A worker that computes for another has its file still, and holds nobody up by that."""
    with closing(lent(port)) as link, closing(lent(port)) as other:
        thread = threading.Thread(target=asked, args=[other, f"{RUNAWAY} # {next(NUMBERS)}"])
        thread.start()
        time.sleep(0.2)
        link.sock.sendall(_bytes(fresh(), "Connection: close"))
        while link.sock.recv(65_536):
            pass
        ended_before = thread.is_alive()
        thread.join()

    assert ended_before


def test_what_workers_could_not_tell_is_counted(port: int) -> None:
    """Requests that are in no log are at least a number."""
    assert counted(port, "foedus_untold_requests_total") == 0


def test_nobody_waits_for_a_worker_that_was_taken_over(port: int) -> None:
    """Connections that are lent while it answers are told on its line; questions are asked of others."""
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?c ?e ?f . ?f ?g ?h }"
    told = []
    for _ in range(2):
        links = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(6)]
        told += [asked(link, fresh())[0] for link in links]
        with closing(lent(port)) as link:
            thread = threading.Thread(target=asked, args=[link, f"{slow} # {next(NUMBERS)}"])
            thread.start()
            told += [asked(other, fresh())[0] for other in links]
            thread.join()
        for other in links:
            other.close()
        door = http.client.HTTPConnection("127.0.0.1", port)
        told += [asked(door, query)[0] for query in (f"{slow} # {next(NUMBERS)}", fresh(), fresh())]

    assert [200] * 30 == told
