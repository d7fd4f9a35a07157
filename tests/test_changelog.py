"""What a changelog says that a graph holds is written from the data, and a release cannot state anything else."""

import re
from pathlib import Path

import pytest
from foedus import changelog, comparing, library
from starting import begin, run

ROOT = Path(__file__).parents[1]
EMPTY = "# Changelog\n\n## 1.0\n\n<!-- held at x -->\n<!-- /held -->\n\nMore words.\n\n## 0.9\n\nOld.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a graph with a changelog."""
    root = begin(tmp_path)
    (root / "CHANGELOG.md").write_text(EMPTY)
    return root


def told(root: Path) -> str:
    done = run("--holdings", root, "diff", "nothing", "--format", "held", "--into", root / "CHANGELOG.md")
    assert 0 == done.exit_code, done.stderr
    return (root / "CHANGELOG.md").read_text()


def test_our_own_changelog_says_what_the_data_say() -> None:
    """Where the section was written for the graph as it is, its lines are those of the data; else they have their form."""
    (release,) = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[:1]
    held = changelog.held(ROOT / "CHANGELOG.md", release)
    holdings = library.open_holdings()

    assert held
    assert re.fullmatch(r"(- \d+ (claims?|conflicts?) [a-z ]+\.\n)+", held.lines)
    if held.at == library.build(holdings).version:
        assert comparing.as_held(comparing.between("nothing", "", holdings), holdings.names) == held.lines


def test_the_lines_are_written_between_the_marks(root: Path) -> None:
    """Only what stands between the marks changes, and again to the same."""
    once = told(root)
    held = changelog.held(root / "CHANGELOG.md", "1.0")

    assert held
    assert held.lines.startswith("- 6 claims added.\n")
    assert EMPTY == once.replace(held.lines, "").replace(held.at, "x")
    assert once == told(root)


def test_a_release_states_what_it_holds(root: Path, tmp_path: Path) -> None:
    """A release whose section is of another state of the graph is refused; another version has no section to state."""
    made = ("--holdings", root, "release")
    before = run(*made, "1.0", "-o", tmp_path / "a")
    other = run(*made, "0.9", "-o", tmp_path / "b")
    told(root)
    after = run(*made, "1.0", "-o", tmp_path / "c")

    assert [2, 0, 0] == [done.exit_code for done in (before, other, after)]
    assert "run `make held`" in before.stderr
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("diff", "nothing", "--into"), "takes the lines of --format held"),
        (("diff", "nothing", ".", "--format", "held", "--into"), "leave out NEW"),
        (("diff", "nothing", "--format", "held", "--into"), "add `<!-- held at x -->`"),
    ],
)
def test_lines_without_a_place_are_refused(root: Path, words: tuple[str, ...], sentence: str) -> None:
    """A changelog without marks, and lines of another form, are refused in a sentence."""
    (root / "CHANGELOG.md").write_text("# Changelog\n")
    done = run("--holdings", root, *words, root / "CHANGELOG.md")

    assert (2, True) == (done.exit_code, sentence in done.stderr)
