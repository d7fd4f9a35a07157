"""Connections that are lent to workers: they are answered there as at the door, whatever is asked, and whoever ends."""

import http.client
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from lent import NUMBERS, Answer, asked, counted, fresh, lent
from served import processes, served

#: Takes some 50 ms, the moment at which the door takes a question over; it ends where more is written.
SLOW = "SELECT ?n { { SELECT (COUNT(*) AS ?all) { ?a ?b ?c . ?c ?e ?f } }"
#: What is said where a worker is killed: that it died, that its memory was used up, or that others must wait.
KILLED = (500, 507, 503)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 2000"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve the shipped graph."""
    with served(seconds=2, workers=2) as address:
        yield int(address.rpartition(":")[2])


def holders(port: int) -> list[int]:
    """Give the process that holds the graph, and those that were forked from it."""
    return sorted(processes(port, mark="foedus.holder") or processes(port))


ASKED = {
    "GET": {},
    "HEAD": {"method": "HEAD"},
    "POST": {"method": "POST"},
    "QUERY": {"method": "QUERY"},
    "CSV": {"Accept": "text/csv"},
    "XML": {"Accept": "application/sparql-results+xml"},
    "an unknown form": {"Accept": "image/png"},
    "a name for the request": {"X-Request-Id": "given"},
}


@pytest.mark.parametrize("query", ["ASK {}", "SELECT * {", "SELECT ?s { ?s a ?c } LIMIT 3", "LOAD <http://x>"])
@pytest.mark.parametrize("how", ASKED)
def test_workers_answer_as_the_door_does(port: int, how: str, query: str) -> None:
    """Status, headers and body are the same, whoever answers; a problem's own name is that of its request."""
    with closing(lent(port)) as link, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as door:
        told = [asked(one, f"{query} # {how}", **ASKED[how]) for one in (door, link)]

    assert _named(told[0]) == _named(told[1])


def _named(answer: Answer) -> Answer:
    status, headers, body = answer
    return status, headers, re.sub(rb'[0-9a-f]{16}(?=")|\(request \w+\)', b"", body)


def test_what_the_client_has_is_not_sent_again(port: int) -> None:
    """A worker heeds If-None-Match."""
    query = fresh()
    with closing(lent(port)) as link:
        tag = asked(link, query)[1]["etag"]
        told = asked(link, query, **{"If-None-Match": tag})

    assert (304, b"") == (told[0], told[2])


@pytest.mark.parametrize("how", ["GET", "HEAD", "POST", "CSV"])
def test_what_is_asked_again_has_the_same_answer_with_a_name_of_its_own(port: int, how: str) -> None:
    """The third time and after, a request is known by its bytes; each answer is counted as held."""
    query = fresh()
    before = _found(port)
    with closing(lent(port)) as link:
        told = [asked(link, query, **ASKED[how]) for _ in range(6)]
        link.request("GET", f"/sparql?query={quote(query)}")
        names = {link.getresponse().read() and _name(link, query) for _ in range(3)}

    assert [told[0]] * 6 == told
    assert 3 == len(names)
    assert _found(port) >= before + 3


def _name(link: http.client.HTTPConnection, query: str) -> str:
    """Ask and give the name of the request; leave the next answer to be read."""
    link.request("GET", f"/sparql?query={quote(query)}")
    reply = link.getresponse()
    reply.read()
    link.request("GET", f"/sparql?query={quote(query)}")
    return str(reply.headers["X-Request-Id"])


def _found(port: int) -> float:
    return counted(port, 'foedus_cache_answers_total{found="yes"}')


def test_a_page_and_a_query_follow_each_other(port: int) -> None:
    """What is no plain query goes back to the door, and the connection is kept."""
    told = []
    with closing(lent(port)) as link:
        for path in ("/healthz", f"/sparql?query={quote(fresh())}", "/about", f"/sparql?query={quote('ASK {}')}"):
            link.request("GET", path)
            reply = link.getresponse()
            told.append((reply.status, len(reply.read()) > 0))

    assert [(200, True)] * 4 == told


def test_a_refusal_for_people_is_a_page(port: int) -> None:
    """Who asks with a browser reads a page."""
    with closing(lent(port)) as link:
        status, headers, body = asked(link, "SELECT * {", Accept="text/html")

    assert (400, "text/html; charset=utf-8", True) == (status, headers["content-type"], b"<h1" in body)


def test_an_answer_that_is_large_is_whole(port: int) -> None:
    """What is too large for a worker to send at once is asked again at the door."""
    with closing(lent(port)) as link, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as door:
        told = [asked(one, LARGE + "#" * n)[2].count(b'"s"') for n, one in enumerate((link, link, door))]

    assert [2001] * 3 == told


