"""How `foedus serve` is set: by flag, variable, file or default, from one table."""

import re
import urllib.request
from pathlib import Path

import pytest
from foedus.facts import CouldNotDo
from foedus.settings import FILE, SETTINGS, choose
from foedus.workers import Limits
from served import free_port, running
from starting import begin, run

ROOT = Path(__file__).parent.parent
NOWHERE = Path("no such file")


def toml(folder: Path, text: str) -> Path:
    """Write a file of settings."""
    file = folder / "own.toml"
    file.write_text(text)
    return file


def test_a_flag_goes_before_a_variable_this_before_the_file_and_this_before_the_default(tmp_path: Path) -> None:
    """Each setting is taken from the nearest place that gives it."""
    file = toml(tmp_path, "[serve]\nport = 1003\ntimeout = 3\nmemory = 103\n")
    chosen = choose({"port": "1001"}, {"FOEDUS_PORT": "1002", "FOEDUS_TIMEOUT": "2.5"}, file)

    assert [1001, 2.5, 103, 50_000_000] == [
        chosen.values[name] for name in ("port", "timeout", "memory", "answer-bytes")
    ]


def test_an_empty_variable_gives_nothing(tmp_path: Path) -> None:
    """A variable that is set to nothing, as files of services like to do, leaves the next place its say."""
    assert 1003 == choose({}, {"FOEDUS_PORT": ""}, toml(tmp_path, "[serve]\nport = 1003\n")).whole("port")


def test_defaults_are_those_of_the_workers() -> None:
    """Where nothing is given, the limits are those that the workers have by themselves."""
    chosen, usual = choose({}, {}, NOWHERE), Limits()

    assert (usual.seconds, usual.memory, usual.answer) == (
        chosen.number("timeout"),
        chosen.whole("memory") * 1_000_000,
        chosen.whole("answer-bytes"),
    )


@pytest.mark.parametrize(
    ("args", "env", "sentence"),
    [
        (["--port", "x"], {}, "--port must be a whole number from 1 to 65535, not 'x'"),
        (["--timeout", "nan"], {}, "--timeout must be a number from 0.1 to 3600, not 'nan'"),
        (["--public-url", "graph.org"], {}, "--public-url must be an http(s) address without query or fragment"),
        ([], {"FOEDUS_WORKERS": "0"}, "the variable FOEDUS_WORKERS must be a whole number from 1 to 64, not '0'"),
        ([], {"FOEDUS_TIMOUT": "1"}, "there is no variable FOEDUS_TIMOUT; do you mean FOEDUS_TIMEOUT?"),
        ([], {"FOEDUS_XYZZY": "1"}, "there is no variable FOEDUS_XYZZY; there are FOEDUS_HOST, FOEDUS_PORT,"),
        (["--settings", "nowhere"], {}, "there is no file nowhere; give --settings a TOML file with a table [serve]"),
        ([], {FILE: "nowhere"}, "there is no file nowhere; give --settings a TOML file"),
    ],
)
def test_what_is_not_allowed_is_one_sentence(args: list[str], env: dict[str, str], sentence: str) -> None:
    """A wrong value or an unknown variable is told with its place and with what is allowed, and ends with 2."""
    done = run("serve", *args, env=env)

    assert (2, "", 1) == (done.exit_code, done.stdout, done.stderr.count("\n"))
    assert done.stderr.startswith(f"foedus: {sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# of ours\n[serve]\nport = 99999", ":3: port must be a whole number from 1 to 65535, not '99999'"),
        ('[serve]\n\nport = "80"', ":3: port must be a whole number from 1 to 65535, not '80'"),
        ("serve.timeout = true", ":1: timeout must be a number from 0.1 to 3600, not True"),
        ("[other]\nport = 1\n[serve]\nprt = 1", ":4: there is no setting prt; do you mean port?"),
        ("[serve]\nhost = 7", ":2: host must be an address or a host's name, not 7"),
        ("serve = 7", ":1: serve must be a table, written [serve]"),
        ("[serve", " is not readable TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_told_with_its_line(text: str, sentence: str, tmp_path: Path) -> None:
    """A file's fault is told with file, line and key."""
    file = toml(tmp_path, text)
    done = run("serve", "--settings", file)

    assert (2, 1) == (done.exit_code, done.stderr.count("\n"))
    assert done.stderr.startswith(f"foedus: {file}{sentence}")


def test_whoever_asks_the_table_is_told_too() -> None:
    """The same refusals are raised where the table is read by a program."""
    with pytest.raises(CouldNotDo, match="--workers must be"):
        choose({"workers": "many"}, {}, NOWHERE)


def test_a_graph_may_say_how_it_is_served(tmp_path: Path) -> None:
    """The table [serve] of the graph's foedus.toml is obeyed by the server and left alone by every other command."""
    root, port = begin(tmp_path), free_port()
    with (root / "foedus.toml").open("a") as settings:
        settings.write(f'\n[serve]\nport = {port}\npublic-url = "https://graph.example/"\n')
    with running("--holdings", str(root), "serve", at=port) as address:
        request = urllib.request.Request(f"{address}/sparql", headers={"Accept": "application/n-triples"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            told = answer.read().decode()

    assert "<https://graph.example/sparql>" in told
    assert 0 == run("--holdings", root, "stats").exit_code


def test_the_readme_has_the_table() -> None:
    """The README's table of settings is that of the code, row by row."""
    rows = [f"| `{setting.name}` | {setting.usual} | {setting.words} |" for setting in SETTINGS]
    told = re.findall(r"^\| `[a-z-]+` \|.*\|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)

    assert rows == told, "write these rows into the README:\n" + "\n".join(rows)


def test_help_names_the_variable_and_the_default_of_each() -> None:
    """`foedus serve --help` tells of every setting its flag, its variable and its default."""
    shown = " ".join(run("serve", "--help").stdout.split())

    assert [] == [
        setting.name
        for setting in SETTINGS
        if f"--{setting.name}" not in shown or f"[{setting.variable}; default: {setting.usual}]" not in shown
    ]
