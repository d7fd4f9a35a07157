"""The process that serves, ended from outside and told to end while it begins."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from served import free_port, processes, start, stop, wait

BIN = Path(sys.executable).parent
ASK = "/sparql?query=ASK%7B%7D"


def test_a_process_that_serves_and_dies_is_replaced() -> None:
    """The same address answers questions and pages again, and nobody else is left of the one before."""
    port = free_port()
    first = start(port)
    try:
        wait(f"http://127.0.0.1:{port}")
        before = serving(port, first.pid)
        os.kill(*before, signal.SIGKILL)
        until = time.monotonic() + 10
        while before == serving(port, first.pid) and time.monotonic() < until:
            time.sleep(0.05)
        wait(f"http://127.0.0.1:{port}")

        told = [urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").status for path in (ASK, "/", ASK)]
        assert [200, 200, 200] == told
        assert before != serving(port, first.pid)
    finally:
        stop(first)
    assert [] == processes(port)


def serving(port: int, first: int) -> list[int]:
    """Give the process that serves: neither the first, nor one that holds the graph."""
    return [pid for pid in processes(port) if pid != first and pid not in processes(port, mark="foedus.holder")]


@pytest.mark.parametrize("seconds", [0.15, 0.4, 0.8])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_is_told_to_end_while_it_begins_ends(seconds: float, number: signal.Signals) -> None:
    """It leaves no process, whatever it was about to start."""
    port = free_port()
    heeding = ["env", "--default-signal=INT"]  # whoever runs the tests in the background does not
    command = [*heeding, BIN / "foedus", "--quiet", "serve", "--port", str(port), "--log", "off"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(number)
    try:
        process.wait(5)
    finally:
        process.kill()
    until = time.monotonic() + 3
    while processes(port) and time.monotonic() < until:
        time.sleep(0.05)

    assert [] == processes(port)
