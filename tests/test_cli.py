import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from foedus.cli import SUMMARIES, main
from foedus.cli.progress import Progress
from starting import begin, run

ROOT = Path(__file__).parent.parent
PROGRAM = "import sys; from foedus.cli import main; main(prog_name='foedus')"


def foedus(*args: str, **extra: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *args], capture_output=True, text=True, check=False, env=env, **extra
    )


def every_command() -> list[tuple[str, ...]]:
    context, found = click.Context(main), []
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.commands]
    return found


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_help_shows_an_example(path):
    """Every command has help that ends with an example of itself."""
    shown = run(*path, "--help").stdout

    assert f"foedus {' '.join(path)}" in shown.split("Example", 1)[1]


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_takes_the_shared_options(path):
    """Every command takes --holdings, --articles and --quiet."""
    shown = run(*path, "--help").stdout

    assert {"--holdings", "--articles", "--quiet"} <= set(shown.replace(",", " ").split())


def test_summaries_are_the_commands_own():
    """The list of commands says of each what its own help says first."""
    context = click.Context(main)
    told = {name: (main.get_command(context, name).help or "").splitlines()[0] for name in SUMMARIES}

    assert SUMMARIES == told


def test_help_loads_no_command():
    """Listing the commands loads neither the web, nor the validator, nor any command."""
    program = (
        f"import sys\nsys.argv = ['foedus', '--help']\ntry:\n    exec({PROGRAM!r})\nfinally:\n    print(*sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=env)
    loaded = set(done.stdout.split())

    assert not loaded & {"flask", "rdflib", "pyshacl", "foedus.cli.query"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--holdings", "nowhere", "stats"], "there is no folder nowhere; `foedus init nowhere` makes one"),
        (["--holdings", ".", "stats"], "has no folder graph/"),
        (["claim", "say", "none-001"], "there is no claim none-001; `foedus claim list` names them all"),
        (["nonsense"], "No such command 'nonsense'"),
        (["why", "a", "b"], "Missing argument 'OBJECT'"),
        (["--articles", "nowhere", "verify"], "there is no folder nowhere; give --articles"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(args, words, tmp_path, monkeypatch):
    """What cannot be done ends with exit code 2 and a sentence on standard error, never a stack trace."""
    monkeypatch.chdir(tmp_path)
    done = run(*args)

    assert (2, True, False) == (done.exit_code, words in done.stderr, "Traceback" in done.stderr)


def test_port_in_use_is_a_sentence():
    """A port that is taken is told with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))

    assert (2, True) == (done.exit_code, "choose another port with --port" in done.stderr)


def test_broken_file_is_one_sentence(tmp_path):
    """A file that does not parse is named with its line, in one line."""
    root = begin(tmp_path)
    (root / "graph" / "claims" / "b.trig").write_text("@prefix f: <http://f/> .\nf:a f:b\n")
    done = run("--holdings", root, "--quiet", "stats")

    assert 2 == done.exit_code
    assert done.stderr.startswith("foedus: graph/claims/b.trig:3: this does not parse")
    assert 1 == done.stderr.count("\n")


def test_unforeseen_fault_is_a_sentence(monkeypatch):
    """Even a fault of foedus itself is told in a sentence."""
    monkeypatch.setattr("foedus.cli.completion._LINES", {"bash": None}, raising=True)
    done = run("completion", "bash")

    assert (2, True) == (done.exit_code, "a fault in foedus itself (TypeError" in done.stderr)


def test_stopping_is_a_sentence(monkeypatch):
    """Stopping a command by hand ends it with a sentence."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("foedus.cli.desk.Desk.facts", stop)
    done = run("claim", "list")

    assert (2, True) == (done.exit_code, "foedus: stopped before it was done" in done.stderr)


def test_reader_may_leave_early():
    """Who stops reading our output early, as head does, sees no error of ours."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "export", "--quiet"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        check=False,
        env=env,
    )
    os.close(write_end)

    assert (2, b"") == (done.returncode, done.stderr)


def test_version_is_told():
    """--version tells the name and a version."""
    done = run("--version")

    assert (0, True) == (done.exit_code, done.stdout.startswith("foedus "))


def test_options_stand_before_or_after_the_command(tmp_path):
    """The shared options may stand before the command or after it."""
    root = begin(tmp_path)

    assert run("stats", "--holdings", root).stdout == run("--holdings", root, "stats").stdout


def test_quiet_prints_the_answer_only(tmp_path):
    """--quiet leaves nothing on standard error beside an answer."""
    done = run("--holdings", begin(tmp_path), "--quiet", "query", "SELECT ?s WHERE { ?s a f:State }")

    assert "" == done.stderr


def test_no_color_is_obeyed(tmp_path):
    """With NO_COLOR set, nothing is coloured, whatever the terminal."""
    root = begin(tmp_path)
    (root / "graph" / "names" / "x.ttl").write_text("# a comment\n")
    done = run("--holdings", root, "format", "--check", env={"NO_COLOR": "1"})

    assert "\x1b[" not in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_tells_its_line(shell):
    """`foedus completion` gives the line that switches it on."""
    assert f"_FOEDUS_COMPLETE={shell}_source" in run("completion", shell).stdout


def test_completion_completes():
    """The shell completes the names of commands."""
    env = {"_FOEDUS_COMPLETE": "bash_complete", "COMP_WORDS": "foedus va", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env, "PYTHONPATH": str(ROOT / "server")},
    )

    assert "plain,validate\n" == done.stdout


def test_command_runs_as_a_program(tmp_path):
    """The command line works as a program of its own: format finds a fresh graph canonical."""
    done = foedus("--holdings", str(begin(tmp_path)), "--quiet", "format", "--check")

    assert (0, "") == (done.returncode, done.stderr)


def test_long_work_is_announced(capfd):
    """What takes longer than a second says what it is doing, on standard error."""
    with Progress("thinking", shown=True):
        time.sleep(1.2)

    assert "thinking …\n" == capfd.readouterr().err


def test_stats_count(tmp_path):
    """`foedus stats` counts claims by standing and the share of each article that is quoted."""
    told = json.loads(run("--holdings", begin(tmp_path), "stats", "--format", "json").stdout)

    assert ({"verified": 6}, 6) == (told["Claim by standing"], told["articles"][0]["claims"])
