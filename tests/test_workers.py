"""Queries that run away, kill the engine, take all memory or answer too much, against the real server over loopback."""

import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from served import free_port, processes, served, start, stop, wait

#: Seconds and bytes that the server of these tests allows.
DEADLINE, MEMORY, ANSWER = 2.0, 200_000_000, 1_000_000
CHEAP = "ASK { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
DOUBLED = " ".join(f"BIND(CONCAT(?x{step}, ?x{step}) AS ?x{step + 1})" for step in range(40))
DEADLY = f"ASK {{ FILTER({'false || ' * 40_000}false) }}"


class Told(NamedTuple):
    """What a request got: seconds, status, the kind of problem, Retry-After, bytes."""

    seconds: float
    status: int
    slug: str
    again: str | None
    size: int


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph with tight limits."""
    with served(seconds=DEADLINE, workers=2, memory=MEMORY, answer=ANSWER) as address:
        yield address


@pytest.fixture(scope="module")
def patient() -> Iterator[str]:
    """Serve the shipped graph with little memory and so much time that memory ends first on a busy machine too."""
    with served(seconds=25, workers=1, memory=MEMORY) as address:
        yield address


def ask(address: str, query: str, **more: str) -> Told:
    """Ask by form and tell what came, whatever the status."""
    form = urllib.parse.urlencode({"query": query, **more}).encode()
    began = time.monotonic()
    try:
        with urllib.request.urlopen(f"{address}/sparql", form, timeout=30) as answer:
            body = answer.read()
            return Told(time.monotonic() - began, answer.status, "", None, len(body))
    except urllib.error.HTTPError as error:
        problem = json.loads(error.read())
        slug = problem["type"].rpartition("/")[2]
        return Told(time.monotonic() - began, error.code, slug, error.headers["Retry-After"], 0)


def beside(address: str, queries: list[str], seconds: float) -> tuple[list[Told], list[Told]]:
    """Ask some queries at once and a cheap one again and again meanwhile; give what each got."""
    with ThreadPoolExecutor(len(queries)) as others:
        waiting = [others.submit(ask, address, query) for query in queries]
        cheap = []
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            cheap.append(ask(address, CHEAP))
        return [answer.result() for answer in waiting], sorted(cheap)


def test_a_runaway_query_ends_at_its_deadline(server: str) -> None:
    """A cross product is answered 503 with Retry-After at the deadline, and cheap queries are answered meanwhile."""
    [runaway], cheap = beside(server, [RUNAWAY], DEADLINE)

    assert (503, "query-took-too-long", "2") == runaway[1:4]
    assert DEADLINE <= runaway.seconds < DEADLINE + 1
    assert {200} == {told.status for told in cheap}
    assert cheap[len(cheap) * 99 // 100].seconds < 0.5


def test_four_runaways_at_once_leave_cheap_queries_answered(server: str) -> None:
    """More runaways than workers get a clean 503 in time, and hold up nobody else."""
    runaways, cheap = beside(server, [f"{RUNAWAY} # {number}" for number in range(4)], DEADLINE)

    assert {503} == {told.status for told in runaways}
    assert {"query-took-too-long", "server-is-busy"} >= {told.slug for told in runaways}
    assert max(told.seconds for told in runaways) < DEADLINE + 1
    assert {200} == {told.status for told in cheap}
    assert cheap[len(cheap) // 2].seconds < 0.1


def test_a_flood_of_runaways_is_refused_while_cheap_queries_are_answered(server: str) -> None:
    """Beyond the places of the slow lane and those who wait for one, a slow query is told at once to come again."""
    runaways, cheap = beside(server, [f"{RUNAWAY} # {number}" for number in range(28)], 1.0)

    assert {503} == {told.status for told in runaways}
    assert min(told.seconds for told in runaways) < 1.5
    assert max(told.seconds for told in runaways) < DEADLINE + 1
    assert all(told.again for told in runaways)
    assert any(told.status == 200 for told in cheap)
    assert 200 == ask(server, CHEAP).status


def test_a_query_that_kills_the_engine_costs_its_own_answer_only(server: str) -> None:
    """A chain that ends the process that reads it is answered 500 in a sentence, and the next query by another."""
    for _ in range(3):
        assert (500, "engine-died-on-the-query") == ask(server, DEADLY)[1:3]
        assert 200 == ask(server, CHEAP).status


@pytest.mark.parametrize("query", [SORTED, f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("{"x" * 16}" AS ?x0) {DOUBLED} }}'])
def test_a_query_that_takes_all_memory_ends_at_its_share(patient: str, query: str) -> None:
    """What sorts a cross product or doubles a text again and again is answered 507, and the next query as before."""
    assert (507, "engine-ran-out-of-memory") == ask(patient, query)[1:3]
    assert 200 == ask(patient, CHEAP).status


@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?a ?b ?c . ?d ?e ?f }"])
def test_an_answer_that_is_too_large_is_an_error(server: str, form: str) -> None:
    """Rows or a graph beyond the cap are refused, never cut under 200."""
    told = ask(server, f"{form} {{ ?a ?b ?c . ?d ?e ?f }} LIMIT 20000", format="json")

    assert (507, "answer-is-too-large") == told[1:3]


def test_an_answer_below_the_cap_is_whole(server: str) -> None:
    """What fits is sent whole."""
    told = ask(server, "SELECT * { ?a ?b ?c } LIMIT 3000", format="csv")

    assert 200 == told.status
    assert 100_000 < told.size <= ANSWER


def test_a_request_lowers_its_deadline(server: str) -> None:
    """timeout=1 ends a runaway after one second."""
    told = ask(server, RUNAWAY, timeout="1")

    assert (503, "query-took-too-long", "1") == told[1:4]
    assert 1 <= told.seconds < DEADLINE


def test_those_who_do_not_read_hold_up_nobody(patient: str) -> None:
    """Many who ask for a large answer and leave it lying take no place from others, and who reads gets all of it."""
    query = urllib.parse.quote(LARGE)
    host, port = patient.removeprefix("http://").split(":")
    with ExitStack() as lying:
        for _ in range(40):
            reader = lying.enter_context(socket.create_connection((host, int(port))))
            reader.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(1)
        cheap = [ask(patient, CHEAP).status for _ in range(20)]
    while ask(patient, LARGE).status == 503:
        time.sleep(0.5)  # the queries of those who have gone may still run
    with urllib.request.urlopen(f"{patient}/sparql?query={query}", timeout=30) as answer:
        rows = json.load(answer)["results"]["bindings"]

    assert [200] * 20 == cheap
    assert 20_000 == len(rows)
    assert int(answer.headers["Content-Length"]) > 1_000_000


@pytest.mark.parametrize("timeout", ["30000", "-1", "0", "inf", "nan", "soon", ""])
def test_no_request_raises_its_deadline(server: str, timeout: str) -> None:
    """A timeout that is longer than the server's, or no time at all, changes nothing."""
    told = ask(server, RUNAWAY, timeout=timeout)

    assert 503 == told.status
    assert DEADLINE <= told.seconds < DEADLINE + 1


