"""The README's commands, run as a newcomer runs them."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import served

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^    ((?:foedus|curl) .*)$", README, re.MULTILINE)
#: Conforms or holds; has findings or does not hold. 2 would be: could not do it.
DONE = (0, 1)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the shipped graph."""
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the checkout's graph lies, and nothing that the commands write goes astray."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "graph").symlink_to(ROOT / "graph")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_do_what_they_say(command: str, desk: Path, address: str) -> None:
    """Each command of a code block that begins with foedus or curl runs, in their order, and prints something."""
    words = shlex.split(command.replace("http://127.0.0.1:8000", address), comments=True)
    if shutil.which(words[0]) is None and words[0] == "curl":
        # whoever has no curl is a reader of the README too, and its other commands are still run
        pytest.skip("curl is not installed")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        words, check=False, cwd=desk, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )

    assert done.returncode in DONE, done.stderr
    assert done.stdout + done.stderr
    assert '"status"' not in done.stdout


def test_the_readme_has_commands() -> None:
    """The README asks by foedus and by curl."""
    assert {"foedus", "curl"} == {command.split()[0] for command in COMMANDS}


def test_links_of_the_readme_lead_somewhere() -> None:
    """Every file or folder to which the README links is there."""
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)

    assert [] == [link for link in links if not (ROOT / link).exists()]


def test_numbers_of_the_readme_are_those_of_the_answer() -> None:
    """The rows of the README's table stand in the saved answer, and it counts them rightly."""
    answer = (ROOT / "graph" / "questions" / "csto-members.csv").read_text("utf-8")
    claims, passages = (
        sum(file.read_text("utf-8").count(f" a f:{name} ") for file in (ROOT / "graph" / "claims").glob("*.trig"))
        for name in ("Claim", "Passage")
    )

    assert f"Some of its {len(answer.splitlines()) - 1} rows" in README
    assert f"{claims} claims, {passages} passages" in README
