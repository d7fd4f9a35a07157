"""Measures validation beside pyshacl and, where it is installed, pyrudof: seconds of processor time in one run.

Run it by ``PYTHONPATH=tests python -m benchmarks.validation [triples …]``. Judging alone is compared, as the graph of a
peer is filled before too; what foedus takes to fill its tables stands beside it.
"""

import gc
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
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

import pyoxigraph as ox
from benchmarks import diplomacy
from foedus.facts import Fact
from foedus.graph import read
from foedus.shacl import Session
from foedus.shacl.index import Index

SIZES = (3_000, 30_000, 300_000, 1_000_000)
#: The largest graphs that the slow ones are given: pyshacl with queries, pyshacl without, rudof.
MOST_ASKED, MOST_PLAIN, MOST_RUDOF = 30_000, 300_000, 300_000
#: Seconds of processor time that the command may take on twenty triples.
START = 0.4
Told = tuple[float, int, int]


def facts(text: str, name: str) -> list[Fact]:
    """Read Turtle."""
    return list(read(text.encode(), name, ox.RdfFormat.TURTLE))


def timed(action: Callable[[], int]) -> Told:
    """Give seconds of processor time, what the action counted, and the peak of memory in MB."""
    gc.collect()
    start = time.process_time()
    count = action()
    return time.process_time() - start, count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(size: int, *, queries: bool) -> tuple[float, Told]:
    """Validate by foedus; gives the seconds of filling the tables apart from the rest."""
    data, law = facts("".join(diplomacy.data(size)), "d.ttl"), facts(diplomacy.shapes(queries=queries), "s.ttl")
    filled, _, _ = timed(lambda: Index(data).triples)
    whole, count, peak = timed(lambda: len(Session(data, law).judgement().findings))
    return filled, (whole - filled, count, peak)


def pyshacl(size: int, *, queries: bool) -> Told:
    """Validate by pyshacl on a plain rdflib graph."""
    import pyshacl as judge  # noqa: PLC0415 - the peer, in its own process
    from rdflib import SH, Graph  # noqa: PLC0415 - as above

    data = Graph().parse(data="".join(diplomacy.data(size)), format="turtle")
    law = Graph().parse(data=diplomacy.shapes(queries=queries), format="turtle")
    return timed(lambda: len(set(judge.validate(data, shacl_graph=law, inplace=True)[1].subjects(SH.focusNode))))


def rudof(size: int, *, queries: bool) -> Told:
    """Validate by rudof, which has no queries in shapes."""
    import pyrudof  # noqa: PLC0415 - optional

    assert not queries
    judge = pyrudof.Rudof(pyrudof.RudofConfig())
    with NamedTemporaryFile("w", suffix=".ttl") as data, NamedTemporaryFile("w", suffix=".ttl") as law:
        data.writelines(diplomacy.data(size))
        law.write(diplomacy.shapes(queries=False))
        data.flush()
        law.flush()
        judge.read_data(data.name)
        judge.read_shacl(law.name)
        return timed(lambda: str(judge.validate_shacl()).count("iolation"))


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
        subprocess.run([Path(sys.executable).parent / "foedus", "validate", data, "--shapes", law], check=True)
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
    filled, own = apart(ours, size, queries=queries)
    peer = apart(pyshacl, size, queries=queries) if size <= (MOST_ASKED if queries else MOST_PLAIN) else None
    other = apart(rudof, size, queries=queries) if not queries and size <= MOST_RUDOF else None
    cells = [f"{size:,}", "yes" if queries else "no", f"{filled:.3f}", f"{own[0]:.3f}", str(own[1]), str(own[2])]
    cells += [f"{told[0]:.2f} ({told[0] / own[0]:.0f}x)" if told else "-" for told in (peer, other)]
    return "| " + " | ".join(cells) + " |", filled + own[0]


def main() -> None:
    """Run every size with and without queries, then the changes, and print the tables."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| triples | queries | tables s | judging s | results | peak MB | pyshacl s (ratio) | rudof s (ratio) |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for queries in (False, True):
        seconds = []
        for size in sizes:
            written, own = row(size, queries=queries)
            seconds.append(own)
            print(written, flush=True)
        if len(sizes) > 1:
            growth = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
            print(
                f"\ngrowth exponent of tables and judging {growth:.2f} from {sizes[0]:,} to {sizes[-1]:,}\n", flush=True
            )
    taken, _ = apart(change, sizes[-1])
    taken.sort()
    command = min(small() for _ in range(3))
    if command > START:
        raise SystemExit(f"`foedus validate` took {command:.2f} s on twenty triples; {START} s is the most it may take")
    print(f"`foedus validate` on twenty triples: {command:.2f} s of processor time")
    print(f"change of ten triples in {sizes[-1]:,}: median {taken[len(taken) // 2]:.0f} ms, worst {taken[-1]:.0f} ms")


if __name__ == "__main__":
    main()
