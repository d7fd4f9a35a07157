"""Queries of shapes answer for all focus nodes at once as pyshacl answers for each."""

from collections import Counter

import pytest
import shaping
from foedus.facts import CouldNotDo
from foedus.shacl import Session
from foedus.shacl.reaching import read
from foedus.shacl.stepping import step
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

HEAD = 'e: sh:declare [ sh:prefix "e" ; sh:namespace "http://e.org/"^^xsd:anyURI ] .\n'
#: Every way in which a query may speak of its focus node.
BODIES = [
    "SELECT $this ?value WHERE { $this e:p ?value }",
    "SELECT $this WHERE { $this e:p ?x . ?x e:q ?y . ?y e:r ?z }",
    "SELECT $this ?path ?value WHERE { $this ?path ?value FILTER(isIRI(?value)) }",
    "SELECT DISTINCT $this WHERE { $this e:p ?x OPTIONAL { ?x e:q ?y FILTER(?y != $this) } FILTER(!bound(?y)) }",
    "SELECT $this ?value WHERE { { $this e:p ?value } UNION { { FILTER($this = e:a) } ?value e:q e:b } }",
    "SELECT $this WHERE { FILTER NOT EXISTS { $this e:p ?x . ?x e:q ?y } }",
    "SELECT $this WHERE { FILTER EXISTS { $this e:p/e:q ?x ; e:r ?y FILTER(?x != ?y) } }",
    "SELECT $this WHERE { FILTER NOT EXISTS { { $this e:p ?x } UNION { ?x e:q $this } } }",
    "SELECT $this WHERE { FILTER NOT EXISTS { { $this e:p ?x . ?x e:q ?y } UNION { ?x e:q $this . ?x a e:C } } }",
    "SELECT $this WHERE { FILTER EXISTS { $this e:p ?x OPTIONAL { ?x e:q ?y . ?y e:r ?z } FILTER(!bound(?z)) } }",
    "SELECT $this WHERE { FILTER EXISTS { { ?x e:p $this } UNION { $this e:p ?x } ?x e:q ?y . OPTIONAL { ?y e:r ?z } } }",
    "SELECT $this WHERE { FILTER EXISTS { $this e:p ?x { ?y e:q ?x FILTER(?y != $this) } } }",
    "SELECT $this ?value WHERE { BIND(STR($this) AS ?text) ?value e:p $this FILTER(strlen(?text) > 3) }",
    "SELECT $this (COUNT(?x) AS ?value) WHERE { $this e:p ?x } GROUP BY $this HAVING (COUNT(?x) > 1)",
    "SELECT $this WHERE { $this a/rdfs:subClassOf* e:C }",
    "SELECT $this ?value WHERE { { SELECT $this ?value WHERE { $this e:p ?value } } $this e:q ?y }",
    "SELECT $this ?value WHERE { $this ^e:p ?value . FILTER NOT EXISTS { ?value e:q ?any . ?any e:q ?other } }",
]
NODES_ONLY = st.builds(
    "{} {} {} .".format,
    shaping.node.filter(lambda n: n[0] == "e"),
    shaping.step,
    shaping.node.filter(lambda n: n[0] == "e"),
)
TYPED = st.builds("{} a {} .".format, shaping.node.filter(lambda n: n[0] == "e"), shaping.kind)
lines = st.lists(st.one_of(NODES_ONLY, NODES_ONLY, TYPED, shaping.tree), min_size=8, max_size=30).map("\n".join)
target = st.builds(
    "sh:targetNode e:a , e:b , e:zero ; sh:{} {}".format,
    st.sampled_from(["targetSubjectsOf", "targetObjectsOf"]),
    shaping.step,
)


