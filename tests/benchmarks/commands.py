"""Times the commands that people wait for, beside a peer in the same run: start, validate, verify."""

import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

PATIENCE = 30.0
#: A validator that ran to its end: it conforms, or it has findings.
CHECKED = (0, 1)
BIN = Path(sys.executable).parent
ASK = "SELECT (COUNT(*) AS ?n) WHERE { ?claim a <https://w3id.org/foedus/ontology#Claim> }"
RDFLIB = "import rdflib,sys; g=rdflib.Dataset(); g.parse(sys.argv[1]); print(len(list(g.query(sys.argv[2]))))"


def median(action: Callable[[], float], runs: int) -> float:
    """Give the median of the runs, in seconds."""
    return statistics.median(action() for _ in range(runs))


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


def measure(data: Path, merged: Path, shapes: Path, runs: int) -> Iterator[tuple[str, float, str, float]]:
    """Time each thing and its peer: what, seconds, peer, the peer's seconds."""
    loading = command(sys.executable, "-c", RDFLIB, str(data), ASK)
    judging = command(str(BIN / "pyshacl"), "-s", str(shapes), "-sf", "turtle", "-df", "nt", str(merged))
    validating, verifying = (command(str(BIN / "foedus"), name) for name in ("validate", "verify"))
    peers = "rdflib: load and answer the same", "pyshacl, the shapes alone on the merged graph"
    yield "`foedus serve`, start to first answer", median(first_answer, runs), peers[0], median(loading, runs)
    yield "`foedus validate`", median(validating, runs), peers[1], median(judging, runs)
    yield "`foedus verify`", median(verifying, runs), "", 0.0


def report(runs: int) -> Iterator[str]:
    """Tell each in a row."""
    yield "| what | s | beside | s | ratio |"
    yield "|---|---|---|---|---|"
    with tempfile.TemporaryDirectory() as folder:
        for what, ours, peer, theirs in measure(*prepare(Path(folder)), runs):
            beside = f"{peer} | {theirs:.2f} | {theirs / ours:.1f}x" if peer else "- | - | -"
            yield f"| {what} | {ours:.2f} | {beside} |"