def test_a_browser_is_told_when_to_come_again(server: str) -> None:
    """The page about a query that took too long bears Retry-After too."""
    query = urllib.parse.urlencode({"query": RUNAWAY, "timeout": "0.2"})
    request = urllib.request.Request(f"{server}/sparql?{query}", headers={"Accept": "text/html"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)

    assert (503, "1") == (caught.value.code, caught.value.headers["Retry-After"])
    assert b"not answered within 0.2 seconds" in caught.value.read()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/id/csto", "/about"])
def test_pages_ask_the_same_workers(server: str, path: str) -> None:
    """The signs of health and the pages are answered beside a runaway."""
    with ThreadPoolExecutor(1) as other:
        runaway = other.submit(ask, server, RUNAWAY)
        time.sleep(0.2)
        with urllib.request.urlopen(server + path, timeout=1.5) as answer:
            status = answer.status

    assert (200, 503) == (status, runaway.result().status)


def test_ctrl_c_leaves_no_process_behind() -> None:
    """Server, zygote and workers end together, though two queries run."""
    port = free_port()
    process = start(port)
    wait(f"http://127.0.0.1:{port}")
    with ThreadPoolExecutor(2) as others:
        for _ in range(2):
            others.submit(ask, f"http://127.0.0.1:{port}", RUNAWAY)
        time.sleep(0.5)
        running = len(processes(port))
        stop(process)

    assert running >= 5
    assert [] == processes(port)


def test_a_server_that_is_killed_takes_its_processes_with_it() -> None:
    """Where even the first process is killed, those below it end by themselves within a second."""
    port = free_port()
    process = start(port)
    wait(f"http://127.0.0.1:{port}")
    process.kill()
    process.wait()
    until = time.monotonic() + 1
    while processes(port) and time.monotonic() < until:
        time.sleep(0.02)

    assert [] == processes(port)
