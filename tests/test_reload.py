"""The real server while its graph is made anew, after its processes were killed, and while it ends."""

import json
import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from foedus.workers import Limits
from running import Running, running
from served import processes

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
LABELS = "SELECT ?label { ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?label } ORDER BY ?label"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serve a small graph that the tests of this module change one after the other."""
    with running(tmp_path_factory.mktemp("reload"), "--timeout", "6") as made:
        yield made


def ask(address: str, query: str, **more: str) -> tuple[int, str, str]:
    """Give status, version and body of an answer or a refusal."""
    words = urllib.parse.urlencode({"query": query, **more})
    try:
        with urllib.request.urlopen(f"{address}/sparql?{words}", timeout=30) as answer:
            return answer.status, answer.headers["Foedus-Version"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"] or "", error.read().decode()


def relabel(folder: Path, to: str) -> None:
    """Give the first name of the graph another label."""
    file = min((folder / "graph" / "names").glob("*.ttl"))
    text = re.sub(r'label "[^"]*"@en', f'label "{to}"@en', file.read_text(), count=1)
    file.write_text(text)


def test_a_reload_drops_no_request(server: Running) -> None:
    """While the graph is made anew and after, every request is answered whole: first by the old graph, then by the new."""
    _, before, old = ask(server.address, LABELS)
    relabel(server.folder, "quite another name")
    got = []
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(server.told, "the graph is served as")
        server.process.send_signal(signal.SIGHUP)
        for number in count():
            got.append(ask(server.address, f"{LABELS} # {number}"))
            if waiting.done() and got[-1][1] != before:
                break
    versions = [version for _, version, _ in got]

    assert {200} == {status for status, _, _ in got}
    assert old == got[0][2]
    assert "quite another name" in got[-1][2]
    assert 2 == len({body for _, _, body in got}) == len(set(versions))
    assert sorted(versions, key=lambda version: version != before) == versions


def test_a_graph_that_was_replaced_is_let_go(server: Running) -> None:
    """When no request can be under way on it any more, the processes of the graph before end."""
    until = time.monotonic() + 20
    while len(processes(server.port, mark="foedus.holder")) > 1 + Limits().workers and time.monotonic() < until:
        time.sleep(0.1)

    assert 1 + Limits().workers == len(processes(server.port, mark="foedus.holder"))


def test_a_graph_that_cannot_be_made_leaves_the_one_before(server: Running) -> None:
    """A file that does not parse is told in a sentence with its place, and what was served is served on."""
    *_, old = ask(server.address, LABELS)
    broken = server.folder / "graph" / "names" / "broken.ttl"
    broken.write_text("this is no Turtle")
    server.process.send_signal(signal.SIGHUP)

    assert server.told("graph/names/broken.ttl")
    assert server.told("the one before stays")
    assert old == ask(server.address, f"{LABELS} # again")[2]
    broken.unlink()


def test_the_death_of_the_process_that_holds_the_graph_heals(server: Running) -> None:
    """A query meanwhile is a 503 with Retry-After, readiness says so, and then all is answered as before."""
    *_, old = ask(server.address, LABELS)
    holders = processes(server.port, mark="foedus.holder")
    for process in holders:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    got = [ask(server.address, "ASK {} # at once")]
    until = time.monotonic() + 20
    while got[-1][0] != 200 and time.monotonic() < until:
        got.append(ask(server.address, f"ASK {{}} # {len(got)}"))

    assert {503} >= {status for status, _, _ in got[:-1]}
    assert all(again for _, again, _ in got[:-1])
    assert (200, old) == ask(server.address, f"{LABELS} # healed")[::2]
    assert set() == {*holders} & {*processes(server.port)}


def test_a_query_under_way_is_answered_after_sigterm(tmp_path: Path) -> None:
    """Who is told to end takes no new connection, and ends when what is under way has been answered."""
    with running(tmp_path) as made, ThreadPoolExecutor(1) as other:
        waiting = other.submit(ask, made.address, RUNAWAY, timeout="2")
        time.sleep(0.7)
        made.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(made.address, timeout=2)
        status, _, body = waiting.result()
        made.process.wait(10)

        assert (503, "query-took-too-long") == (status, json.loads(body)["type"].rpartition("/")[2])
        assert [] == processes(made.port)
