"""Shapes beyond SHACL Core: judged here, by pyshacl or by nobody, and that is told of each shape by itself."""

import json
from pathlib import Path

import pyshacl
import pytest
import shaping
from boatyard import validated
from foedus.shacl import Session
from rdflib import SH, Graph

PREFIX = 'e: sh:declare [ sh:prefix "e" ; sh:namespace "http://e.org/"^^xsd:anyURI ] .\n'
DATA = 'e:a e:p 1 . e:b e:p 2 ; e:q 3 . e:c a e:C ; e:p 1 . e:d e:r "01"^^xsd:integer .'
NEEDS = "sh:property [ sh:path e:q ; sh:minCount 1 ] ."
TYPE = (
    "e:T a sh:SPARQLTargetType ; rdfs:subClassOf sh:Target ; sh:parameter [ sh:path e:v ] ; sh:prefixes e: ; "
    'sh:select "SELECT ?this WHERE { ?this e:p $v }" .\n'
)
#: Shapes of SHACL Advanced Features, each with whether pyshacl must judge it.
BEYOND = {
    "a-query": (f'sh:target [ sh:prefixes e: ; sh:select "SELECT ?this WHERE {{ ?this e:p 1 }}" ] ; {NEEDS}', False),
    "a-node-and-a-query": (
        f"sh:targetNode e:d ; sh:target [ sh:prefixes e: ; sh:select 'SELECT ?this WHERE {{ ?this e:p 2 }}' ] ; {NEEDS}",
        False,
    ),
    "values-that-a-store-rewrites": (
        f'sh:target [ sh:prefixes e: ; sh:select "SELECT ?this WHERE {{ ?this e:r ?x }}" ] ; {NEEDS}',
        True,
    ),
    "a-type-of-target": (f"sh:target [ a e:T ; e:v 1 ] ; {NEEDS}", True),
    "an-expression": ("sh:targetSubjectsOf e:p ; sh:expression [ sh:path e:q ] .", True),
    "an-expression-beside": (f"sh:targetSubjectsOf e:p ; sh:expression [ sh:path e:q ] ; {NEEDS}", True),
    "a-function": (
        (
            "sh:targetSubjectsOf e:p ; sh:sparql [ sh:prefixes e: ; sh:select 'SELECT $this WHERE { $this e:p ?x FILTER(e:big(?x)) }' ] . "
            'e:big a sh:SPARQLFunction ; sh:parameter [ sh:path e:x ] ; sh:prefixes e: ; sh:returnType xsd:boolean ; sh:ask "ASK { FILTER(?x > 1) }" .'
        ),
        True,
    ),
    "an-expression-within": ("sh:targetSubjectsOf e:p ; sh:node [ sh:expression [ sh:path e:q ] ] .", True),
}
JS = "e:Script a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:q ; sh:js [ sh:jsFunctionName 'f' ] ] .\n"


def judged(law: str, data: str = DATA) -> Session:
    """Judge by one shape."""
    return Session(shaping.facts(data, "d.ttl"), shaping.facts(f"{PREFIX}{TYPE}e:S a sh:NodeShape ; {law}", "s.ttl"))


@pytest.mark.parametrize("name", BEYOND)
def test_a_shape_of_advanced_features_is_judged_as_pyshacl_does(name: str) -> None:
    """Targets that are queries are asked here, the rest by pyshacl, and both find what pyshacl finds by itself."""
    law, handed = BEYOND[name]
    judgement = judged(law).judgement()
    graphs = [
        Graph().parse(data=shaping.PREFIXES + text, format="turtle")
        for text in (DATA, f"{PREFIX}{TYPE}e:S a sh:NodeShape ; {law}")
    ]
    report = pyshacl.validate(graphs[0], shacl_graph=graphs[1], advanced=True)[1]
    told = {
        (str(report.value(r, SH.focusNode)), str(report.value(r, SH.sourceConstraintComponent)))
        for r in report.objects(None, SH.result)
    }

    assert handed == any("was judged by pyshacl" in note for note in judgement.notes)
    assert told
    assert told == {(f.result.focus.strip("<>"), f.result.component) for f in judgement.findings if f.result}


def test_the_choice_of_a_query_follows_a_change() -> None:
    """A node that a query chooses after a change is judged, and one that it chooses no more is not."""
    session = judged(BEYOND["a-query"][0])
    before = {finding.focus for finding in session.judgement().findings}
    new, old = (shaping.facts(text, "d.ttl") for text in ("e:z e:p 1 .", "e:a e:p 1 ."))

    assert {"<http://e.org/a>", "<http://e.org/c>"} == before
    assert {"<http://e.org/z>", "<http://e.org/c>"} == {f.focus for f in session.change(new, old).findings}


def test_rules_of_shapes_are_not_run() -> None:
    """A sh:rule infers nothing, also where pyshacl judges with its switch for advanced features."""
    rule = "e:R a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate e:q ; sh:object 1 ] .\n"
    law = BEYOND["a-type-of-target"][0]
    judgement = judged(f"{law}\n{rule}").judgement()

    assert {"<http://e.org/a>", "<http://e.org/c>"} == {f.focus for f in judgement.findings}
    assert "1 times sh:rule was not followed: a validation infers nothing; infer before" in judgement.notes


@pytest.fixture
def files(tmp_path: Path) -> list[str | Path]:
    """Write data and shapes of which nobody judges one."""
    law = f"{shaping.PREFIXES}{JS}e:Fine a sh:NodeShape ; sh:targetClass e:C ; {NEEDS}\n"
    (tmp_path / "s.ttl").write_text(law)
    (tmp_path / "d.ttl").write_text(shaping.PREFIXES + DATA)
    return [tmp_path / "d.ttl", "-s", tmp_path / "s.ttl"]


def test_a_shape_that_nobody_judges_is_named_and_the_rest_is_judged(files: list[str | Path]) -> None:
    """The shape is told with its line, the exit code is 2, and what the other shapes find is there."""
    done = validated(*files, "--format", "json")
    said = json.loads(done.stdout)
    lines = {(row["rule"], row["line"]) for row in said["findings"]}

    assert (2, 1, False) == (done.exit_code, said["unchecked"], said["conforms"])
    assert {
        ("could-not-check", shaping.PREFIXES.count("\n") + 1),
        ("MinCount", shaping.PREFIXES.count("\n") + 1),
    } == lines
    assert "sh:js" in said["findings"][0]["message"] + said["findings"][1]["message"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("text", "could not check all: 1 shape not judged; 2 violations"),
        ("junit", 'failures="0" errors="1"'),
        ("sarif", '"executionSuccessful": false'),
        ("github", "title=could not check::"),
        ("markdown", "## Could not check all"),
        ("turtle", "sh:conforms false"),
    ],
)
def test_every_form_tells_that_not_all_was_checked(form: str, words: str, files: list[str | Path]) -> None:
    """No form of the report lets a shape that nobody judged pass for one that found nothing."""
    done = validated(*files, "--format", form, "--fail-on", "none")

    assert (2, True) == (done.exit_code, words in done.stdout)


def test_a_profile_may_accept_that_a_shape_is_not_judged(files: list[str | Path], tmp_path: Path) -> None:
    """Where the profile switches the rule off, the rest alone decides, and a note says so."""
    (tmp_path / "p.toml").write_text('[validate]\nseverity.could-not-check = "off"\n')
    done = validated(*files, "--profile", tmp_path / "p.toml")

    assert (1, True) == (done.exit_code, "1 of could-not-check left out: the profile switches it off" in done.stdout)
