"""Measures what must be fast, beside peers in the same run, and prints the tables of the README.

Run it by `make bench`; `make bench BENCH=--quick` only shows that the benchmarks run and that all servers answer alike.
`make bench BENCH=throughput` prints the table beside `oxigraph serve`, in three to four minutes on two cores.
`make bench BENCH="growth --quads 5000000"` shows what graphs cost up to that size.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import account, commands, exports, footprint, kill, pages, soak, starts, throughput
from benchmarks.generator import Scale, write

PACKAGES = ("pyoxigraph", "oxigraph", "granian", "rdflib", "rdflib-endpoint", "uvicorn")
SMALL = 3_000


@dataclass(frozen=True)
class Effort:
    """How much is measured: quads of the largest graph, rounds, seconds of a burst, runs of a command."""

    quads: int = 1_000_000
    rounds: int = 3
    seconds: float = 0.4
    runs: int = 5
    growing: tuple[int, ...] = (SMALL, 100_000, 1_000_000)
    #: One attack of so many is sent.
    share: int = 1

    def of(self, quads: int) -> "Effort":
        """Measure a graph of another size, up to which the others grow."""
        return replace(self, quads=quads, growing=(*(size for size in self.growing if size < quads), quads))


QUICK = Effort(SMALL, 1, 0.05, 1, (SMALL,), 16)


class Bench:
    """The graphs that were written so far, and what is measured on them."""

    def __init__(self, folder: Path, effort: Effort) -> None:
        self._folder = folder
        self._effort = effort

    def graph(self, quads: int) -> tuple[Path, Scale]:
        """Write a graph, the same each time."""
        path = self._folder / f"{quads}.nq"
        return path, write(path, quads)

    def sections(self) -> dict[str, tuple[str, Callable[[], Iterator[str]]]]:
        """Give each section: its short name, its title, and what measures it."""
        effort = self._effort
        pace = {"rounds": effort.rounds, "seconds": effort.seconds}
        beside = throughput.against_oxigraph, throughput.against_rdflib
        return {
            "commands": ("Commands", lambda: commands.report(effort.runs)),
            "account": (
                f"Microseconds of processor for a {account.KIND} at {effort.growing[-2:][0]:,} quads",
                lambda: account.report(*self.graph(effort.growing[-2:][0])),
            ),
            "throughput": (
                f"Answers a second at {effort.quads:,} quads, {throughput.CONNECTIONS} connections, ours and ours over others'",
                lambda: beside[0](*self.graph(effort.quads), **pace),
            ),
            "rdflib": (
                f"Answers a second at {effort.quads:,} quads, one connection, one process each, every text distinct",
                lambda: beside[1](*self.graph(effort.quads), **pace),
            ),
            "exports": (
                f"Sorted exports of {effort.quads:,} quads",
                lambda: exports.report(self.graph(effort.quads)[0], self._folder, effort.rounds),
            ),
            "pages": (
                "Pages of the shipped graph, beside Datasette over its SQLite export",
                lambda: pages.report(10 * effort.runs, effort.seconds, self._folder),
            ),
            "kill": ("Queries without end", lambda: kill.report(self.graph(SMALL)[0])),
            "attacks": ("Attacks", lambda: soak.report(effort.share)),
            "start": (
                f"Starts of a prebuilt store of {effort.quads:,} quads",
                lambda: starts.report(self.graph(effort.quads)[0], self._folder, 3 * effort.runs),
            ),
            "growth": ("Growth", lambda: footprint.report([(*self.graph(quads), quads) for quads in effort.growing])),
        }


def machine() -> str:
    """Say when and on what all this was measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load at the start {load:.1f}; {packages}"
    )


def main() -> None:
    """Run the sections that are asked for, or all, and print each line as it comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sections",
        nargs="*",
        help="commands, account, throughput, rdflib, exports, pages, kill, attacks, start, growth; all unless given",
    )
    parser.add_argument("--quick", action="store_true", help="small and short, to see that it runs")
    parser.add_argument("--quads", type=int, help="the size of the largest graph")
    chosen = parser.parse_args()
    effort = QUICK if chosen.quick else Effort()
    effort = effort.of(chosen.quads) if chosen.quads else effort
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        for name, (title, measure) in Bench(Path(folder), effort).sections().items():
            if not chosen.sections or name in chosen.sections:
                print(f"\n### {title}\n", flush=True)
                for line in measure():
                    print(line, flush=True)


if __name__ == "__main__":
    main()
