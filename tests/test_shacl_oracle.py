"""The engine finds what pyshacl finds on a plain rdflib graph, no more and no less."""

from pathlib import Path

import pyshacl
import pytest
import shaping
from foedus import shacl
from foedus.graph import read, read_file
from foedus.holdings import shipped
from foedus.shacl import Session
from hypothesis import HealthCheck, Phase, given, settings
from rdflib import Graph

HOLDINGS = shipped()
ONTOLOGY = [fact for path in HOLDINGS.files("ontology") for fact in read_file(path, HOLDINGS.name(path))]
EXAMPLES = sorted((Path(__file__).parent / "shapes").glob("*/invalid-*.ttl"))


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(shaping.data, shaping.law)
def test_generated_shapes_find_the_same(data: str, law: str) -> None:
    """On generated data and shapes both judges find the same results, as often."""
    session = Session(shaping.facts(data, "d.ttl"), shaping.facts(law, "s.ttl"))
    judgement = session.judgement()

    assert {} == judgement.fallback
    assert shaping.rows(shaping.theirs(session)) == shaping.rows(judgement.findings)


@pytest.mark.parametrize(
    ("data", "law", "right"),
    [
        ("e:a e:p 1 .", 'sh:property [ sh:path e:p ; sh:minInclusive "2020-01-02"^^xsd:date ]', ["MinInclusive"]),
        ("e:a e:p e:a ; e:q e:b .", "sh:property [ sh:path e:p ; sh:lessThan e:q ]", ["LessThan"]),
        ("e:a a rdfs:Resource .", "sh:closed true", ["Closed"]),
        ('e:a e:p "\u0663"^^xsd:integer .', "sh:property [ sh:path e:p ; sh:datatype xsd:integer ]", ["Datatype"]),
        ('e:a e:p "x"@en, "y"@en .', 'sh:property [ sh:path e:p ; sh:uniqueLang "1"^^xsd:boolean ]', []),
    ],
    ids=["a-number-and-a-date", "two-iris", "a-closed-resource", "digits-of-another-script", "a-one-is-not-true"],
)
def test_where_pyshacl_is_not_right(data: str, law: str, right: list[str]) -> None:
    """Plain pyshacl orders what SPARQL cannot compare, overlooks rdfs:Resource, takes any digit, and takes 1 for true."""
    rules = f"e:S a sh:NodeShape ; sh:targetNode e:a ; {law} ."
    found = shacl.judge(shaping.facts(data, "d.ttl"), shaping.facts(rules, "s.ttl")).findings
    plain, laws = (Graph().parse(data=shaping.PREFIXES + text) for text in (data, rules))
    conforms, *_ = pyshacl.validate(plain, shacl_graph=laws)

    assert right == [finding.rule for finding in found]
    assert conforms is bool(right)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_own_examples_find_the_same(example: Path) -> None:
    """On the project's own examples, by the shapes of their class, both judges find the same results."""
    own = (HOLDINGS.root / "shapes" / f"{example.parent.name}.ttl").read_bytes()
    session = Session(read(example.read_bytes(), example.name), read(own, "law.ttl"), ONTOLOGY)
    judgement = session.judgement()

    assert {} == judgement.fallback
    assert judgement.findings
    assert shaping.rows(shaping.theirs(session)) == shaping.rows(judgement.findings)
