"""Which requests are plain, and what is read from them."""

import pytest
from foedus.web import plain

HOST = b"Host: x\r\n"
SERVER = ("127.0.0.1", "8000")


def read(come: bytes) -> plain.Plain | None:
    """Read what has come from a client."""
    return plain.read(come, "192.0.2.1", SERVER)


def test_a_plain_get_is_read() -> None:
    """Method, path, query and headers stand where WSGI has them, with the client's address."""
    found = read(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\naccept:  text/csv \r\n\r\nGET")

    assert found
    told = {"REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT", "HTTP_HOST", "REMOTE_ADDR"}
    assert {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/sparql",
        "QUERY_STRING": "query=ASK%7B%7D",
        "HTTP_ACCEPT": "text/csv",
        "HTTP_HOST": "x",
        "REMOTE_ADDR": "192.0.2.1",
    } == {name: found.environ[name] for name in told}
    assert found.kept


def test_a_body_that_came_whole_is_read() -> None:
    """A POST takes as many bytes as it says, and no byte of the next request."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\n"
    found = read(head + b"ASK {}GET /")

    assert found
    assert (b"ASK {}", len(head) + 6) == (found.environ["wsgi.input"].read(), found.size)
    assert ("application/sparql-query", "6") == (found.environ["CONTENT_TYPE"], found.environ["CONTENT_LENGTH"])


def test_a_connection_is_closed_where_the_client_says_so() -> None:
    """Connection: close is heard."""
    found = read(b"GET /sparql HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n")

    assert found
    assert not found.kept


@pytest.mark.parametrize(
    "come",
    [
        b"GET /about HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /sparql HTTP/1.0\r\n" + HOST + b"\r\n",
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: a\r\naccept: b\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept : a\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: a\r\n b\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Accept: a\n\r\n",
        b"GET /sparql HTTP/1.1\n" + HOST + b"\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"X: \xc3\xa9\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"X: a\x00b\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"X_Y: a\r\n\r\n",
        b"GET /sparql?query=\xc3\xa9 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /sparql?a b HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http://x/sparql HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Expect: 100-continue\r\nContent-Length: 1\r\n\r\na",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: +1\r\n\r\na",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\na",
        b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\na",
        b"GET /sparql HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: a\r\n" % number for number in range(100)) + b"\r\n",
        b"GET /sparql HTTP/1.1\r\n" + HOST,
    ],
)
def test_what_is_odd_or_cut_is_not_plain(come: bytes) -> None:
    """Whatever could be read in two ways, or asks for more than an answer, is left to the server behind."""
    assert read(come) is None


@pytest.mark.parametrize("come", [b"", b"G", b"GET /spar", b"GET /sparql?query=", b"QUERY /sparql HTTP/1.1\r\n"])
def test_a_beginning_may_become_plain(come: bytes) -> None:
    """What has come so far of a plain request is waited for."""
    assert plain.may_be(come)


@pytest.mark.parametrize(
    "come", [b"GET /about HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n\r\n", b"GET /sparql?" + b"a" * 70_000]
)
def test_another_beginning_cannot(come: bytes) -> None:
    """Another address, another protocol and what is too large are not waited for."""
    assert not plain.may_be(come)


def test_an_answer_says_its_date_and_whether_the_connection_ends() -> None:
    """The head has the headers, the date, and Connection: close where that is so."""
    lines = plain.head("200 OK", [("Content-Length", "2")], kept=False).decode().split("\r\n")

    assert ["HTTP/1.1 200 OK", "Content-Length: 2", "Connection: close", "", ""] == [*lines[:2], *lines[3:]]
    assert lines[2].startswith("Date: ")
