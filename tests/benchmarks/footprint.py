"""What a graph costs as it grows: seconds to the first answer, memory of the graph and of each worker."""

import math
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from benchmarks import peers
from benchmarks.client import Endpoint, asked, burst
from benchmarks.generator import Scale
from benchmarks.questions import texts

#: A full scan, after which a worker holds most of its own copy of the graph.
SCAN = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 1000) }"


#: The youngest processes of a server that are looked at: all its workers.
MOST = 8


def below(pid: int) -> list[int]:
    """Give the processes that a process started, and those that they started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            number, rest = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
            if int(rest[1]) == pid:
                found += [number, *below(number)]
    return found


def memory(pid: int) -> dict[str, float]:
    """Give what a process takes, in megabytes: its share of what is shared, and what is its alone."""
    sizes = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, size = line.partition(":")
        sizes[name] = int(size.split()[0]) / 1024
    return {"share": sizes["Pss"], "alone": sizes["Private_Dirty"]}


def alone(pid: int, last: int) -> list[float]:
    """Give the megabytes that each of the youngest processes below one has for itself."""
    found = []
    for child in sorted(below(pid))[-last:]:
        with suppress(OSError):
            found.append(memory(child)["alone"])
    return found


def total(pid: int) -> float:
    """Give the megabytes of a server with all its processes, shared ones counted once."""
    sizes = []
    for each in (pid, *below(pid)):
        with suppress(OSError):
            sizes.append(memory(each)["share"])
    return sum(sizes)


def row(data: Path, quads: int, scale: Scale, workers: int = 2) -> tuple[str, list[float]]:
    """Tell in one row what a graph of a size costs, and give the figures."""
    forget(peers.built(data))
    with peers.started(data, workers, copy=False) as server:
        cold = server.first
    with peers.started(data, workers, copy=False) as server:
        on_disk = server.first
    with peers.started(data, workers) as server:
        pid = server.process.pid
        fresh = total(pid)
        cheap = burst(server.endpoint, texts("point by IRI", scale, "distinct"), 0.5, workers)
        little = max(alone(pid, workers))
        slow, much = scanned(server.endpoint, pid)
        figures = [
            cold,
            on_disk,
            server.warm,
            fresh,
            little,
            much,
            statistics.median(cheap.latencies) * 1e3,
            slow * 1e3,
        ]
    return f"| {quads:,} | {' | '.join(f'{figure:,.2f}' for figure in figures)} |", figures


def scanned(endpoint: Endpoint, pid: int) -> tuple[float, float]:
    """Scan the graph and give the seconds, and the most megabytes that a process below had for itself meanwhile.

    A scan that is refused measures nothing, and ends the benchmark.
    """
    most = [0.0]
    with ThreadPoolExecutor(1) as other:
        began = time.perf_counter()
        scan = other.submit(asked, endpoint, SCAN)
        while not scan.done():
            most += alone(pid, MOST)
            time.sleep(0.02)
        seconds, answer = time.perf_counter() - began, scan.result()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"the scan was refused: {answer.splitlines()[0].decode()}")
    return seconds, max(most)


def report(graphs: Sequence[tuple[Path, Scale, int]]) -> Iterator[str]:
    """Measure the graphs, the smallest first, and tell how each figure grows with their size."""
    yield "| quads | start to first answer, files not in memory s | files in memory s | until memory answers s | all processes MB | worker alone MB | while it scans all MB | point ms | full scan ms |"
    yield "|---|---|---|---|---|---|---|---|---|"
    all_figures = []
    for data, scale, quads in graphs:
        text, figures = row(data, quads, scale)
        all_figures.append((quads, figures))
        yield text
    for (small, before), (large, after) in pairwise(all_figures):
        exponents = [
            math.log(b / a) / math.log(large / small) if a > 0 < b else 0 for a, b in zip(before, after, strict=True)
        ]
        yield f"| exponent {small:,} to {large:,} | {' | '.join(f'{exponent:.2f}' for exponent in exponents)} |"


def forget(folder: Path) -> None:
    """Let the system forget what it read of the files of a folder, so that a start is from disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
