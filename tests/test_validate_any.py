"""`foedus validate DATA --shapes FILE`: any RDF by any shapes, with the verdict in the exit code."""

import json
from pathlib import Path

import pytest
from boatyard import NOTATION, SHAPES, TOOLS, copied, edit, validated
from starting import begin, run


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the stranger's repository as it is, and stand in it."""
    root = copied(tmp_path)
    monkeypatch.chdir(root)
    return root


def rules(*words: str | Path) -> list[str]:
    """Give the rules of the findings."""
    return [row["rule"] for row in json.loads(validated(*words, "--format", "json").stdout)["findings"]]


def test_the_settings_of_the_folder_are_used(root: Path) -> None:
    """Where foedus.toml names data and shapes, `foedus validate` alone judges them."""
    before = validated().exit_code
    edit(root, TOOLS, *NOTATION)

    assert (0, 1) == (before, validated().exit_code)


@pytest.mark.parametrize("data", ["vocabulary", "vocabulary/tools.ttl", "voc*/*.ttl", "**/tools.ttl"])
def test_data_are_files_folders_or_patterns(data: str, root: Path) -> None:
    """A file, a folder of files and a pattern are judged alike."""
    (root / "foedus.toml").unlink()
    edit(root, TOOLS, *NOTATION)

    assert ["Pattern"] == rules(data, "--shapes", SHAPES)


def test_an_ontology_lends_its_classes(root: Path) -> None:
    """A subclass that --ontology declares is judged as its class is."""
    edit(root, TOOLS, "tool:saw a skos:Concept", "tool:saw a tool:Concept")
    edit(root, TOOLS, *NOTATION)
    (root / "classes.ttl").write_text(
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<https://boatyard.example/tool/Concept> rdfs:subClassOf <http://www.w3.org/2004/02/skos/core#Concept> .\n"
    )

    assert ([], ["Pattern"]) == (rules(), rules("--ontology", "classes.ttl"))


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("Violation", "violation", 1),
        ("Violation", "none", 0),
        ("Warning", "violation", 0),
        ("Warning", "warning", 1),
        ("Info", "warning", 0),
        ("Info", "info", 1),
    ],
)
def test_the_exit_code_is_the_verdict(severity: str, fail_on: str, code: int, root: Path) -> None:
    """The exit code is 1 where a finding is as grave as --fail-on, and the JSON says the same."""
    edit(root, TOOLS, *NOTATION)
    edit(root, SHAPES, "sh:path skos:notation ;", f"sh:path skos:notation ; sh:severity sh:{severity} ;")
    done = validated("--fail-on", fail_on, "--format", "json")

    assert (code, code == 0) == (done.exit_code, json.loads(done.stdout)["conforms"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["vocabulary"], "no shapes were named"),
        (["nowhere.ttl", "-s", "shapes"], "nowhere.ttl"),
        (["vocabulary", "-s", "nowhere"], "nowhere"),
        (["README.md", "-s", "shapes"], "README.md"),
        (["vocabulary", "-s", "vocabulary"], "nothing was judged"),
        (["other.ttl", "-s", "shapes"], "found anything to judge"),
        (["broken.ttl", "-s", "shapes"], "broken.ttl:2: this does not parse"),
        (["vocabulary", "-s", "shapes", "--profile", "nowhere.toml"], "nowhere.toml"),
        (["vocabulary", "-s", "shapes", "--baseline", "nowhere.json"], "nowhere.json"),
        (["vocabulary", "-s", "shapes", "--write-baseline"], "--baseline"),
    ],
)
def test_what_cannot_be_checked_is_never_a_success(words: list[str], sentence: str, root: Path) -> None:
    """Where nothing could be checked the exit code is 2, with one sentence, and GitHub is shown it too."""
    (root / "foedus.toml").unlink()
    (root / "other.ttl").write_text("<urn:a> a <urn:B> .\n")
    (root / "broken.ttl").write_text("<urn:a> a <urn:B> ;\n  <urn:p .\n")
    done = validated(*words)
    told = validated(*words, "--format", "github")

    assert (2, 1) == (done.exit_code, len(done.stderr.splitlines()))
    assert sentence in done.stderr
    assert (2, True) == (told.exit_code, told.stdout.startswith("::error ") or "--write-baseline" in words)


def test_holdings_are_judged_as_ever(tmp_path: Path) -> None:
    """A graph that is laid out like ours is judged by our shapes and rules, whatever folder we stand in."""
    graph = begin(tmp_path)

    assert 0 == run("--holdings", graph, "validate").exit_code


@pytest.mark.parametrize(
    ("option", "name", "count"),
    [
        ("--shape", "https://boatyard.example/shape/Concept-notation", 1),
        ("--shape", "<https://boatyard.example/shape/Concept-inScheme>", 1),
        ("--shape", "s:Concept-inScheme", 1),
        ("--focus", "tool:saw", 2),
        ("--focus", "https://boatyard.example/tool/saw", 2),
        ("--focus", "https://boatyard.example/tool/cutting", 0),
    ],
)
def test_findings_can_be_chosen(option: str, name: str, count: int, root: Path) -> None:
    """Findings can be narrowed to a shape or a node."""
    edit(root, TOOLS, *NOTATION)
    edit(
        root,
        TOOLS,
        "skos:related tool:sawhorse ;\n    skos:inScheme <https://boatyard.example/tools> .",
        "skos:related tool:sawhorse .",
    )

    assert count == len(rules(option, name))
    assert 2 == len(rules())


@pytest.mark.parametrize(
    ("format_", "data"),
    [
        ("trig", "<urn:g> {{ {} }}"),
        ("ttl", "{}"),
        ("application/n-triples", "{}"),
    ],
)
def test_standard_input_is_judged(format_: str, data: str, root: Path) -> None:
    """The data may come on standard input, in a format that is said, and its lines are shown."""
    triple = '<urn:saw> <http://www.w3.org/2004/02/skos/core#notation> "x" .'
    typed = (
        "<urn:saw> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/2004/02/skos/core#Concept> ."
    )
    (root / "foedus.toml").unlink()
    done = validated("-", "-s", SHAPES, "--stdin-format", format_, stdin=data.format(f"{typed}\n{triple}"))

    assert 1 == done.exit_code
    assert "standard input:2: violation: [Pattern]" in done.stdout
    assert 1 == done.stdout.count('"x" .')


@pytest.mark.parametrize("words", [["vocabulary", "-s", "shapes"], []], ids=["any", "own"])
def test_a_shape_that_is_none_is_refused(words: list[str], root: Path) -> None:
    """A misspelt shape selects nothing, which is never told as success."""
    (root / "foedus.toml").unlink()
    done = validated(*words, "--shape", "https://boatyard.example/shape/Consept")

    assert (2, True) == (done.exit_code, "no shape is called https://boatyard.example/shape/Consept" in done.stderr)
