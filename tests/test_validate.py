"""`foedus validate` tells a curator what is wrong in the file that was edited, on which line, and what to do."""

import json
from pathlib import Path

import pytest
from starting import begin, run

CLAIMS = "graph/claims/a.trig"
STATES = "graph/names/states.ttl"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the files of a graph that `foedus init` made, by their paths."""
    root = begin(tmp_path_factory.mktemp("fresh"))
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.*") if path.is_file()}


@pytest.fixture
def root(fresh: dict[str, str], tmp_path: Path) -> Path:
    """Give a graph of this test's own."""
    for name, text in fresh.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text()
    if old not in text:
        raise AssertionError(old)
    (root / file).write_text(text.replace(old, new, 1))


def line_of(root: Path, file: str, words: str) -> int:
    text = (root / file).read_text()
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "sentence"),
    [
        (
            CLAIMS,
            "    f:passage passage:a-006 ;\n",
            "",
            "claim:a-006 a f:Claim",
            "[MinCount] claim:a-006 f:passage -- Give the claim at least one passage",
        ),
        (
            CLAIMS,
            "id:next-lake-meeting a f:Meeting",
            "id:next-lake-meeting a f:Meting",
            "id:next-lake-meeting a f:Meting",
            "Did you mean f:Meeting?",
        ),
        (
            CLAIMS,
            '"on 2 March"',
            '"in March"',
            'f:edtf "2031-03-02"',
            "Make the EDTF no finer than the words",
        ),
        (
            CLAIMS,
            "f:speaker id:meranian-government",
            "f:speaker []",
            "f:speaker []",
            "Give the thing an IRI of its own",
        ),
        (
            CLAIMS,
            "f:actor id:merania",
            "f:acctor id:merania",
            "f:acctor",
            "Did you mean f:actor?",
        ),
        (
            STATES,
            "id:merania a f:State ;",
            "id:merania a f:State ;\n    f:partOf id:lake-league ;",
            "f:partOf",
            "Move the triple into a claim with a passage",
        ),
    ],
    ids=["removed passage", "misspelt class", "padded date", "blank node", "unknown property", "fact outside a claim"],
)
def test_a_mistake_is_told_where_it_was_made(file, old, new, place, sentence, *, root):
    """Each mistake makes the exit code 1 and one line with its file, its line and a sentence that helps."""
    edit(root, file, old, new)
    done = run("--holdings", root, "validate")
    told = [line for line in done.stdout.splitlines() if sentence in line]

    assert 1 == done.exit_code
    assert 1 == len(told)
    assert told[0].startswith(f"{file}:{line_of(root, file, place)}: violation: ")


def test_a_finding_names_its_shape(root):
    """A finding ends with the file and line of the shape or rule that was broken."""
    edit(root, CLAIMS, "    f:mode c:direct ;\n", "")
    done = run("--holdings", root, "validate")
    first = done.stdout.splitlines()[0]
    file, line = first.rpartition("(shape ")[2].removesuffix(")").split(":")
    shape = (Path(__file__).parent.parent / file).read_text().splitlines()

    assert ("shapes/claim.ttl", "s:Claim-mode") == (file, shape[int(line) - 1].split(" ")[0])


def test_findings_as_json(root):
    """The same findings can be read by programs, each with file, line and shape."""
    edit(root, CLAIMS, "a f:Meeting ;\n        f:place id:merania", "a f:Meting ;\n        f:place id:merania")
    done = run("--holdings", root, "validate", "--format", "json")
    told = json.loads(done.stdout)
    found = [row for row in told["findings"] if row["rule"] == "unknown-class"]

    assert (1, False, 1) == (done.exit_code, told["conforms"], len(found))
    assert (CLAIMS, line_of(root, CLAIMS, "f:Meting"), "f:Meting") == tuple(
        found[0][key] for key in ("file", "line", "value")
    )
    assert "shapes/dataset/unknown-class.rq:1" == found[0]["shape"]


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("warning", 1)])
def test_the_mildest_finding_that_fails_is_chosen(fail_on, code, root):
    """With --fail-on warning a warning makes the exit code 1, else it does not; the JSON says the same."""
    (root / "shapes" / "dataset").mkdir(parents=True)
    (root / "shapes" / "dataset" / "unread-coverage.rq").write_text(
        "# severity: warning\n# message: Read it again.\n"
        "PREFIX f: <https://w3id.org/foedus/ontology#>\n"
        "SELECT ?entity WHERE { ?entity f:carriesNoClaim ?why }\n"
    )
    done = run("--holdings", root, "validate", "--fail-on", fail_on, "--format", "json")
    told = json.loads(done.stdout)

    assert (code, not code) == (done.exit_code, told["conforms"])
    assert {"warning"} == {row["severity"] for row in told["findings"]}


@pytest.mark.parametrize("number", ["7.5", '"x"', '"' + "9" * 5000 + '"'], ids=["decimal", "word", "endless"])
@pytest.mark.parametrize("file", [CLAIMS, "seeds/a_lake_league.ttl"], ids=["passage", "sentence"])
def test_an_offset_that_is_no_number_is_a_finding(file, number, root):
    """An offset that is no whole number is found by validate on its line, and nothing else breaks on it."""
    edit(root, file, "f:start 76 ", f"f:start {number} ")
    done = run("--holdings", root, "validate")
    others = [["verify"], ["stats"], ["coverage"], ["claim", "new", "a", "it snowed"]]
    codes = {run("--holdings", root, *args).exit_code for args in others}

    assert 1 == done.exit_code
    assert f"{file}:{line_of(root, file, 'f:start ' + number)}: violation: [Datatype]" in done.stdout
    assert codes <= {0, 1}


@pytest.mark.parametrize("number", ["7.5", '"x"'])
def test_a_length_that_is_no_number_is_a_finding(number, root):
    """A recorded length that is no whole number is found by validate, and nothing else breaks on it."""
    edit(root, "seeds/a_lake_league.ttl", "f:length 670", f"f:length {number}")
    codes = {run("--holdings", root, *args).exit_code for args in (["verify"], ["stats"])}

    assert "Record the length of the text in code points" in run("--holdings", root, "validate").stdout
    assert codes <= {0, 1}


@pytest.mark.parametrize("named", ["sentence:a-x", "sentence:five", '"5"'])
def test_a_sentence_without_a_number_is_refused(named, root):
    """A draft that names no sentence where it must is refused with its file and line."""
    draft = root / "graph" / "claims" / "b.trig"
    prefixes = (root / CLAIMS).read_text().split("\n\n")[0]
    draft.write_text(
        f'{prefixes}\n\npassage:b-001 a f:Passage ; f:article article:a ; f:quote "Merania" ; f:sentence {named} .\n'
    )
    done = run("--holdings", root, "claim", "anchor", draft)

    assert 2 == done.exit_code
    assert "graph/claims/b.trig:" in done.stderr
    assert "is not a sentence" in done.stderr


@pytest.mark.parametrize("name", ["a", "a-x", "a-007-x"])
def test_a_claim_with_an_odd_name_stops_no_new_one(name, root):
    """A claim whose name ends in no number is passed over when the next number is sought."""
    edit(root, CLAIMS, "claim:a-006 a f:Claim ;", f"claim:{name} a f:Claim .\n\nclaim:a-006 a f:Claim ;")
    done = run("--holdings", root, "claim", "new", "a", "it snowed")

    assert (0, True) == (done.exit_code, "claim:a-007 " in done.stdout)