def test_a_question_without_end_ends_at_its_deadline_and_others_go_on(port: int) -> None:
    """It is taken over from the worker, refused in time, and the connection is kept; others are answered meanwhile."""
    told: list[tuple[int, float]] = []
    with closing(lent(port)) as link, closing(lent(port)) as other:

        def run() -> None:
            began = time.monotonic()
            told.append((asked(link, f"{RUNAWAY} # {next(NUMBERS)}")[0], time.monotonic() - began))

        thread = threading.Thread(target=run)
        thread.start()
        time.sleep(0.3)
        meanwhile = [asked(other, fresh())[0] for _ in range(20)]
        answered = len(told)
        thread.join()
        after = asked(link, fresh())[0]

    assert (0, [200] * 20, 200) == (answered, meanwhile, after)
    assert told[0][0] == 503
    assert 1.9 < told[0][1] < 4


def test_more_questions_without_end_than_workers_are_refused_in_time(port: int) -> None:
    """Each connection has its answer, and each is kept."""
    links = [lent(port) for _ in range(6)]
    told: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: told.append(asked(one, f"{RUNAWAY} # {id(one)}")[0])) for one in links
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert [503] * 6 == told
    assert [200] * 6 == [asked(link, fresh())[0] for link in links]
    for link in links:
        link.close()


def test_a_request_in_pieces_is_answered(port: int) -> None:
    """A worker leaves to the door what has not come whole."""
    with closing(lent(port)) as link:
        request = f"GET /sparql?query={quote(fresh())} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        link.sock.sendall(request[:30])
        time.sleep(0.2)
        link.sock.sendall(request[30:])
        told = link.sock.recv(65_536)

    assert told.startswith(b"HTTP/1.1 200 OK")


def test_requests_that_come_together_are_answered_in_order(port: int) -> None:
    """What is pipelined is answered one after the other."""
    with closing(lent(port)) as link:
        numbers = [next(NUMBERS) + 10_000_000 for _ in range(3)]
        queries = [quote(f"SELECT ({number} AS ?n) {{}}") for number in numbers]
        link.sock.sendall("".join(f"GET /sparql?query={q} HTTP/1.1\r\nHost: x\r\n\r\n" for q in queries).encode())
        told = b""
        while told.count(b"HTTP/1.1 200") < 3 or not told.endswith(b"}"):
            told += link.sock.recv(65_536)

    assert numbers == [int(number) for number in re.findall(rb'"value":"(\d+)"', told)]


@pytest.mark.parametrize("busy", ["busy", ""])
def test_a_worker_that_dies_costs_its_own_answer_only(port: int, busy: str) -> None:
    """Other connections are answered, and so is the next question on its own."""
    told: list[int] = []
    with closing(lent(port)) as link, closing(lent(port)) as other:
        thread = threading.Thread(target=lambda: told.append(asked(link, RUNAWAY + f"# {busy}")[0]))
        if busy:
            thread.start()
            time.sleep(0.01)
        for pid in holders(port)[1:]:
            os.kill(pid, signal.SIGKILL)
        if busy:
            thread.join(20)
        after = [asked(one, fresh())[0] for one in (other, link) for _ in range(3)]

    assert [200] * 6 == after
    assert told in ([], [500], [503], [507])


def test_connections_that_end_leave_nothing_behind(port: int) -> None:
    """Whoever leaves is forgotten, at the door and in the workers."""
    for link in [lent(port) for _ in range(3)]:
        link.close()
    before = _files(port)
    for _ in range(5):
        for link in [lent(port) for _ in range(3)]:
            link.close()
    time.sleep(1.5)

    assert _files(port) <= before + 2


def _files(port: int) -> int:
    return sum(len([*Path(f"/proc/{pid}/fd").iterdir()]) for pid in processes(port))


def test_every_answer_is_that_of_its_own_question(port: int) -> None:
    """Whatever else happens - slow questions, kills, pauses, connections that come and go - no answer is another's."""
    told: list[bool] = []
    chance = Random(1)  # noqa: S311 - no secret
    threads = [threading.Thread(target=_converse, args=[port, Random(chance.random()), told]) for _ in range(10)]  # noqa: S311 - as above
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.4)
        with suppress(ProcessLookupError):
            os.kill(chance.choice(holders(port)[1:]), signal.SIGKILL)

    assert all(told)
    assert len(told) > 200


def _converse(port: int, chance: Random, told: list[bool]) -> None:
    """Ask many questions whose answers name them, and tell of each whether its answer is its own.

    Who is killed while it sends an answer ends that connection.
    """
    for _ in range(4):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as link:
            for _ in range(chance.randrange(2, 60)):
                number = chance.randrange(10**9)
                query = f"{SLOW if chance.random() < 0.02 else 'SELECT ?n {'} VALUES ?n {{ {number} }} }}"
                try:
                    status, _, body = asked(link, query)
                except (ConnectionError, http.client.HTTPException):
                    break
                told.append(f'"{number}"'.encode() in body if status == 200 else status in KILLED)
                time.sleep(chance.choice((0, 0, 0, 0.001, 0.06)))
