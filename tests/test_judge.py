"""The judge of shapes: what it refuses, what it leaves unwritten, and whose verdict it gives."""

from pathlib import Path

import pyshacl
import pytest
from foedus import shapes
from foedus.facts import CouldNotDo, Fact, Finding, Origin
from foedus.graph import read, read_file
from foedus.holdings import shipped
from foedus.terms import SCOPE, Names
from rdflib import SH, Graph
from samples import PREFIXES

HOLDINGS = shipped()
#: Less the one that plain pyshacl cannot judge: it raises where a value cannot be compared.
EXAMPLES = sorted(
    path for path in (Path(__file__).parent / "shapes").glob("*/*.ttl") if path.stem != "invalid-no-such-day"
)
ONTOLOGY = [fact for path in HOLDINGS.files("ontology") for fact in read_file(path, HOLDINGS.name(path))]
LAWS = [fact for path in HOLDINGS.files("shapes") for fact in read_file(path, HOLDINGS.name(path))]
SHAPES = PREFIXES + "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix s: <https://w3id.org/foedus/shape/> .\n"
TEA = 'id:tea a f:Topic ; rdfs:label "tea"@en .\n'


def facts(text: str, name: str = "q.trig", head: str = PREFIXES) -> list[Fact]:
    return list(read((head + text).encode(), name))


def judge(data: str, law: str, **options: str) -> list[Finding]:
    return shapes.judge(facts(data), facts(law, "law.ttl", SHAPES), ONTOLOGY, **options)


def test_no_shapes_is_not_success() -> None:
    """Without a shape nothing was judged, which is an error and no success."""
    with pytest.raises(CouldNotDo, match="nothing was judged; add shapes"):
        judge(TEA, "")


def test_nothing_to_judge_is_not_success() -> None:
    """Data that no shape targets were not judged, which is an error and no success."""
    with pytest.raises(CouldNotDo, match="found anything to judge; check the classes of the data"):
        judge("id:tea a f:Topik .", "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:nodeKind sh:IRI .")


def test_an_idle_scope_can_be_allowed() -> None:
    """A graph without plans or shortcuts may have nothing for the shapes of its view."""
    assert [] == shapes.judge(facts(TEA), LAWS, ONTOLOGY, scope="view", idle=True)


def test_a_broken_shape_is_refused() -> None:
    """A shape that cannot be used is refused with a sentence."""
    with pytest.raises(CouldNotDo, match=r"a shape cannot be used: .* Correct it in shapes/"):
        judge(
            TEA,
            "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P . s:P a sh:PropertyShape ; sh:minCount 1 .",
        )


def test_a_shape_judges_only_its_scope() -> None:
    """A shape that speaks for the view leaves the source alone."""
    law = 's:T a sh:NodeShape ; s:scope "{}" ; sh:targetClass f:Topic ; sh:property s:P .'
    law += " s:P sh:path f:kind ; sh:minCount 1 ."
    other = law.replace("s:T", "s:U").replace("s:P", "s:Q").replace("f:kind", "f:article")

    assert ["f:article"] == [f.path for f in judge(TEA, law.format("view") + other.format("source"))]


def test_subclasses_are_judged() -> None:
    """A shape for a class judges the instances of its subclasses too."""
    law = "s:E a sh:NodeShape ; sh:targetClass f:Event ; sh:property s:P . s:P sh:path rdfs:label ; sh:minCount 1 ."

    assert ["id:fair"] == [finding.focus for finding in judge("id:fair a f:Summit .", law)]


def test_plain_strings_are_plain() -> None:
    """A plain string equals the plain string of a shape."""
    law = 's:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P . s:P sh:path f:file ; sh:in ("x") .'

    assert [] == judge('id:tea a f:Topic ; f:file "x" .', law)


def test_literals_are_judged_as_written() -> None:
    """A literal is judged in the form in which it was written, not as a store would rewrite it."""
    law = 's:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P . s:P sh:path f:end ; sh:pattern "^[1-9]" .'

    assert [('"007"^^<http://www.w3.org/2001/XMLSchema#integer>', Origin("q.trig", PREFIXES.count("\n") + 2))] == [
        (finding.value, finding.origin) for finding in judge("id:tea a f:Topic ;\n  f:end 007 .", law)
    ]


@pytest.mark.parametrize("later", ['"soon"^^xsd:date', '"2031-02-30"^^xsd:date', '"x"', "id:tea", "true"])
def test_what_cannot_be_compared_is_not_less(later: str) -> None:
    """Values that cannot be compared break an order, as SHACL says, and never the judge."""
    law = "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P . s:P sh:path f:earliest ; {} f:latest ."
    data = f'id:tea a f:Topic ; f:earliest "2031-02-01"^^xsd:date ; f:latest {later} .'

    for order in ("sh:lessThan", "sh:lessThanOrEquals"):
        assert [order[3:].capitalize()[0] + order[4:]] == [finding.rule for finding in judge(data, law.format(order))]


@pytest.mark.parametrize("number", ['"many"^^xsd:integer', '"2031-02-01"^^xsd:date', '"x"', "id:tea"])
def test_what_is_no_number_is_in_no_range(number: str) -> None:
    """A value that is no number lies outside every range of numbers."""
    law = "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P . s:P sh:path f:start ; sh:minInclusive 0 ."

    assert ["MinInclusive"] == [finding.rule for finding in judge(f"id:tea a f:Topic ; f:start {number} .", law)]


def test_an_inverse_path_points_to_the_triple() -> None:
    """A finding on an inverse path has the line of the triple that is walked backwards."""
    law = (
        "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P ."
        " s:P sh:path [ sh:inversePath f:about ] ; sh:class f:Person ."
    )
    finding = judge(TEA + "id:fair f:about id:tea .", law)[0]

    assert ("^f:about", "id:fair") == (finding.path, finding.value)
    assert Origin("q.trig", PREFIXES.count("\n") + 2) == finding.origin


def test_severity_is_the_shapes() -> None:
    """A finding has the severity that its shape gives."""
    law = "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P ."
    law += " s:P sh:path f:end ; sh:minCount 1 ; sh:severity sh:Info ."

    assert ["info"] == [finding.severity for finding in judge(TEA, law)]


def test_a_finding_names_its_shape() -> None:
    """A finding has the file and line of the shape that was broken."""
    law = "s:T a sh:NodeShape ; sh:targetClass f:Topic ; sh:property s:P .\ns:P sh:path f:end ; sh:minCount 1 ."

    assert [Origin("law.ttl", SHAPES.count("\n") + 2)] == [finding.shape for finding in judge(TEA, law)]


def test_the_verdict_is_pyshacls() -> None:
    """All shapes find in all examples together, less one, what plain pyshacl finds over rdflib's own parser."""
    law, data = Graph(), Graph()
    for path in HOLDINGS.files("shapes"):
        law.parse(path)
    for path in [*EXAMPLES, *HOLDINGS.files("ontology")]:
        data.parse(path)
    _, report, _ = pyshacl.validate(data, shacl_graph=law)
    expected = {
        (
            str(report.value(result, SH.sourceConstraintComponent)),
            Names().shorten(str(report.value(result, SH.focusNode))),
        )
        for result in report.objects(None, SH.result)
    }
    unscoped = [fact for fact in LAWS if fact.quad.predicate.value != SCOPE]
    said = [fact for path in EXAMPLES for fact in read_file(path, "x.ttl")]

    actual = {
        (f"{SH}{finding.rule}ConstraintComponent", finding.focus) for finding in shapes.judge(said, unscoped, ONTOLOGY)
    }

    assert expected == actual
