"""`foedus validate --since` and `--check-shapes` in a graph laid out like ours."""

import json
import subprocess
from pathlib import Path

import pytest
from boatyard import edit
from starting import begin, run

CLAIMS, PLACES, EVENTS = (Path("graph") / name for name in ("claims/a.trig", "names/places.ttl", "names/events.ttl"))
#: A fault that a shape finds, one that a rule over named graphs finds, and one of spelling.
OLD = [
    (CLAIMS, "    f:mode c:narrated ;\n", ""),
    (EVENTS, "id:lake-meeting a f:Meeting ;\n", "id:lake-meeting a f:Metting ;\n"),
    (EVENTS, "next meeting", "next  meeting"),
]


def git(root: Path, *words: str) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a graph in a folder of a checkout, with three faults that are committed."""
    root = begin(tmp_path)
    for fault in OLD:
        edit(root, *fault)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    return root


def told(root: Path, *words: str) -> set[tuple[str, str, str]]:
    done = run("validate", "--holdings", root, "--format", "json", *words)
    return {(row["rule"], row["focus"], row["file"] or "") for row in json.loads(done.stdout)["findings"]}


def test_without_a_change_nothing_is_told(root: Path) -> None:
    """What was wrong before is not told where nothing has changed, and a note says how much that is."""
    whole, none = told(root), run("validate", "--holdings", root, "--changed")

    assert {"MinCount", "unknown-class", "TextNotTidy"} <= {rule for rule, _, _ in whole}
    assert (0, True) == (none.exit_code, "no change since HEAD matters to them" in none.stdout)


def test_what_a_change_breaks_in_another_file_is_told(root: Path) -> None:
    """A finding in an unchanged file is told where the change made it, and the old faults are not."""
    before = told(root)
    edit(root, PLACES, "id:harbourtown a ", "id:harbortown a ")
    changed = told(root, "--changed")

    assert CLAIMS.as_posix() in {file for _, _, file in changed}
    assert told(root) - before == changed


@pytest.mark.parametrize(
    ("file", "old", "new", "rules"),
    [
        (CLAIMS, "claim:a-001 a f:Claim ;\n", "claim:a-001 a f:Claim ;\n    f:mode c:narrated, c:reported ;\n", {"MaxCount"}),
        (EVENTS, "prossimo incontro", "prossimo  incontro", {"TextNotTidy", "unknown-class"}),
        (PLACES, "rdfs:label", "f:lable", {"unknown-property"}),
    ],
    ids=["a-shape", "spelling", "a-rule"],
)  # fmt: skip
def test_a_change_is_told_of_every_kind(file: Path, old: str, new: str, rules: set[str], root: Path) -> None:
    """What shapes, spelling and rules find of a change is told, and is what a full run finds."""
    edit(root, file, old, new)
    changed = told(root, "--changed")

    assert rules <= {rule for rule, _, _ in changed}
    assert changed <= told(root)


def test_what_a_removed_file_breaks_is_told(root: Path) -> None:
    """A file that is gone breaks what leans on it."""
    before = told(root)
    (root / PLACES).unlink()

    assert told(root) - before == told(root, "--changed")
    assert told(root, "--changed")


def test_a_change_of_the_shapes_tells_all(root: Path) -> None:
    """Where a shape has changed all is told, with the reason."""
    (root / "shapes").mkdir()
    (root / "shapes" / "own.ttl").write_text("# Nothing yet.\n")
    done = run("validate", "--holdings", root, "--changed")

    assert (1, True) == (done.exit_code, "all was judged: shapes, ontology or policies changed" in done.stdout)
    assert told(root) == told(root, "--changed")


def test_a_revision_that_cannot_be_judged_tells_all(root: Path) -> None:
    """Where the graph cannot be read as it was, all is told, with the reason."""
    whole = told(root)
    words = (root / EVENTS).read_text()
    (root / EVENTS).write_text("id:broken a\n")
    git(root, "commit", "-qam", "two")
    (root / EVENTS).write_text(words)
    done = run("validate", "--holdings", root, "--changed")

    assert "all was judged: the graph of HEAD cannot be judged" in done.stdout
    assert whole == told(root, "--changed")


def test_own_shapes_and_terms_are_checked(root: Path) -> None:
    """--check-shapes tells what is idle in the graph's own shapes and ontology, and nothing of what foedus ships."""
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix e: <https://example.org/own#> .\n"
    for folder in ("shapes", "ontology"):
        (root / folder).mkdir()
    (root / "shapes" / "own.ttl").write_text(
        head + "e:A a sh:NodeShape ; sh:targetClass e:Nobody .\n"
        "e:B a sh:NodeShape ; sh:property [ sh:path e:nothing ; sh:minCuont 1 ] .\n"
    )
    (root / "ontology" / "own.ttl").write_text(head + "e:Unused a <http://www.w3.org/2000/01/rdf-schema#Class> .\n")
    always, asked = told(root), told(root, "--check-shapes")

    assert {("unknown-shacl-term", "shapes/own.ttl")} == {(rule, file) for rule, _, file in always if "own" in file}
    assert {"target-matches-nothing", "path-used-nowhere", "shape-without-use", "term-unused", "term-undeclared"} == {
        rule for rule, _, _ in asked - always
    }
    assert {"shapes/own.ttl", "ontology/own.ttl", EVENTS.as_posix()} == {file for _, _, file in asked - always}


def test_the_shipped_graph_has_no_idle_shape_or_term() -> None:
    """The shapes and the ontology of this project find and are used."""
    done = run("validate", "--check-shapes")

    assert (0, "conforms: no findings\n") == (done.exit_code, done.stdout)