@settings(
    max_examples=160,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(lines, st.sampled_from(BODIES), target)
def test_queries_find_the_same(data: str, body: str, chosen: str) -> None:
    """On generated data every kind of query gives what pyshacl finds."""
    law = f'{HEAD}e:S a sh:NodeShape ; {chosen} ; sh:sparql [ sh:prefixes e: ; sh:select """{body}""" ] .'
    session = Session(shaping.facts(data, "d.ttl"), shaping.facts(law, "s.ttl"))
    judgement = session.judgement()

    assert {} == judgement.fallback
    assert shaping.rows(shaping.theirs(session)) == shaping.rows(judgement.findings)


@pytest.mark.filterwarnings("ignore::pyshacl.errors.ShapeRecursionWarning")
@pytest.mark.parametrize(
    ("data", "law", "reason"),
    [
        ('e:a a e:C ; e:p "01"^^xsd:integer .', "sh:sparql [ sh:prefixes e: ; sh:select 'SELECT $this ?value WHERE { $this e:p ?value }' ]", "not in canonical form"),
        ("e:a a e:C ; e:p e:a .", "sh:property [ sh:path e:p ; sh:node e:S ]", "names itself"),
        ("e:a a e:C ; e:p 1 .", "sh:sparql [ sh:prefixes e: ; sh:select 'SELECT (COUNT(?x) AS ?value) WHERE { $this e:p ?x }' ]", "counts without GROUP BY"),
    ],
    ids=["rewritten-literals", "a-circle", "a-count-of-all"],
)  # fmt: skip
def test_what_is_not_known_goes_to_pyshacl(data: str, law: str, reason: str) -> None:
    """A shape that cannot be judged exactly is judged by pyshacl, and the note says why."""
    rules = f"{HEAD}e:S a sh:NodeShape ; sh:targetClass e:C ; {law} ."
    session = Session(shaping.facts(data, "d.ttl"), shaping.facts(rules, "s.ttl"))
    judgement = session.judgement()

    assert [True] == [reason in note and "was judged by pyshacl" in note for note in judgement.notes]
    assert shaping.rows(shaping.theirs(session)) == shaping.rows(judgement.findings)


def test_other_literals_do_not_matter() -> None:
    """A literal that a store rewrites is no matter where no query looks at it."""
    rules = f"{HEAD}e:S a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:prefixes e: ; sh:select 'SELECT $this ?value WHERE {{ $this e:q ?value }}' ] ."
    session = Session(
        shaping.facts('e:a a e:C ; e:p "01"^^xsd:integer ; e:q 1 .', "d.ttl"), shaping.facts(rules, "s.ttl")
    )

    assert ({}, ["SPARQL"]) == (session.judgement().fallback, [f.rule for f in session.judgement().findings])


@pytest.mark.parametrize(
    "law",
    [
        "sh:sparql [ sh:select 'SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }' ]",
        "sh:target [ sh:select 'SELECT ?this WHERE { SERVICE <http://127.0.0.1:9/> { ?this ?p ?o } }' ]",
        "sh:entailment <http://www.w3.org/ns/entailment/RDFS>",
    ],
    ids=["service", "service-in-a-target", "entailment"],
)
def test_what_nobody_here_may_do_is_refused(law: str) -> None:
    """The network and inference are refused with the line of the shape."""
    rules = f"e:S a sh:NodeShape ; sh:targetClass e:C ; {law} ."

    with pytest.raises(CouldNotDo, match=r"^s\.ttl:\d+: .*(refused|not allowed)"):
        Session(shaping.facts("e:a a e:C .", "d.ttl"), shaping.facts(rules, "s.ttl"))


def test_exists_walks_from_what_is_bound() -> None:
    """Plain groups of EXISTS are walked step by step; all others stay as they are."""
    assert "ASK { FILTER EXISTS { $this e:a ?x LATERAL { ?x e:b 3.5 }  } }" == step(
        "ASK { FILTER EXISTS { $this e:a ?x . ?x e:b 3.5 } }"
    )
    assert "ASK { FILTER EXISTS { ?x e:a [ e:b 1 ] . ?x e:c 2 } }" == step(
        "ASK { FILTER EXISTS { ?x e:a [ e:b 1 ] . ?x e:c 2 } }"
    )


@pytest.mark.parametrize(
    ("text", "connected", "anything"),
    [
        ("SELECT $this { $this e:p ?x . ?x e:q ?y }", True, False),
        ("SELECT $this { $this e:p ?x . ?z e:q ?y }", False, False),
        ("SELECT $this { $this ?p ?x }", True, True),
        ("SELECT $this { $this !e:p ?x }", True, True),
        ("SELECT $this { $this e:p+ ?x }", False, False),
        ("SELECT $this { e:a e:p ?x FILTER(?x = $this) }", False, False),
        ("SELECT $this { $this x:p ?x }", True, True),
    ],
)
def test_the_reach_of_a_query_is_read(text: str, *, connected: bool, anything: bool) -> None:
    """Which triples can matter to a query is read from it, wider where in doubt."""
    reach = read(text, (("e", "http://e.org/"),))

    assert (connected, anything) == (reach.connected, reach.anything)


def valueless(rows: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """Count rows without their values."""
    counted: Counter[tuple[object, ...]] = Counter()
    for row, times in rows.items():
        counted[row[:4]] += times
    return counted


COMPONENT = """
e:Longer a sh:ConstraintComponent ; sh:parameter [ sh:path e:longer ] , [ sh:path e:but ; sh:optional true ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes e: ; sh:message "longer than {$longer}" ;
        sh:ask 'ASK { FILTER(strlen(str($value)) > $longer || (bound($but) && $value = $but)) }' ] .
e:Points a sh:ConstraintComponent ; sh:parameter [ sh:path e:points ] ;
    sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:prefixes e: ; sh:select
        'SELECT DISTINCT $this ?value WHERE { $this $PATH ?value FILTER NOT EXISTS { ?value e:q $points } }' ] .
"""


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(lines, target, st.sampled_from(["", "; e:but e:b"]), st.sampled_from(["e:p", "[ sh:inversePath e:p ]"]))
def test_components_of_their_own_find_the_same(data: str, chosen: str, but: str, path: str) -> None:
    """Constraint components with ASK validators give what pyshacl finds, which leaves out the value at a property."""
    law = f"{HEAD}{COMPONENT}e:S a sh:NodeShape ; {chosen} ; e:longer 14 {but} ; sh:property [ sh:path {path} ; e:longer 14 {but} ] ."
    session = Session(shaping.facts(data, "d.ttl"), shaping.facts(law, "s.ttl"))
    judgement = session.judgement()
    theirs, ours = (shaping.rows(found) for found in (shaping.theirs(session), judgement.findings))

    assert {} == judgement.fallback
    assert valueless(theirs) == valueless(ours)
    assert all(value for *_, value, _ in ours)


def test_a_component_of_a_property_finds_each_value_once() -> None:
    """A validator for property shapes finds each value once, where pyshacl counts it once for every value there is."""
    law = f"{HEAD}{COMPONENT}e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:p ; e:points e:d ] ."
    session = Session(shaping.facts("e:a e:p e:b , e:c . e:c e:q e:d .", "d.ttl"), shaping.facts(law, "s.ttl"))

    assert [("Points", "<http://e.org/b>")] == [(f.rule, f.value) for f in session.judgement().findings]


NESTED = [
    "sh:node e:Asks",
    "sh:property [ sh:path e:p ; sh:node e:Asks ]",
    "sh:not e:Asks",
    "sh:or ( e:Asks [ sh:class e:C ] )",
    "sh:property [ sh:path e:p ; sh:property e:Deep ]",
    "sh:property [ sh:path [ sh:oneOrMorePath e:p ] ; sh:qualifiedValueShape e:Asks ; sh:qualifiedMinCount 1 ]",
]
ASKS = """
e:Asks a sh:NodeShape ; sh:sparql [ sh:select 'SELECT $this WHERE { $this <http://e.org/q> ?x }' ] .
e:Deep a sh:PropertyShape ; sh:path e:q ; sh:minCount 1 ; sh:sparql [ sh:select 'SELECT $this ?value WHERE { $this $PATH ?value . ?value <http://e.org/r> ?x }' ] .
"""


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(lines, target, st.lists(st.sampled_from(NESTED), min_size=1, max_size=2))
def test_queries_of_inner_shapes_find_the_same(data: str, chosen: str, parts: list[str]) -> None:
    """Queries of shapes that other shapes name give what pyshacl finds, as often."""
    law = f"{ASKS}e:S a sh:NodeShape ; {chosen} ; {shaping.joined(parts)} ."
    session = Session(shaping.facts(data, "d.ttl"), shaping.facts(law, "s.ttl"))
    judgement = session.judgement()

    assert {} == judgement.fallback
    assert shaping.rows(shaping.theirs(session)) == shaping.rows(judgement.findings)
