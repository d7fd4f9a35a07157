"""Measures what must be fast, beside a peer in the same run, and prints the table of the README.

Run it by `make bench`; every figure is the median of several runs on the machine it names.
"""

import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox

RUNS = 5
PATIENCE = 30.0
#: A validator that ran to its end: it conforms, or it has findings.
CHECKED = (0, 1)
BIN = Path(sys.executable).parent
ASK = "SELECT (COUNT(*) AS ?n) WHERE { ?claim a <https://w3id.org/foedus/ontology#Claim> }"
RDFLIB = "import rdflib,sys; g=rdflib.Dataset(); g.parse(sys.argv[1]); print(len(list(g.query(sys.argv[2]))))"


def median(action: Callable[[], float]) -> float:
    """Give the median of the runs, in seconds."""
    return statistics.median(action() for _ in range(RUNS))


def command(*arguments: str) -> Callable[[], float]:
    """Time one command from its start to its end, in seconds; a command that fails is an error."""

    def run() -> float:
        start = time.perf_counter()
        done = subprocess.run(arguments, check=False, capture_output=True)
        if done.returncode not in CHECKED:
            raise SystemExit(f"{arguments[0]} could not do it: {done.stderr.decode()}")
        return time.perf_counter() - start

    return run


def first_answer() -> float:
    """Time from starting `foedus serve` to its first answer over HTTP, in seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/sparql?query={urllib.parse.quote(ASK)}"
    start = time.perf_counter()
    server = subprocess.Popen(
        [BIN / "foedus", "--quiet", "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - start < PATIENCE:
            try:
                with urllib.request.urlopen(address) as answer:
                    answer.read()
                return time.perf_counter() - start
            except OSError:
                time.sleep(0.01)
    finally:
        server.terminate()
        server.wait()
    raise SystemExit("the server did not answer")


def prepare(folder: Path) -> tuple[Path, Path, Path]:
    """Write what the peers read: the built graph, its triples merged, and the shapes in one file."""
    data, merged, shapes = (folder / name for name in ("graph.trig", "merged.nt", "shapes.ttl"))
    data.write_bytes(subprocess.check_output([BIN / "foedus", "export", "--format", "trig"]))
    shapes.write_text("\n".join(file.read_text("utf-8") for file in sorted(Path("shapes").glob("*.ttl"))))
    triples = [quad.triple for quad in ox.parse(path=data) if isinstance(quad, ox.Quad)]
    ox.serialize(triples, merged, ox.RdfFormat.N_TRIPLES)
    return data, merged, shapes


def measure(data: Path, merged: Path, shapes: Path) -> Iterator[tuple[str, float, str, float]]:
    """Time each thing and its peer: what, seconds, peer, the peer's seconds."""
    loading = command(sys.executable, "-c", RDFLIB, str(data), ASK)
    judging = command(str(BIN / "pyshacl"), "-s", str(shapes), "-sf", "turtle", "-df", "nt", str(merged))
    peers = "rdflib: load and answer the same", "pyshacl, the shapes alone on the merged graph"
    yield "`foedus serve`, start to first answer", median(first_answer), peers[0], median(loading)
    yield "`foedus validate`", median(command(str(BIN / "foedus"), "validate")), peers[1], median(judging)
    yield "`foedus verify`", median(command(str(BIN / "foedus"), "verify")), "", 0.0


def main() -> None:
    """Run every benchmark and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        rows = list(measure(*prepare(Path(folder))))
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, median of {RUNS}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}\n\n| what | s | beside | s | ratio |\n|---|---|---|---|---|")
    for what, ours, peer, theirs in rows:
        beside = f"{peer} | {theirs:.2f} | {theirs / ours:.1f}x" if peer else "- | - | -"
        print(f"| {what} | {ours:.2f} | {beside} |")


if __name__ == "__main__":
    main()
