"""What becomes of connections that are lent when the graph is made anew, when the server ends, and what the log says."""

import http.client
import json
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest
from lent import asked, fresh, lent
from running import Running, running


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """Serve a small graph."""
    with running(tmp_path, "--log", "json", "--timeout", "3") as made:
        yield made


def test_a_graph_that_is_made_anew_is_answered_from_on_the_same_connection(server: Running) -> None:
    """No request is lost, and from some moment on all answers are those of the new graph."""
    with closing(lent(server.port)) as link:
        before = asked(link, fresh())[1]["foedus-version"]
        file = min((server.folder / "graph" / "names").glob("*.ttl"))
        file.write_text(file.read_text().replace('"@en', ' anew"@en'))
        server.process.send_signal(signal.SIGHUP)
        told = list(islice(_versions(link, before), 20_000))

    assert {200} == {status for status, _ in told}
    assert before != told[-1][1]
    assert sorted((version for _, version in told), key=lambda version: version != before) == [one for _, one in told]


def _versions(link: http.client.HTTPConnection, before: str) -> Iterator[tuple[int, str]]:
    until, more = time.monotonic() + 20, 100
    while time.monotonic() < until and more:
        status, headers, _ = asked(link, fresh())
        yield status, headers["foedus-version"]
        more -= headers["foedus-version"] != before


def test_the_server_ends_at_once_when_nothing_is_asked(server: Running) -> None:
    """A connection that is lent and idle holds up no end; what came before was answered."""
    with closing(lent(server.port)) as link:
        asked(link, fresh())
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)

    assert time.monotonic() - began < 3


def test_the_log_tells_of_what_workers_answered(server: Running) -> None:
    """Each request is a line, whoever answered it, with the name that its answer bears."""
    with closing(lent(server.port)) as link:
        link.request("GET", "/sparql?query=ASK%7B%7D%20%23once")
        reply = link.getresponse()
        reply.read()
        name = reply.headers["X-Request-Id"]
        server.told(name)
    line = next(line for line in server.said.read_text().splitlines() if name in line)

    assert (200, "sparql", "GET", "miss") == tuple(
        json.loads(line)[each] for each in ("status", "route", "method", "cache")
    )
