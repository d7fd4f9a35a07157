"""`foedus diff` tells what changed between two states of a graph, in sentences with their quotes."""

import json
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from starting import begin, run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a graph in a checkout of its own, with one commit."""
    root = begin(tmp_path)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "begin"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", *words], cwd=root, check=True)
    return root


def claims(root: Path) -> Path:
    return next((root / "graph" / "claims").glob("*.trig"))


def told(root: Path, *words: str) -> list[dict[str, object]]:
    done = run("--holdings", root, "diff", *words, "--format", "json")
    assert 0 == done.exit_code, done.stderr
    return list(json.loads(done.stdout))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def without_first_claim(path: Path) -> str:
    """Take the first claim out of a file: its graph and its description."""
    blocks = path.read_text("utf-8").split("\n\n")
    name = blocks[1].split(" ")[0]
    kept = [block for block in blocks if not block.startswith(f"{name} ")]
    path.write_text("\n\n".join(kept), "utf-8")
    return name


def test_nothing_changed(root: Path) -> None:
    """A graph that is as it was committed has no change."""
    assert [] == told(root, "HEAD")
    assert "nothing changed\n" == run("--holdings", root, "diff", "HEAD").stdout


def test_a_claim_is_withdrawn_and_added(root: Path) -> None:
    """A claim that is gone is withdrawn, and seen the other way round it is added, with its words."""
    folder = root.parent / "before"
    shutil.copytree(root, folder)
    name = without_first_claim(claims(root))
    gone, come = told(root, "HEAD"), told(root, str(root), str(folder))

    assert ("claim-withdrawn", name) in {(change["kind"], change["node"]) for change in gone}
    assert ("claim-added", name) in {(change["kind"], change["node"]) for change in come}
    assert all(change["quotes"] for change in come if change["kind"] == "claim-added")


def test_a_claim_is_corrected(root: Path) -> None:
    """A claim whose content is another tells both sentences."""
    edit(claims(root), "f:factuality c:ongoing", "f:factuality c:intended")
    corrected = [change for change in told(root, "HEAD") if change["kind"] == "claim-corrected"]

    assert corrected
    assert all(change["before"] and change["before"] != change["sentence"] for change in corrected)


def test_a_claim_is_read_again(root: Path) -> None:
    """A new Check of the same claim is a reading, no correction."""
    name = claims(root).read_text("utf-8").split("\n\n")[1].split(" ")[0]
    words = ("claim", "check", name, "--verdict", "supports", "--reading", "first", "--method", "Read again.")
    run("--holdings", root, *words)

    assert [("claim-reread", name)] == [(change["kind"], change["node"]) for change in told(root, "HEAD")]


def test_releases_are_compared(root: Path) -> None:
    """Two releases differ as the graphs did from which they were made."""
    old, new = root.parent / "r1", root.parent / "r2"
    run("--holdings", root, "release", "1", "--output", old)
    edit(claims(root), "f:factuality c:ongoing", "f:factuality c:intended")
    run("--holdings", root, "release", "2", "--output", new)

    assert told(root, "HEAD") == told(root, str(old), str(new)) != []


@pytest.mark.parametrize("form", ["text", "markdown", "held"])
def test_each_form_counts_the_changes(root: Path, form: str) -> None:
    """People are told how many changes of each kind there are."""
    without_first_claim(claims(root))

    assert "1 claim withdrawn" in run("--holdings", root, "diff", "HEAD", "--format", form).stdout


def test_turtle_tells_activities(root: Path) -> None:
    """As RDF each change is an activity with its kind; a withdrawn claim is invalidated."""
    name = without_first_claim(claims(root))
    text = run("--holdings", root, "diff", "HEAD", "--format", "turtle").stdout
    triples = {(t.predicate.value.rsplit("#")[-1], str(t.object)) for t in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    ended = {node for predicate, node in triples if predicate == "invalidated"}

    assert any(name.removeprefix("claim:") in node for node in ended)


@pytest.mark.parametrize(
    ("state", "words"),
    [("no-such-branch", "git knows no revision no-such-branch"), ("-x", "No such option"), ("README.md", "README.md")],
)
def test_what_is_no_state_is_refused(root: Path, state: str, words: str) -> None:
    """A name that is neither revision nor folder nor file of a graph is refused in a sentence."""
    done = run("--holdings", root, "diff", state if state != "README.md" else root / "README.md")

    assert (2, True) == (done.exit_code, words in done.stderr)
