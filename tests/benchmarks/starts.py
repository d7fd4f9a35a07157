"""Times how soon a prebuilt store answers after its server is started, beside `oxigraph serve --location`."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import peers


def ours(data: Path) -> tuple[float, float]:
    """Start foedus and give the seconds to its first answer, and to the first from memory."""
    with peers.started(data) as server:
        return server.first, server.warm


def theirs(data: Path, folder: Path) -> float:
    """Start Oxigraph on the same graph and give the seconds to its first answer."""
    with peers.oxigraph_on_disk(data, folder):
        pass  # its store is written now
    began = time.perf_counter()
    with peers.oxigraph_on_disk(data, folder):
        return time.perf_counter() - began


def report(data: Path, folder: Path, runs: int) -> Iterator[str]:
    """Start each in turn; `make bench` has compiled the code, as whoever installs a package does."""
    peers.built(data)
    times = [(*ours(data), theirs(data, folder)) for _ in range(runs)]
    yield "| start to | median s | soonest s | latest s |"
    yield "|---|---|---|---|"
    names = ("first answer", "first answer from memory", "first answer of `oxigraph serve --location`")
    for name, seconds in zip(names, zip(*times, strict=True), strict=True):
        yield f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} | {max(seconds):.2f} |"
