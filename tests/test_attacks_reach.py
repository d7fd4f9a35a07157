"""Queries and parameters that would have the server fetch something, with somebody listening who must hear nothing."""

import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from attacks import transfers
from attacks.hostile import exchanged, status
from attacks.transfers import get, post
from served import served

#: Stands where the listener's address comes.
THERE = "THERE"
CALLS = [
    f"SELECT * {{ SERVICE <{THERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERVICE SILENT <{THERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ sErViCe <{THERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ \\u0053ERVICE <{THERE}> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SERV\\U00000049CE <{THERE}> {{ ?s ?p ?o }} }}",
    f"BASE <{THERE}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    f"PREFIX x: <{THERE}> SELECT * {{ SERVICE x:y {{ ?s ?p ?o }} }}",
    f"SELECT * {{ VALUES ?e {{ <{THERE}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
    f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{THERE}> {{ ?s ?p ?o }} }} }} }} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{THERE}> {{ ?s ?p ?o }} }}",
    f"DESCRIBE ?s {{ SERVICE <{THERE}> {{ ?s ?p ?o }} }}",
    f"ASK {{ FILTER NOT EXISTS {{ SERVICE <{THERE}> {{ ?s ?p ?o }} }} }}",
    f"SELECT * {{ #\n SERVICE #\r\n <{THERE}> #\n {{ ?s ?p ?o }} }}",
    f"LOAD <{THERE}>",
    f"LOAD SILENT <{THERE}> INTO GRAPH <a:b>",
]
NAMES = [
    f"ASK FROM <{THERE}> {{ ?s ?p ?o }}",
    f"ASK FROM NAMED <{THERE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "ASK FROM <file:///etc/passwd> { ?s ?p ?o }",
    f"ASK {{ GRAPH <{THERE}> {{ ?s ?p ?o }} }}",
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph."""
    with served(workers=2) as address:
        yield address


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on loopback, whence nothing must be heard."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        yield listening


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def is_called(listener: socket.socket) -> bool:
    try:
        listener.accept()[0].close()
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("query", CALLS)
def test_no_query_calls_another_server(server: str, listener: socket.socket, query: str) -> None:
    """SERVICE and LOAD, however they are written, are forbidden, and nobody is called."""
    answer = exchanged(server, post(query.replace(THERE, address(listener)).encode()))

    assert status(answer) == 403
    assert b"query-reaches-out" in answer
    assert not is_called(listener)


@pytest.mark.parametrize("query", NAMES)
def test_the_name_of_a_graph_is_not_fetched(server: str, listener: socket.socket, query: str) -> None:
    """FROM and GRAPH name graphs that are held or are empty, be their names addresses or files."""
    answer = exchanged(server, post(query.replace(THERE, address(listener)).encode()))

    assert status(answer) == 200
    assert b"false" in answer.partition(b"\r\n\r\n")[2]
    assert not is_called(listener)


@pytest.mark.parametrize("target", ["default-graph-uri", "named-graph-uri", "using-graph-uri", "format", "query"])
def test_no_parameter_is_fetched(server: str, listener: socket.socket, target: str) -> None:
    """An address in any parameter is a word."""
    said = quote(address(listener), safe="")
    answer = exchanged(server, get(f"{transfers.ASK if target != 'query' else '/sparql?'}&{target}={said}"))

    assert status(answer) in {200, 400}
    assert not is_called(listener)


@pytest.mark.parametrize("target", ["/graphs?graph=", "/id/", "/queries/", "/problems/", "/conflict/"])
def test_no_address_below_ours_is_fetched(server: str, listener: socket.socket, target: str) -> None:
    """An address after ours names a thing that is not known here."""
    answer = exchanged(server, get(target + quote(address(listener), safe="")))

    assert status(answer) in {400, 404}
    assert not is_called(listener)
