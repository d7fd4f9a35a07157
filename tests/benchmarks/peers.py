"""Starts and ends the servers that are measured: ours, Oxigraph's own in memory and on disk, and rdflib-endpoint."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.client import Endpoint, asked
from served import free_port

BIN = Path(sys.executable).parent
TESTS = Path(__file__).parent.parent
OURS, MEMORY, DISK, RDFLIB = "foedus", "oxigraph, memory", "oxigraph, disk", "rdflib-endpoint"
#: Seconds in which a server has read its graph, rdflib's parser included.
PATIENCE = 900.0


@contextmanager
def running(command: list[str | Path], endpoint: Endpoint) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it is no longer needed, from when it answers."""
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "server")])
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait(endpoint, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            if asked(endpoint, "ASK {}").startswith(b"HTTP/1.1 200"):
                return
        except OSError:
            time.sleep(0.002)
    raise SystemExit(f"{endpoint.name} did not start")


@dataclass(frozen=True)
class Started:
    """Ours as it was started: where it answers, its first process, the seconds to its first answer and to memory."""

    endpoint: Endpoint
    process: subprocess.Popen[bytes]
    first: float
    warm: float


def built(data: Path) -> Path:
    """Write a graph as a store of ours, once."""
    store = data.with_suffix(".foedus")
    if not store.exists():
        subprocess.run([BIN / "foedus", "build", store, data], check=True, capture_output=True)
    return store


@contextmanager
def started(data: Path, workers: int = 2, *, copy: bool = True) -> Iterator[Started]:
    """Serve by foedus, with the default limits but for the deadline; unless told otherwise from when memory answers."""
    store, endpoint = built(data), Endpoint(OURS, free_port(), "/sparql")
    limits = [
        "--workers",
        str(workers),
        "--timeout",
        "60",
        "--log",
        "off",
        "--memory-copy" if copy else "--no-memory-copy",
    ]
    command = [BIN / "foedus", "serve", "--store", store, "--port", str(endpoint.port), *limits]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            wait(endpoint, process)
            first = time.perf_counter() - began
            if copy:
                _heard(process, b"from memory")
            yield Started(endpoint, process, first, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _heard(process: subprocess.Popen[bytes], words: bytes) -> None:
    """Wait until a server says some words."""
    for line in process.stderr or ():
        if words in line:
            return
    raise SystemExit("the graph was not copied into memory")


@contextmanager
def ours(data: Path, workers: int = 2) -> Iterator[Endpoint]:
    """Serve by foedus from memory and give where it answers."""
    with started(data, workers) as server:
        yield server.endpoint


@contextmanager
def rdflib_endpoint(data: Path) -> Iterator[Endpoint]:
    """Serve by rdflib-endpoint, one process."""
    endpoint = Endpoint(RDFLIB, free_port(), "/")
    with running([sys.executable, "-m", "benchmarks.rdflib_serving", data, str(endpoint.port)], endpoint):
        yield endpoint


@contextmanager
def oxigraph_in_memory(data: Path, *options: str) -> Iterator[Endpoint]:
    """Serve by `oxigraph serve` with no place on disk, and send it the graph."""
    endpoint = Endpoint(MEMORY, free_port(), "/query")
    with running([BIN / "oxigraph", "serve", "--bind", f"127.0.0.1:{endpoint.port}", *options], endpoint):
        address = f"http://127.0.0.1:{endpoint.port}/store"
        headers = {"Content-Type": "application/n-quads", "Content-Length": str(data.stat().st_size)}
        with data.open("rb") as body:
            urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=PATIENCE).close()
        yield endpoint


@contextmanager
def oxigraph_on_disk(data: Path, folder: Path) -> Iterator[Endpoint]:
    """Serve by `oxigraph serve --location`, from a store that its own loader made."""
    location = folder / f"{data.stem}.oxigraph"
    if not location.exists():
        subprocess.run(
            [BIN / "oxigraph", "load", "--location", location, "--file", data], check=True, capture_output=True
        )
    endpoint = Endpoint(DISK, free_port(), "/query")
    command = [BIN / "oxigraph", "serve", "--location", location, "--bind", f"127.0.0.1:{endpoint.port}"]
    with running(command, endpoint):
        yield endpoint
