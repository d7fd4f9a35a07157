from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
from foedus.holdings import open_holdings
from foedus.library import Built, build
from foedus.terms import CONCEPT, HOME, ONTOLOGY, TYPE, foreign, term
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph, URIRef
from samples import PACT, RIVAL_LIST

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
DISJOINT = ox.NamedNode("http://www.w3.org/2002/07/owl#disjointWith")
PROV = "http://www.w3.org/ns/prov#"
Press = Callable[..., Built]
Row = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]
#: What vocabularies of others say themselves of the parents that we chose.
FOREIGN_AXIOMS: set[Row] = {
    (ox.NamedNode(PROV + "Activity"), DISJOINT, ox.NamedNode(PROV + "Entity")),
    (foreign("skos:Concept"), DISJOINT, foreign("skos:ConceptScheme")),
}


def rows(quads: Iterable[ox.Quad]) -> set[Row]:
    """Keep what can entail a class: text and numbers are judged by the shapes and cost most of the time."""
    return {(q.subject, q.predicate, q.object) for q in quads if isinstance(q.object, ox.NamedNode)}


def apart(row: Row, claim: ox.NamedNode) -> Row:
    """Rename the individuals of a claim, so that they never meet those of another claim."""
    renamed = (
        node
        if not node.value.startswith(HOME) or node.value.startswith((ONTOLOGY, CONCEPT))
        else ox.NamedNode(f"{node.value}?{claim.value}")
        for node in row
    )
    return tuple(renamed)  # type: ignore[return-value] # three in, three out


def inconsistencies(data: Iterable[Row]) -> list[str]:
    """Close the data under OWL 2 RL and give what the rules call false."""
    graph = Graph(bind_namespaces="none")
    for row in data:
        graph.add(tuple(URIRef(node.value) for node in row))  # type: ignore[arg-type] # three in, three out
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return sorted(str(message) for message in graph.objects(None, ERROR))


@pytest.fixture(scope="module")
def built() -> Built:
    return build(open_holdings())


@pytest.fixture(scope="module")
def ontology(built: Built) -> set[Row]:
    written = (fact for fact in built.facts if fact.origin and fact.origin.file.startswith("ontology/"))
    return FOREIGN_AXIOMS | rows(fact.quad for fact in written)


def renamed(built: Built) -> set[Row]:
    """Give each claim's graph with the classes that its things have by name, all claims apart."""
    found = set()
    for claim in built.index.graphs():
        inside = rows(fact.quad for fact in built.index.inside(claim))
        things = {node for row in inside for node in row if not node.value.startswith((ONTOLOGY, CONCEPT))}
        named = rows(fact.quad for node in things for fact in built.index.about(node) if fact.quad.predicate == TYPE)
        found |= {apart(row, claim) for row in inside | named}
    return found


def test_the_view_is_consistent(built: Built, ontology: set[Row]) -> None:
    """The ontology with all that the default graph holds is consistent under OWL 2 RL."""
    assert [] == inconsistencies(ontology | rows(fact.quad for fact in built.view))


def test_what_is_computed_is_consistent(press: Press, ontology: set[Row]) -> None:
    """Conflicts, marks, plans and shortcuts that the build computes are consistent with the ontology."""
    assert [] == inconsistencies(ontology | rows(fact.quad for fact in press(PACT + RIVAL_LIST).view))


def test_each_claim_is_consistent(built: Built, ontology: set[Row]) -> None:
    """The ontology with any one claim's graph is consistent under OWL 2 RL."""
    assert [] == inconsistencies(ontology | renamed(built))


def test_an_inconsistency_is_found(ontology: set[Row]) -> None:
    """A person who is also a State is found to be inconsistent."""
    ada = ox.NamedNode(HOME + "id/ada")
    seeded = {(ada, TYPE, term("State")), (ada, TYPE, term("Person"))}

    assert len(inconsistencies(ontology | seeded)) == 1


def test_a_claim_is_read_with_its_names(built: Built) -> None:
    """What is judged of a claim holds its own triples and the classes that its things have by name."""
    claim = built.index.graphs()[0]
    expected = {apart(row, claim) for row in rows(fact.quad for fact in built.index.inside(claim))}

    assert expected < renamed(built)


def test_an_entailed_inconsistency_is_found(ontology: set[Row]) -> None:
    """A summit that is said to be the speaker of something is found, though nobody wrote that it is an agent."""
    summit, words = ox.NamedNode(HOME + "id/summit"), ox.NamedNode(HOME + "id/statement-900-01")
    seeded = {(summit, TYPE, term("Summit")), (words, term("speaker"), summit)}

    assert len(inconsistencies(ontology | seeded)) == 1


def test_claims_never_meet(ontology: set[Row]) -> None:
    """What one claim calls a State and another a person is no inconsistency of either."""
    ada = ox.NamedNode(HOME + "id/ada")
    first, second = (ox.NamedNode(f"{HOME}claim/900-00{n}") for n in (1, 2))
    seeded = {apart((ada, TYPE, term("State")), first), apart((ada, TYPE, term("Person")), second)}

    assert [] == inconsistencies(ontology | seeded)
