"""What is known already does not fail: baselines, profiles and changed files."""

import json
import subprocess
from pathlib import Path

import pytest
from boatyard import NOTATION, SHAPES, TOOLS, copied, edit, validated

KNOWN = ("--baseline", "known.json")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the stranger's repository with one violation, and stand in it."""
    root = copied(tmp_path)
    edit(root, TOOLS, *NOTATION)
    monkeypatch.chdir(root)
    return root


def git(root: Path, *words: str) -> None:
    """Run git as an author of this test's own."""
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *words], cwd=root, check=True, capture_output=True)


def rows(*words: str) -> list[dict[str, object]]:
    """Give the findings as JSON has them."""
    return json.loads(validated(*words, "--format", "json").stdout)["findings"]


def test_what_the_baseline_has_does_not_fail(root: Path) -> None:
    """A finding of the baseline is told as known and does not fail; a new one does."""
    written = validated(*KNOWN, "--write-baseline")
    known = validated(*KNOWN)
    edit(root, TOOLS, 'skos:notation "H1"', 'skos:notation "h1"')

    assert (0, 0, True) == (written.exit_code, known.exit_code, "(in the baseline)" in known.stdout)
    assert 1 == validated(*KNOWN).exit_code
    assert [True, False] == [row["known"] for row in rows(*KNOWN)]
    assert ['"h1"'] == [row["value"] for row in rows(*KNOWN, "--new-only")]


def test_a_baseline_survives_moved_lines(root: Path) -> None:
    """Lines that move make no finding new."""
    validated(*KNOWN, "--write-baseline")
    (root / TOOLS).write_text("# A new head.\n\n" + (root / TOOLS).read_text())

    assert 0 == validated(*KNOWN).exit_code


def test_equal_findings_are_counted(root: Path) -> None:
    """Of findings that cannot be told apart only as many are known as there were."""
    edit(root, TOOLS, "skos:broader tool:cutting ;", "skos:broader [] ;")
    validated(*KNOWN, "--write-baseline")
    edit(root, TOOLS, "skos:broader [] ;", "skos:broader [], [] ;")

    assert [False, True, True] == sorted(row["known"] for row in rows(*KNOWN))


def test_a_new_finding_does_not_hide_behind_a_mended_one(root: Path) -> None:
    """Blank nodes have no names, so a finding about one is known by its line too, wherever that has moved."""
    edit(root, TOOLS, *reversed(NOTATION))
    text = (root / TOOLS).read_text()
    (root / TOOLS).write_text(text + '[] a skos:Concept ; skos:notation "x1" ; skos:prefLabel "one"@en .\n')
    validated(*KNOWN, "--write-baseline")
    old = len(rows())
    (root / TOOLS).write_text(
        "# Moved.\n" + text + '[] a skos:Concept ; skos:notation "x1" ; skos:prefLabel "one"@en .\n'
    )
    moved = [row["known"] for row in rows(*KNOWN)]
    (root / TOOLS).write_text(text + '[] a skos:Concept ; skos:notation "x1" ; skos:prefLabel "two"@en .\n')

    assert (True, [True] * old) == (old > 0, moved)
    assert {False} == {row["known"] for row in rows(*KNOWN)}


def test_a_finding_that_is_gone_is_told(root: Path) -> None:
    """A baseline that knows more than is found says so, so that it can be written anew."""
    validated(*KNOWN, "--write-baseline")
    edit(root, TOOLS, *reversed(NOTATION))

    assert "1 findings of the baseline are gone; --write-baseline takes them out" in validated(*KNOWN).stdout


def test_a_baseline_is_written_alike(root: Path) -> None:
    """The same findings make the same bytes, and the baseline is a line for each."""
    validated(*KNOWN, "--write-baseline")
    first = (root / "known.json").read_bytes()
    validated(*KNOWN, "--write-baseline")

    assert (first, 3) == ((root / "known.json").read_bytes(), len(first.splitlines()))


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9, "findings": []}', '{"version": 1, "findings": [1]}'])
def test_another_file_is_no_baseline(text: str, root: Path) -> None:
    """A file that --write-baseline did not write is refused by name."""
    (root / "known.json").write_text(text)
    done = validated(*KNOWN)

    assert (2, True) == (done.exit_code, "known.json: this is no baseline" in done.stderr)


