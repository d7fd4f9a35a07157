"""A graph of one's own: its files stand beside those that foedus ships, and its settings are read or refused."""

from pathlib import Path

import pytest
from foedus.holdings import open_holdings, shipped
from starting import begin, run

CLAIMS = Path("graph/claims/a.trig")
F = "PREFIX f: <https://w3id.org/foedus/ontology#>\n"
RULE = "# severity: violation\n# message: Do not.\n" + F
WIDE_SHAPE = """@prefix f: <https://w3id.org/foedus/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
f:MyShape a sh:NodeShape ; sh:targetClass f:Meeting ; sh:property f:MyPart .
f:MyPart sh:path f:host ; sh:minCount 1 ; sh:message "Name the host."@en .
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make the example graph."""
    return begin(tmp_path)


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def spoil(root: Path) -> None:
    """Take a claim's mode, of which a shipped shape asks, and misspell a property, which a shipped rule forbids."""
    text = (root / CLAIMS).read_text().replace("    f:mode c:direct ;\n", "", 1)
    (root / CLAIMS).write_text(text.replace("f:actor id:merania", "f:acctor id:merania"))


def validated(root: Path) -> str:
    return run("--holdings", root, "validate").stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shapes/mine.ttl", WIDE_SHAPE),
        ("shapes/dataset/mine.rq", RULE + "SELECT ?entity WHERE { ?entity a f:Nothing }\n"),
        ("ontology/mine.ttl", "<https://example.org/lakes/id/merania> a <https://w3id.org/foedus/ontology#State> .\n"),
        ("shapes/README.md", "Mine.\n"),
    ],
)
def test_own_files_switch_nothing_off(name, text, root):
    """A folder of shapes, rules or ontology with files of one's own leaves every shipped file in force."""
    spoil(root)
    write(root, name, text)
    told = validated(root)

    assert "claim:a-005 f:mode" in told
    assert "Did you mean f:actor?" in told


def test_an_own_shape_is_applied(root):
    """A shape of one's own is applied beside the shipped ones."""
    write(root, "shapes/mine.ttl", WIDE_SHAPE)

    assert "Name the host. (shape shapes/mine.ttl:4)" in validated(root)


def test_an_own_file_of_the_same_name_overrides(root):
    """A rule of one's own with the name of a shipped one stands in its place."""
    spoil(root)
    write(root, "shapes/dataset/unknown-property.rq", RULE + "SELECT ?entity WHERE { ?entity a f:Nothing }\n")
    told = validated(root)

    assert "claim:a-005 f:mode" in told
    assert "unknown-property" not in told


def test_an_own_term_of_the_ontology_is_known(root):
    """An ontology of one's own adds terms; those of foedus stay known."""
    write(
        root,
        "ontology/mine.ttl",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "<https://w3id.org/foedus/ontology#acctor> a owl:ObjectProperty .\n",
    )
    spoil(root)
    told = validated(root)

    assert "claim:a-005 f:mode" in told
    assert "unknown-property" not in told


def test_an_own_conflict_rule_joins_the_policy(root):
    """A conflict rule of one's own is applied, and the rest of the policy with it."""
    rule = F + "SELECT ?one ?other ?node WHERE { VALUES (?one ?other ?node) { (f:x f:y f:z) } }\n"
    write(root, "graph/view/conflicts/times.rq", rule)
    asked = run("--holdings", root, "query", F + "SELECT ?n WHERE { ?x a f:Conflict ; f:inDispute ?n }")
    members = run("--holdings", root, "query", F + "ASK { ?state f:memberOf ?league }")

    assert "f:z" in asked.stdout
    assert "yes\n" == members.stdout


@pytest.mark.parametrize(
    ("folder", "query", "missing"),
    [
        ("conflicts", "SELECT ?one ?other WHERE { ?one f:voice ?other }", "?node"),
        ("conflicts", "SELECT ?node ?one ?other WHERE { ?node f:voice ?one }", "?other"),
        ("conflicts", "SELECT ?node ?one ?other WHERE { ?node f:quote ?one ; f:article ?other }", "?one"),
        ("shortcuts", "SELECT ?subject ?predicate ?object WHERE { ?subject ?predicate ?object }", "?claim"),
    ],
)
def test_a_rule_of_the_policy_without_its_variables_is_named(folder, query, missing, root):
    """A conflict or shortcut rule whose rows lack what they must bind is refused by name, in one sentence."""
    write(root, f"graph/view/{folder}/mine.rq", F + query)
    done = run("--holdings", root, "validate")

    assert 2 == done.exit_code
    assert f"foedus: graph/view/{folder}/mine.rq:1: each row of this rule must bind {missing} to an IRI" in done.stderr


@pytest.mark.parametrize("base", ["https://example.org/claim/", "https://example.org/my/claim/s/", "http://claim/"])
def test_a_plan_stands_below_the_base(base, root):
    """The IRI of a plan is that of its claim below the graph's base, whatever words the base is made of."""
    for file in (path for path in root.rglob("*") if path.suffix in (".toml", ".ttl", ".trig")):
        file.write_text(file.read_text().replace("https://example.org/lakes/", base))
    run(
        "--holdings", root, "claim", "check", "a-006", "--verdict", "supports", "--reading", "second", "--method", "So."
    )
    done = run("--holdings", root, "query", F + "SELECT ?plan WHERE { ?plan a f:Plan }", "--format", "csv")

    assert ["plan", f"{base}id/plan-a-006"] == done.stdout.split()


@pytest.mark.parametrize(
    "base",
    [
        "https://exa mple.org/",
        "https://example.org/<x>/",
        "https://example.org/a#/",
        "https://example.org/?a/",
        "https://example.org",
        "https:///",
        "ftp://example.org/",
    ],
)
def test_a_base_that_is_no_address_is_refused(base, root):
    """A base below which no IRI can be minted is refused in one sentence that names the settings."""
    write(root, "foedus.toml", f'base = "{base}"\n')
    done = run("--holdings", root, "--quiet", "stats")

    assert (2, 1) == (done.exit_code, len(done.stderr.splitlines()))
    assert "foedus.toml: base must be an http(s) address that ends in a slash" in done.stderr


def test_an_unknown_setting_is_refused(root):
    """A setting that foedus does not know, such as a misspelt one, is named and refused."""
    write(root, "foedus.toml", 'bsae = "https://example.org/lakes/"\n')
    done = run("--holdings", root, "--quiet", "stats")

    assert (2, 1) == (done.exit_code, len(done.stderr.splitlines()))
    assert "bsae" in done.stderr


def test_shipped_files_are_taken_once():
    """The shipped graph lies over itself: each file is read once."""
    files = list(shipped().overlaid("shapes", ".ttl").values())

    assert sorted((shipped().root / "shapes").rglob("*.ttl")) == sorted(files)
    assert files == list(open_holdings(shipped().root).overlaid("shapes", ".ttl").values())
