"""Every rule is explained, and what the examples of the rulebook show is so."""

import ast
from pathlib import Path

import pytest
from foedus import judging, rulebook
from foedus.judging import Document, validate
from rdflib import SH
from starting import run

ROOT = Path(__file__).parent.parent
PAGES = judging.pages()
COMPONENTS = sorted(rule for rule, page in rulebook.written().items() if page.standard)


def found(page: rulebook.Page, data: str) -> set[str]:
    """Judge an example by the shape of its page."""
    law = rulebook.PREFIXES + rulebook.TARGET + page.shape
    report = validate(Document(rulebook.PREFIXES + data), Document(law, name="shapes"))
    return {finding.rule for finding in report.findings}


def test_every_component_of_shacl_is_explained() -> None:
    """Each constraint component of SHACL that makes results has a page; sh:property only hands on to its shapes."""
    components = {name for name in SH.__annotations__ if name.endswith("ConstraintComponent")}
    names = {name.removesuffix("ConstraintComponent") for name in components} - {
        "",
        "source",
        "JS",
        "Property",
        "Expression",
    }

    assert names <= set(COMPONENTS)


@pytest.mark.parametrize("rule", COMPONENTS)
def test_the_wrong_example_is_wrong(rule: str) -> None:
    """The wrong example breaks its rule and no other, and the right one breaks none."""
    page = PAGES[rule]

    assert ({rule}, set()) == (found(page, page.wrong), found(page, page.right))


@pytest.mark.parametrize("rule", ["target-matches-nothing", "path-used-nowhere"])
def test_the_wrong_example_of_a_shape_is_wrong(rule: str) -> None:
    """What makes a shape find nothing is told where shapes are checked, and its right example is not."""
    page = PAGES[rule]
    sound = "ex:bob a ex:Man ; ex:age 7 ."
    law = rulebook.PREFIXES + rulebook.TARGET + page.shape + " ex:M a sh:NodeShape ; sh:targetClass ex:Man ."
    told = [
        {
            finding.rule
            for finding in validate(
                Document(rulebook.PREFIXES + data + sound), Document(law, name="shapes"), check_shapes=True
            ).findings
        }
        for data in (page.wrong, page.right)
    ]

    assert (True, False) == (rule in told[0], rule in told[1])


def test_a_misspelt_constraint_is_told_always() -> None:
    """A term that SHACL does not have is a warning in every run: it demands nothing."""
    law = rulebook.PREFIXES + rulebook.TARGET + "ex:PersonShape sh:property [ sh:path ex:name ; sh:minCuont 1 ] ."

    assert "unknown-shacl-term" in {
        finding.rule for finding in validate(Document(rulebook.PREFIXES + "ex:a a ex:Person ."), Document(law)).findings
    }


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_says_what_to_do(rule: str) -> None:
    """Each page demands something in a sentence; a constraint of SHACL has advice and the standard's address too."""
    page = PAGES[rule]

    assert page.demands.endswith(".")
    assert bool(page.query or page.advice)
    assert page.standard.startswith("https://www.w3.org/TR/shacl/#") == (rule in COMPONENTS)


def test_explain_shows_the_page() -> None:
    """--explain prints what a rule demands, with its examples."""
    done = run("validate", "--explain", "MinCount")

    assert (0, True) == (
        done.exit_code,
        all(words in done.stdout for words in ("at least so many", "Wrong:", "Right:")),
    )


def test_explain_knows_the_graphs_own_rules() -> None:
    """A rule of shapes/dataset/ is explained by its message, its examples and its query."""
    done = run("validate", "--explain", "same-as")

    assert all(words in done.stdout for words in ("Remove owl:sameAs", "Wrong:", "SELECT ?entity"))


def test_explain_lists_all_rules() -> None:
    """--explain without a rule lists them."""
    assert len(PAGES) == len(run("validate", "--explain").stdout.splitlines())


def test_explain_refuses_what_is_no_rule() -> None:
    """A name that no rule has is refused."""
    done = run("validate", "--explain", "MinCuont")

    assert (2, True) == (done.exit_code, "there is no rule MinCuont" in done.stderr)


def test_every_rule_of_ours_has_a_page() -> None:
    """Every name of a rule that the source gives to a finding can be looked up."""
    made = ("Finding", "_finding", "finding")
    calls = [
        node
        for file in (ROOT / "server").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", getattr(node.func, "attr", "")) in made
    ]
    names = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}

    assert {"syntax", "unreviewed-conflict", "quote-differs"} <= names
    assert set() == {name for name in names if isinstance(name, str)} - set(PAGES)