@pytest.mark.parametrize(
    ("name", "severity", "code"),
    [
        ("Pattern", "warning", 0),
        ("Pattern", "off", 0),
        ("Pattern", "violation", 1),
        ("'https://boatyard.example/shape/Concept-notation'", "info", 0),
        ("'https://boatyard.example/shape/Concept-broader'", "info", 1),
    ],
)
@pytest.mark.usefixtures("root")
def test_a_profile_grades_rules(name: str, severity: str, code: int) -> None:
    """A profile gives the findings of a rule, or of a shape, another severity, or switches them off."""
    Path("strict.toml").write_text(
        f'[validate]\ndata = ["vocabulary"]\nshapes = ["shapes"]\nseverity.{name} = "{severity}"\n'
    )
    done = validated("--profile", "strict.toml")

    assert code == done.exit_code
    assert ("switches it off" in done.stdout) == (severity == "off")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("validate", "is no readable TOML"),
        ("", "has no table [validate]"),
        ("validate = 1", "validate must be a table"),
        ("[validate]\nfial-on = 1", "knows no fial-on"),
        ('[validate]\nfail-on = "error"', "fail-on must be one of"),
        ('[validate]\ndata = "x"', "data must be a list"),
        ('[validate]\nseverity.Pattern = "high"', "the severity of Pattern must be one of"),
        ('[validate]\nseverity.Patern = "info"', "there is no rule Patern"),
        ('[validate]\nseverity = "info"', "severity must be a table"),
    ],
)
def test_a_profile_that_nobody_understands_is_refused(text: str, sentence: str, root: Path) -> None:
    """A misspelt key, rule or severity in a profile is refused by name, never passed over."""
    (root / "strict.toml").write_text(text)
    done = validated("--profile", "strict.toml")

    assert (2, True) == (done.exit_code, f"strict.toml: {''}" in done.stderr and sentence in done.stderr)


def test_only_changed_files_are_told(root: Path) -> None:
    """With --since and --changed only findings in files that differ from the revision are told."""
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    unchanged = rows("--changed")
    extra = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:x> a skos:Concept .\n"
    (root / "vocabulary" / "more.ttl").write_text(extra)
    new = {row["file"] for row in rows("--changed")}
    git(root, "add", ".")
    git(root, "commit", "-qm", "two")

    assert ([], {"vocabulary/more.ttl"}, []) == (unchanged, new, rows("--changed"))
    assert {"vocabulary/more.ttl"} == {row["file"] for row in rows("--since", "HEAD~1")}


def test_what_a_change_breaks_elsewhere_is_told(root: Path) -> None:
    """A change that breaks a node which an unchanged file describes is told where that node stands."""
    extra = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:axe> a skos:Concept ; skos:broader tool:cutting"
    )
    head = '; skos:prefLabel "axe"@en ; skos:inScheme <urn:tools> .\n@prefix tool: <https://boatyard.example/tool/> .\n'
    lines = (extra + head).splitlines()
    (root / "vocabulary" / "axe.ttl").write_text("\n".join([lines[0], lines[-1], *lines[1:-1]]))
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    edit(root, TOOLS, "tool:cutting a skos:Concept ;", "tool:cutting a skos:OrderedCollection ;")
    told = {(row["rule"], row["file"]) for row in rows("--changed")}

    assert ("Class", "vocabulary/axe.ttl") in told


def test_a_changed_shape_is_told(root: Path) -> None:
    """What a changed shape finds is told, whichever file it is found in."""
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "one")
    edit(root, SHAPES, "A notation is", "Every notation is")

    assert ["Pattern"] == [row["rule"] for row in rows("--changed")]


@pytest.mark.parametrize(
    ("words", "sentence"), [(["--since", "nope"], "git knows no revision nope"), (["--since=-x"], "-x is no revision")]
)
def test_a_revision_that_is_none_is_refused(words: list[str], sentence: str, root: Path) -> None:
    """A revision that git does not know is refused, and never taken for no change."""
    git(root, "init", "-q")
    done = validated(*words)

    assert (2, True) == (done.exit_code, sentence in done.stderr)


def test_no_checkout_is_refused(root: Path) -> None:
    """Outside a checkout nothing can have changed since a revision."""
    done = validated("--changed")

    assert (2, True) == (done.exit_code, f"git cannot tell what changed in {root}" in done.stderr)
