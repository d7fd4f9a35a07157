"""The service description: what the endpoint says of itself in RDF."""

import pyoxigraph as ox
from foedus.description import Counts, describe
from foedus.holdings import About
from foedus.terms import LABEL, TYPE, Names, foreign

SD = "http://www.w3.org/ns/sparql-service-description#"
ADDRESS = "https://graph.example/sparql"


def values(predicate: str) -> list[str]:
    """Give the objects of a predicate in the description."""
    triples = describe(ADDRESS, Names(), Counts(12, 7), About("Lakes", "https://example.org/licence"))
    return [triple.object.value for triple in triples if triple.predicate.value == predicate]  # type: ignore[union-attr]


def test_the_endpoint_is_the_public_address() -> None:
    """The description names the configured address."""
    assert values(SD + "endpoint") == [ADDRESS]


def test_nothing_is_described_by_a_blank_node() -> None:
    """Service, dataset and graphs have IRIs."""
    nodes = {node for triple in describe(ADDRESS, Names(), Counts(1, 1)) for node in (triple.subject, triple.object)}

    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]


def test_the_default_graph_is_said_not_to_be_the_union() -> None:
    """No feature claims a union default graph, and words say what the default graph is."""
    descriptions = " ".join(values("http://purl.org/dc/terms/description"))

    assert values(SD + "feature") == []
    assert "not the union" in descriptions


def test_all_ten_formats_are_named() -> None:
    """Four formats of rows and six of graphs."""
    assert len(values(SD + "resultFormat")) == 10


def test_counts_are_those_given() -> None:
    """Triples of the default graph and claims are counted, not guessed."""
    assert values("http://rdfs.org/ns/void#triples") == ["12"]
    assert values("http://rdfs.org/ns/void#entities") == ["7"]


def test_the_licence_stands_on_service_and_dataset() -> None:
    """Who reads only the description knows the licence that the keepers of the graph give."""
    assert values("http://purl.org/dc/terms/license") == ["https://example.org/licence"] * 2


def test_the_service_bears_the_name_of_the_graph() -> None:
    """The endpoint is called that of the graph that it answers from."""
    assert values("http://www.w3.org/2000/01/rdf-schema#label") == ["The SPARQL endpoint of Lakes"]


def test_what_the_keepers_do_not_say_is_not_described() -> None:
    """Without a title and a licence the endpoint has no name of ours and no licence."""
    told = list(describe(ADDRESS, Names(), Counts(1, 1)))

    assert [] == [triple for triple in told if triple.predicate == foreign("dcterms:license")]
    assert ["A SPARQL endpoint"] == [triple.object.value for triple in told if triple.predicate == LABEL]  # type: ignore[union-attr]


def test_types_are_those_of_the_vocabularies() -> None:
    """Service, Dataset and Graph bear the classes of SD, the dataset also VoID's."""
    types = [triple.object.value for triple in describe(ADDRESS, Names(), Counts(1, 1)) if triple.predicate == TYPE]  # type: ignore[union-attr]

    assert types == [SD + "Service", SD + "Dataset", "http://rdfs.org/ns/void#Dataset", SD + "Graph"]
