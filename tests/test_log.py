"""The log of the server: a line a request, on standard error."""

import hashlib
import json
import logging
import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from foedus.web.journal import Faults, Journal
from served import free_port, running

PRIVATE = 'ASK { ?s ?p "a secret of mine" }'
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SANE = re.compile(r"[0-9a-f]{16}")


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[tuple[str, Path]]:
    """Serve the shipped graph; give its address and the file of its log, which is whole when the server has ended."""
    port, log = free_port(), folder / "log"
    with running("serve", "--port", str(port), *words, at=port, log=log) as address:
        yield address, log


def fetch(address: str, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, Any, bytes]:
    """Give status, headers and body, whatever the status."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, headers=dict(headers or {}))) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def asked(query: str) -> str:
    """Give the path of a query."""
    return "/sparql?" + urllib.parse.urlencode({"query": query})


def lines(log: Path) -> list[dict[str, Any]]:
    """Read the lines of a log, each of them JSON."""
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_each_request_is_a_line_of_json(tmp_path: Path) -> None:
    """Away from a terminal each request is told by time, name, method, path, kind, status, bytes and milliseconds."""
    with serving(tmp_path) as (address, log):
        _, headers, body = fetch(address, "/about?secret=1")
    told = next(line for line in lines(log) if line.get("path") == "/about")

    assert {"time", "event", "id", "method", "path", "route", "status", "bytes", "ms"} == set(told)
    assert ("request", "GET", "page", 200, len(body)) == tuple(
        told[name] for name in ("event", "method", "route", "status", "bytes")
    )
    assert (headers["X-Request-Id"], True) == (told["id"], 0 < told["ms"] < 5000)


def test_a_query_is_told_by_its_hash_and_its_outcome_only(tmp_path: Path) -> None:
    """Neither the text of a query nor its client's address is in the log; its hash and its outcome are."""
    with serving(tmp_path) as (address, log):
        fetch(address, asked(PRIVATE))
        fetch(address, asked(PRIVATE[:-1]))
    good, bad = [line for line in lines(log) if line.get("path") == "/sparql"][-2:]

    assert hashlib.sha256(PRIVATE.encode()).hexdigest()[:16] == good["query"]
    assert ("query-has-a-syntax-error", 400) == (bad["outcome"], bad["status"])
    assert not {"secret", "127.0.0.1"} & set(re.split(r"[^\w.]", log.read_text()))


def test_texts_and_clients_are_told_where_they_are_asked_for(tmp_path: Path) -> None:
    """With --log-queries and --log-clients the log shows both."""
    with serving(tmp_path, "--log-queries", "--log-clients") as (address, log):
        fetch(address, asked(PRIVATE))

    assert (PRIVATE, "127.0.0.1") == tuple(lines(log)[-2][name] for name in ("text", "client"))


def test_start_and_end_are_told(tmp_path: Path) -> None:
    """The first line tells of the start, the last of the end."""
    with serving(tmp_path) as (_, log):
        pass

    assert ["started", "stopped"] == [lines(log)[place]["event"] for place in (0, -1)]


def test_a_request_that_outlives_the_order_to_stop_is_answered_and_told(tmp_path: Path) -> None:
    """After SIGTERM what is under way is answered, and its line stands in the log before that of the end."""
    with serving(tmp_path) as (address, log), ThreadPoolExecutor(1) as other:
        runaway = other.submit(fetch, address, asked(RUNAWAY) + "&timeout=2")
        time.sleep(0.7)
        status = Path(f"/proc/{lines(log)[0]['process']}/stat").read_text()
        os.kill(int(status.rpartition(")")[2].split()[1]), signal.SIGTERM)
        answered = runaway.result()[0]
    told = lines(log)

    assert (503, "query-took-too-long") == (answered, told[-2]["outcome"])
    assert "stopped" == told[-1]["event"]


def test_people_get_plain_text(tmp_path: Path) -> None:
    """With --log text a request is one readable line, and control characters in it are escaped."""
    with serving(tmp_path, "--log", "text") as (address, log):
        fetch(address, "/no%1B%5B31m%0Aplace")
    (line,) = [line for line in log.read_text().splitlines() if "place" in line]

    assert " 404 GET /no\\u001b[31m\\nplace " in line
    assert "nothing-is-here" in line


def test_the_log_can_be_switched_off(tmp_path: Path) -> None:
    """With --log off nothing is written."""
    with serving(tmp_path, "--log", "off") as (address, log):
        fetch(address, "/")

    assert "" == log.read_text()


