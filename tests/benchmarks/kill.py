"""What a query without end costs: how it ends for who sent it, and how long others wait meanwhile."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks import peers
from benchmarks.client import Endpoint, asked
from served import served

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?i) }"
CHEAP = "ASK { ?s ?p ?o }"
#: Seconds that a query is given, the runaways at once, and the seconds after which we wait no more.
DEADLINE, AT_ONCE, PATIENCE = 3, 4, 8.0


@dataclass(frozen=True)
class Ended:
    """How a runaway ended: after how many seconds, and with what first line; nothing where it did not end."""

    seconds: float
    line: str


def runaway(endpoint: Endpoint, number: int) -> Ended:
    """Send a query without end, of a text of its own, and wait a while for what becomes of it."""
    began = time.perf_counter()
    came = b""
    with endpoint.opened() as link:
        link.settimeout(PATIENCE)
        with suppress(TimeoutError, ConnectionError):
            link.sendall(endpoint.request(f"{RUNAWAY} # {number}"))
            came = link.recv(1 << 16)
    said = came.partition(b"\r\n")[0].decode("latin-1").removeprefix("HTTP/1.1 ")
    return Ended(time.perf_counter() - began, said)


def beside(endpoint: Endpoint) -> tuple[list[Ended], list[float]]:
    """Send the runaways at once and a cheap query again and again meanwhile; give how each ended, and the latencies."""
    with ThreadPoolExecutor(AT_ONCE) as hostile:
        sent = [hostile.submit(runaway, endpoint, number) for number in range(AT_ONCE)]
        time.sleep(0.2)
        latencies = []
        while not all(one.done() for one in sent):
            began = time.perf_counter()
            told = asked(endpoint, CHEAP)
            latencies.append(time.perf_counter() - began if told.startswith(b"HTTP/1.1 200") else PATIENCE)
            time.sleep(0.005)
        return [one.result() for one in sent], sorted(latencies)


def row(endpoint: Endpoint) -> str:
    """Tell in one row what four runaways at once do to a server."""
    ended, latencies = beside(endpoint)
    how = ", ".join(sorted({one.line or "no answer" for one in ended}))
    last = max(one.seconds for one in ended)
    after = f"{last:.2f}" if last < PATIENCE else f"not in {PATIENCE:.0f}"
    middle, late = (latencies[len(latencies) * share // 100] * 1_000 for share in (50, 99))
    return f"| {endpoint.name} | {how} | {after} | {middle:.1f} | {late:.1f} |"


def report(data: Path) -> Iterator[str]:
    """Measure ours, and Oxigraph's server with the deadline that it offers."""
    yield f"| server, deadline {DEADLINE} s | {AT_ONCE} runaways at once end with | after s | others p50 ms | p99 ms |"
    yield "|---|---|---|---|---|"
    with served(seconds=DEADLINE) as address:
        yield row(Endpoint(peers.OURS, int(address.rpartition(":")[2]), "/sparql"))
    with ExitStack() as servers:
        yield row(servers.enter_context(peers.oxigraph_in_memory(data, "--timeout-s", str(DEADLINE))))
