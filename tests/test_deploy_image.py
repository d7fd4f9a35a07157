"""The Dockerfile, obeyed without Docker: its commands run in a root of their own, which is then read-only."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from served import free_port, wait

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
DOCKERFILE = ROOT / "server" / "deploy" / "Dockerfile"
SCRIPT = Path(__file__).parent / "scratch_root.sh"
#: Wide enough for an answer that does not fit into memory's share and is kept in /tmp.
LARGE = "SELECT * { ?s ?p ?o } LIMIT 20000"


def stages() -> list[list[tuple[str, str]]]:
    """Read the Dockerfile: the instructions of each stage."""
    found: list[list[tuple[str, str]]] = []
    for line in DOCKERFILE.read_text("utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            found.append([])
        if word and not word.startswith("#"):
            found[-1].append((word, rest))
    return found


def given(word: str) -> str:
    """Give what the last stage says after a word, once."""
    (rest,) = [rest for name, rest in stages()[-1] if name == word]
    return rest


def copied(folder: Path) -> Path:
    """Copy what COPY would take: all that .dockerignore does not name."""
    ignored = (DOCKERFILE.parent / "Dockerfile.dockerignore").read_text("utf-8").split()
    names = shutil.ignore_patterns(*(pattern.removeprefix("**/") for pattern in ignored))
    return Path(shutil.copytree(ROOT, folder, ignore=names))


def can_mount() -> bool:
    """Whether this machine lets us lay a root over its own."""
    folders = "mount -t tmpfs none /mnt && mkdir /mnt/u /mnt/w /mnt/r"
    trial = f"{folders} && mount -t overlay none -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r"
    done = subprocess.run(["unshare", "-m", "sh", "-c", trial], check=False, capture_output=True)
    return os.geteuid() == 0 and not done.returncode


def begun(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server answers, or until the build or the server ends."""
    while process.poll() is None:
        with suppress(TimeoutError):
            return wait(f"http://127.0.0.1:{port}", 2) > 0
    return False


@contextmanager
def container(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Build the image and run it with its variables, its user and its command, all else read-only but /tmp."""
    mounts = folder / "mounts"
    mounts.mkdir()
    path = f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    commands = "; ".join(rest for word, rest in stages()[0] if word == "RUN")
    variables = [*shlex.split(given("ENV")), "FOEDUS_HOST=127.0.0.1", f"FOEDUS_PORT={port}"]
    command = ["env", "-i", *variables, *json.loads(given("ENTRYPOINT")), *json.loads(given("CMD"))]
    words = ["unshare", "-m", "sh", str(SCRIPT), str(mounts), str(copied(folder / "sources")), commands, *command]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stderr=log, stdout=log, env={**os.environ, "PATH": path})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run what the Dockerfile describes, and give its process and its port."""
    if not can_mount():
        # needs the rights of root, and overlayfs, as a builder of images does
        pytest.skip("no root can be laid over this one")
    folder, port = tmp_path_factory.mktemp("image"), free_port()
    with container(folder, port) as process:
        if not begun(process, port):
            pytest.fail((folder / "log").read_text()[-3000:])
        yield process, port


def inside(process: subprocess.Popen[bytes], *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the root of a process, as its user."""
    into = ["nsenter", f"--target={process.pid}", "--mount", "--root", "--setuid=65534", "--setgid=65534"]
    given = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run([*into, "env", "-i", *given, *command], capture_output=True, text=True, check=False)


def test_the_image_answers_from_a_read_only_root(running: tuple[subprocess.Popen[bytes], int]) -> None:
    """The built image answers a query, also one whose answer is kept on the way, as a user without rights."""
    process, port = running
    query = urllib.parse.urlencode({"query": LARGE, "format": "xml"})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?{query}", timeout=30) as answer:
        size = len(answer.read())
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")

    assert size > 1_000_000
    assert "65534" == re.search(r"^Uid:\s+(\d+)", status, re.MULTILINE)[1]
    assert "1" == re.search(r"^NoNewPrivs:\s+(\d)", status, re.MULTILINE)[1]
    assert 0 == int(re.search(r"^CapEff:\s+(\w+)", status, re.MULTILINE)[1], 16)
    assert inside(process, "touch", "/opt/foedus/x").returncode


def test_the_health_check_tells_health(running: tuple[subprocess.Popen[bytes], int]) -> None:
    """The image's health check succeeds where the server is alive, however busy, and fails where nobody answers."""
    process, port = running
    check = json.loads(given("HEALTHCHECK").partition("CMD ")[2])

    assert 0 == inside(process, *check, FOEDUS_PORT=str(port)).returncode
    assert 0 != inside(process, *check, FOEDUS_PORT=str(free_port())).returncode


def test_the_image_ends_when_it_is_told_to(running: tuple[subprocess.Popen[bytes], int]) -> None:
    """The signal that the Dockerfile names ends the first process, with 0, within the ten seconds that Docker gives."""
    process, _ = running
    process.send_signal(signal.Signals[given("STOPSIGNAL")])

    assert 0 == process.wait(10)
