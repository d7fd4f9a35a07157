"""Pages of the shipped graph beside Datasette's over our SQLite export: milliseconds, bytes, answers a second."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from served import free_port, served
from sights import READ

#: What of both is most alike: the first page, a table, one thing, a search.
PAIRS = (
    ("first page", "/", "/"),
    ("a table", "/queries/csto-members", "/graph/memberships"),
    ("one claim", "/claim/002-042.html", "/graph/claims/002-042"),
    ("a search", "/search?q=rahmon", "/graph/things?_search=rahmon"),
)
PAGE = {"Accept": "text/html"}
#: Connections of the load, each of which asks one after the other.
CONNECTIONS = 8


@contextmanager
def datasette(folder: Path) -> Iterator[str]:
    """Serve our SQLite export by Datasette as a journalist would."""
    file, port = folder / "graph.sqlite", free_port()
    export = "from foedus.cli import main; main(prog_name='foedus')"
    subprocess.run([sys.executable, "-c", export, "export", "--format", "sqlite", "--output", file], check=True)
    command = [sys.executable, "-m", "datasette", "serve", file, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _patiently(address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _patiently(address: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            ask(_connected(address), "/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def _connected(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, int]:
    """Get a page whole; give its status and its bytes."""
    connection.request("GET", path, headers=PAGE)
    answer = connection.getresponse()
    return answer.status, len(answer.read())


def paced(address: str, path: str, runs: int) -> tuple[float, int]:
    """Give the milliseconds of a page at the median, after a first one, and its bytes; only 200 counts."""
    connection = _connected(address)
    status, size = ask(connection, path)
    if status != http.client.OK:
        raise LookupError(f"{path} answers {status}")
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        ask(connection, path)
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken), size


def loaded(address: str, path: str, seconds: float) -> float:
    """Give the pages a second over several connections."""

    def one(_: int) -> int:
        connection, until, count = _connected(address), time.monotonic() + seconds, 0
        while time.monotonic() < until:
            count += ask(connection, path)[0] == http.client.OK
        return count

    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return sum(threads.map(one, range(CONNECTIONS))) / (time.monotonic() - began)


def report(runs: int, seconds: float, folder: Path) -> Iterator[str]:
    """Measure our pages one by one, then the like ones of both, in turn."""
    with served() as ours, datasette(folder) as theirs:
        yield "| page | ms | KB |\n|---|---|---|"
        for name, path in READ.items():
            taken, size = paced(ours, path, runs)
            yield f"| {name} | {taken:.1f} | {size / 1000:.1f} |"
        yield f"\n| page | foedus ms | Datasette ms | foedus/s | Datasette/s, {CONNECTIONS} connections |\n|---|---|---|---|---|"
        for kind, path, other in PAIRS:
            mine, its = paced(ours, path, runs)[0], paced(theirs, other, runs)[0]
            yield f"| {kind} | {mine:.1f} | {its:.1f} | {loaded(ours, path, seconds):.0f} | {loaded(theirs, other, seconds):.0f} |"
