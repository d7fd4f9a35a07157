"""Shapes are checked too: against SHACL, against the data and against the ontology."""

import pytest
import shaping
from foedus.facts import CouldNotDo, Finding
from foedus.graph import read_file
from foedus.holdings import shipped
from foedus.shacl import Session, check

DATA = "e:a a e:C ; e:p 1 ."
FINE = "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ], [ sh:path rdf:type ] ."


def checked(law: str, ontology: str = "", data: str = DATA) -> list[Finding]:
    terms = shaping.facts(ontology, "o.ttl")
    return check(Session(shaping.facts(data, "d.ttl"), shaping.facts(law, "s.ttl"), terms, judged=False), terms)


def test_sound_shapes_have_no_findings() -> None:
    """Shapes that SHACL knows and that find nodes are not spoken of."""
    assert [] == checked(FINE)


@pytest.mark.parametrize(
    ("law", "rule", "words"),
    [
        (FINE.replace("minCount", "minCuont"), "unknown-shacl-term", "Did you mean sh:minCount?"),
        (FINE.replace("sh:minCount 1", "sh:nodeKind sh:Iri"), "unknown-shacl-term", "SHACL has no term sh:Iri"),
        (FINE.replace("sh:minCount 1", 'sh:maxCount "two"'), "shape-value-kind", "sh:maxCount must be a whole number"),
        (FINE.replace("sh:minCount 1", "sh:qualifiedValueShape [ ]"), "parameter-without-effect", "nothing without sh:qualifiedMinCount or"),
        (FINE.replace("] .", "] ; sh:ignoredProperties ( e:p ) ."), "parameter-without-effect", "nothing without sh:closed"),
        (FINE + " e:P a sh:PropertyShape .", "shape-value-kind", "needs one sh:path"),
        (FINE + " e:P a sh:NodeShape ; sh:not e:P .", "shape-without-use", "no other shape names it"),
        (FINE.replace("e:C", "e:D"), "target-matches-nothing", "sh:targetClass"),
        (FINE.replace("sh:targetClass e:C", "sh:targetNode e:z"), "target-matches-nothing", "sh:targetNode"),
        (FINE.replace("e:p", "( e:p e:q )"), "path-used-nowhere", "uses <http://e.org/q>"),
        (FINE.replace("] .", "] ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ' ] ."), "query-does-not-parse", "does not parse"),
    ],
    ids=["a-misspelt-property", "a-misspelt-value", "a-wrong-kind", "a-count-left-out", "closed-left-out", "no-path", "no-user", "no-instance", "no-node", "no-use", "no-query"],
)  # fmt: skip
def test_faults_of_shapes_are_found(law: str, rule: str, words: str) -> None:
    """Each fault of a shape is found on its line, and is no violation."""
    found = [finding for finding in checked(law) if finding.rule == rule]

    assert [True] == [words in finding.message for finding in found]
    assert {("s.ttl", shaping.PREFIXES.count("\n") + 1)} == {(f.origin.file, f.origin.line) for f in found}
    assert "violation" not in {finding.severity for finding in found}


@pytest.mark.parametrize(
    "law",
    [
        FINE + " e:S sh:node e:P . e:P a sh:NodeShape .",
        FINE + " e:S sh:and ( e:P ) . e:P a sh:NodeShape .",
        FINE + " e:P a sh:NodeShape ; sh:deactivated true .",
    ],
    ids=["named", "listed", "put-aside"],
)
def test_a_shape_in_use_is_no_fault(law: str) -> None:
    """A shape without a target that another one names, or that is put aside on purpose, is not told."""
    assert [] == checked(law)


def test_terms_are_told_that_nobody_uses_or_declares() -> None:
    """A term of the ontology without use, and a term of the data in its namespace that it lacks, are found."""
    ontology = "e:C a rdfs:Class . e:p a rdf:Property . e:q a rdf:Property ."
    found = checked(FINE, ontology, DATA + " e:b a e:D ; e:r 2 .")

    assert {("term-unused", "<http://e.org/q>"), ("term-undeclared", "<http://e.org/b>")} == {
        (f.rule, f.focus) for f in found
    }
    assert ["<http://e.org/D>", "<http://e.org/r>"] == sorted(f.value for f in found if f.value)


def test_own_shapes_are_sound() -> None:
    """The project's own shapes hold no term that SHACL lacks, no value of a wrong kind and no broken query."""
    holdings = shipped()
    laws, terms = (
        [
            fact
            for path in holdings.files(name)
            if path.suffix == ".ttl"
            for fact in read_file(path, holdings.name(path))
        ]
        for name in ("shapes", "ontology")
    )
    rules = {finding.rule for finding in check(Session([], laws, terms), terms)}

    assert set() == rules & {"unknown-shacl-term", "shape-value-kind", "query-does-not-parse"}


def test_a_query_that_does_not_parse_is_refused() -> None:
    """Shapes with a query that neither engine can read are refused with a sentence."""
    law = FINE.replace("] .", "] ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ' ] .")
    session = Session(shaping.facts(DATA, "d.ttl"), shaping.facts(law, "s.ttl"), judged=False)

    with pytest.raises(CouldNotDo, match="a shape cannot be used"):
        session.begin()
