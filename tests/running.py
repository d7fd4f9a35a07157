"""The real server of a small graph that may be changed, started as a user does."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner
from foedus.cli import main
from served import SERVER, free_port, wait


class Running(NamedTuple):
    """A server of a small graph: its process, port, folder of the graph, and the file of what it says."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path
    said: Path

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def told(self, words: str, seconds: float = 20) -> bool:
        """Wait until the server says something."""
        until = time.monotonic() + seconds
        while words not in self.said.read_text() and time.monotonic() < until:
            time.sleep(0.05)
        return words in self.said.read_text()


@contextmanager
def running(tmp_path: Path, *words: str) -> Iterator[Running]:
    """Serve a small graph that may be changed."""
    folder, port, said = tmp_path / "graph-of-ours", free_port(), tmp_path / "said.txt"
    CliRunner().invoke(main, ["init", str(folder)])
    program = "import sys; from foedus.cli import main; main(prog_name='foedus')"
    command = [sys.executable, "-c", program, "--holdings", str(folder), "serve", *words, "--port", str(port)]
    with said.open("wb") as file:
        environment = {**os.environ, "PYTHONPATH": str(SERVER)}
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
    try:
        made = Running(process, port, folder, said)
        wait(made.address)
        yield made
    finally:
        process.kill()
        process.wait(10)
