"""The real server on a free loopback port, for whoever needs one."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path(__file__).parent.parent / "server"
PROGRAM = """
import json, sys
from foedus.holdings import open_holdings
from foedus.web.serving import serve
from foedus.workers import Limits
serve(open_holdings(), port=int(sys.argv[1]), limits=Limits(**json.loads(sys.argv[2])))
"""


#: The number of this process of the tests, and how many there are.
_WORKER = (("WORKER", "gw0", 2), ("WORKER_COUNT", "1", 0))


def free_port() -> int:
    """Give a port that nobody uses just now, and that no other process of these tests gives."""
    mine, all_of_us = (int(os.environ.get(f"PYTEST_XDIST_{name}", usual)[at:]) for name, usual, at in _WORKER)
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port // 2 % all_of_us == mine:  # the system prefers odd ports, or even ones
            return port


def start(port: int, **limits: float) -> subprocess.Popen[str]:
    """Start the server of the shipped graph in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), json.dumps(limits)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait(address: str, patience: float = 30) -> float:
    """Wait for the first answer and give the seconds that it took."""
    began = time.monotonic()
    while time.monotonic() - began < patience:
        try:
            urllib.request.urlopen(address + "/sparql?query=ASK%7B%7D", timeout=5).close()
            return time.monotonic() - began
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise TimeoutError(address)


def stop(process: subprocess.Popen[str]) -> str:
    """End the server as Ctrl-C does and give what it wrote."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=20)[0]


def processes(port: int, *, mark: str = "") -> list[int]:
    """Find the processes of a server by its port, which stands in the command of each, and by their name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            name = (folder / "comm").read_text()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if any(word.endswith(str(port)) for word in words) and state != "Z" and mark in name:
            found.append(int(folder.name))
    return found


@contextmanager
def served(**limits: float) -> Iterator[str]:
    """Serve the shipped graph and give its address."""
    port = free_port()
    process = start(port, **limits)
    try:
        address = f"http://127.0.0.1:{port}"
        wait(address)
        yield address
    finally:
        stop(process)


@contextmanager
def running(*words: str, at: int, env: dict[str, str] | None = None, log: Path = Path(os.devnull)) -> Iterator[str]:
    """Run `foedus` with these words as a user would until it answers at a port, and give its address."""
    program = "import sys; from foedus.cli import main; main(prog_name='foedus')"
    environment = {**os.environ, "PYTHONPATH": str(SERVER), **(env or {})}
    with log.open("a") as errors:
        command = [sys.executable, "-c", program, *words]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors, text=True)
    try:
        address = f"http://127.0.0.1:{at}"
        wait(address)
        yield address
    finally:
        stop(process)