def test_every_answer_bears_a_name_of_ours(tmp_path: Path) -> None:
    """Each answer names its request, differently each time, in a header that pages of other origins may read."""
    paths = ["/", "/healthz", "/nowhere", "/static/foedus.css", asked("ASK {}"), asked("ASK {}"), asked("ASK {")]
    with serving(tmp_path) as (address, _):
        told = [fetch(address, path, {"X-Request-Id": "theirs"})[1] for path in paths]
    names = {headers["X-Request-Id"] for headers in told}

    assert len(paths) == len([name for name in names if SANE.fullmatch(name)])
    assert all("X-Request-Id" in headers["Access-Control-Expose-Headers"] for headers in told)


def test_a_problem_names_its_request(tmp_path: Path) -> None:
    """The name in a problem document is that of the header and of the log."""
    with serving(tmp_path) as (address, log):
        _, headers, body = fetch(address, asked("ASK {"))
    names = {headers["X-Request-Id"], json.loads(body)["requestId"], lines(log)[-2]["id"]}

    assert 1 == len(names)


def test_a_proxy_in_front_is_believed_when_it_is_declared(tmp_path: Path) -> None:
    """With --proxy-hops 1 the last address of X-Forwarded-For is the client's, and a sane X-Request-Id is kept."""
    with serving(tmp_path, "--proxy-hops", "1", "--log-clients") as (address, log):
        sane = {"X-Request-Id": "abc-1", "X-Forwarded-For": "10.6.6.6, 192.0.2.7"}
        names = [fetch(address, "/about", headers)[1]["X-Request-Id"] for headers in (sane, {"X-Request-Id": "a b"})]
    told = [line["client"] for line in lines(log) if line.get("path") == "/about"]

    assert ("abc-1", True) == (names[0], bool(SANE.fullmatch(names[1])))
    assert ["192.0.2.7", "127.0.0.1"] == told


def test_nobody_in_front_is_believed_otherwise(tmp_path: Path) -> None:
    """Without it what a stranger says of addresses, hosts and names changes nothing."""
    lies = {"X-Request-Id": "abc-1", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Prefix": "/x", "Host": "evil.example"}
    with serving(tmp_path, "--log-clients") as (address, log):
        plain, lied = (fetch(address, "/sparql", {"Accept": "text/turtle", **more})[2] for more in ({}, lies))

    assert plain == lied
    assert {"127.0.0.1"} == {line["client"] for line in lines(log) if line.get("path") == "/sparql"}
    assert "abc-1" not in log.read_text()


def test_only_https_is_promised_where_the_public_comes_by_it(tmp_path: Path) -> None:
    """Strict-Transport-Security stands on answers and errors where the public address is https, and nowhere else."""
    with serving(tmp_path, "--public-url", "https://graph.example") as (address, _):
        secure = {fetch(address, path)[1]["Strict-Transport-Security"] for path in ("/", "/nowhere", asked("ASK {}"))}
    with serving(tmp_path) as (address, _):
        plain = fetch(address, "/")[1]["Strict-Transport-Security"]

    assert ({"max-age=31536000"}, None) == (secure, plain)


def test_a_log_that_nobody_reads_holds_up_nobody(tmp_path: Path) -> None:
    """Answers come while the pipe of the log is full."""
    fifo, port = tmp_path / "log", free_port()
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with running("serve", "--port", str(port), "--log-queries", at=port, log=fifo) as address:
        long = "ASK {} # " + "x" * 6000
        began = time.monotonic()
        statuses = {fetch(address, asked(long))[0] for _ in range(40)}
        seconds = time.monotonic() - began
        os.set_blocking(reader, True)
        held = len(os.read(reader, 1 << 20))
    os.close(reader)

    assert {200} == statuses
    assert 20_000 < held < 40 * len(long)
    assert seconds < 20


def test_a_fault_is_told_by_its_place_and_never_by_its_values(capfd: pytest.CaptureFixture[str]) -> None:
    """A fault of ours is a line that names its kind and where in the code it happened, without its message."""
    logger = logging.getLogger("tests.log")
    logger.addHandler(Faults(Journal("json")))
    try:
        json.loads("secret")
    except ValueError as error:
        logger.exception("an unforeseen %s", type(error).__name__)
    text = capfd.readouterr().err
    told = json.loads(text)

    assert ("fault", "an unforeseen JSONDecodeError") == (told["event"], told["what"])
    assert re.fullmatch(r"test_log\.py:\d+ test_a_fault_is_told.*", told["trace"][0])
    assert "secret" not in text
