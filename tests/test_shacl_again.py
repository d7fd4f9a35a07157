"""A change is judged again as the whole would be."""

import pytest
import shaping
from foedus.facts import CouldNotDo
from foedus.shacl import Session
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

QUERIES = [
    "SELECT $this ?value WHERE { $this e:p ?value }",
    "SELECT $this ?value WHERE { $this e:p/e:q ?value . ?value a e:C }",
    "SELECT $this WHERE { $this e:p ?x FILTER NOT EXISTS { ?x e:q ?y . ?y e:r ?z } }",
    "SELECT $this ?value WHERE { $this ?path ?value FILTER(isIRI(?value)) }",
    "SELECT $this WHERE { $this ^e:p ?x OPTIONAL { ?x e:q ?y } FILTER(!bound(?y)) }",
    "SELECT $this WHERE { $this a/rdfs:subClassOf* e:C }",
    "SELECT $this WHERE { { $this e:p ?x } UNION { $this e:q ?x ; e:r ?y } FILTER EXISTS { e:a e:r ?any } }",
]  # fmt: skip
query = st.sampled_from(QUERIES).map('sh:sparql [ sh:prefixes e: ; sh:select """{}""" ]'.format)
asked = st.builds("e:Q a sh:NodeShape ; {} ; {} .".format, shaping.target, query)
HEAD = 'e: sh:declare [ sh:prefix "e" ; sh:namespace "http://e.org/"^^xsd:anyURI ] .\n'
lines = st.lists(st.one_of(shaping.triple, shaping.triple, shaping.tree), max_size=12)


def test_a_file_taken_out_and_in_has_its_new_places() -> None:
    """What a file still says after an edit is found on its new line."""
    rules = shaping.facts(
        "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:maxCount 0 ] .", "s.ttl"
    )
    before = shaping.facts("e:a a e:C ; e:p 1 .", "d.ttl")
    after = shaping.facts("\n\ne:a a e:C ;\n e:p 1 .", "d.ttl")
    session = Session(before, rules)
    first = shaping.PREFIXES.count("\n") + 1

    assert [first] == [finding.origin.line for finding in session.judgement().findings]
    assert [first + 3] == [finding.origin.line for finding in session.change(after, before).findings]


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(lines, lines, st.lists(st.booleans(), min_size=13, max_size=13), shaping.law, asked)
def test_a_change_is_judged_as_a_full_run(
    kept: list[str], new: list[str], stays: list[bool], law: str, asks: str
) -> None:
    """After taking facts in and out, the results are those of a full run over what is there then."""
    before = shaping.facts("\n".join(kept), "d.ttl")
    going = [fact for fact, stay in zip(before, stays, strict=False) if not stay]
    coming = shaping.facts("\n".join(new), "d.ttl")
    rules = shaping.facts(HEAD + law + asks, "s.ttl")
    session = Session(before, rules)
    changed = session.change(coming, going)
    gone = {fact.quad for fact in going}
    whole = Session([*coming, *(fact for fact in before if fact.quad not in gone)], rules).judgement()

    assert shaping.rows(whole.findings) == shaping.rows(changed.findings)
    assert (whole.shapes, whole.focus_nodes) == (changed.shapes, changed.focus_nodes)


def test_a_session_may_judge_only_what_changes() -> None:
    """A session that judges nothing at the start gives the findings of a change alone."""
    rules = shaping.facts(
        "e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:maxCount 0 ] .", "s.ttl"
    )
    session = Session(shaping.facts("e:a a e:C ; e:p 1 . e:b a e:C .", "d.ttl"), rules, judged=False)

    assert [] == session.judgement().findings
    assert ["<http://e.org/b>"] == [
        found.focus for found in session.change(shaping.facts("e:b e:p 2 .", "n.ttl")).findings
    ]


def test_an_unknown_shape_is_refused() -> None:
    """A shape that is asked for and not there is refused."""
    with pytest.raises(CouldNotDo, match="no shape is called"):
        Session([], [], only_shapes=["http://e.org/none"])
