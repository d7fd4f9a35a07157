"""The graph opens as an rdflib Dataset that Oxigraph answers."""

from pathlib import Path

import foedus
import pytest
from foedus import library
from foedus.holdings import NotHoldings, open_holdings
from foedus.terms import term
from rdflib.plugins.sparql import prepareQuery

#: Only Oxigraph knows LATERAL: rdflib's own evaluator cannot even parse it.
LATERAL = "SELECT ?a ?b WHERE { VALUES ?a { 1 2 } LATERAL { SELECT ?a (?a + 1 AS ?b) WHERE {} } } ORDER BY ?a"


def test_the_shipped_graph_opens() -> None:
    """`foedus.open()` gives the built graph: each named graph is a claim, but the one of example queries."""
    graph = foedus.open()
    names = {str(row[0]) for row in graph.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")}
    claims = {str(row[0]) for row in graph.query(f"SELECT ?claim {{ ?claim a <{term('Claim').value}> }}")}

    assert claims
    assert names - claims == {"https://w3id.org/foedus/.well-known/sparql-examples"}


def test_oxigraph_answers_text() -> None:
    """Query text is answered by Oxigraph: it takes LATERAL, which rdflib's own evaluator refuses."""
    rows = [[int(value) for value in row] for row in foedus.open().query(LATERAL)]

    assert [[1, 2], [2, 3]] == rows
    with pytest.raises(Exception, match="Expected"):
        prepareQuery(LATERAL)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Opening a folder that is missing says so and how to make one."""
    with pytest.raises(NotHoldings, match="foedus init"):
        foedus.open(tmp_path / "nowhere")


def test_the_base_of_a_graph_is_its_own(tmp_path: Path) -> None:
    """A graph's settings give the address below which it mints its IRIs."""
    (tmp_path / "graph").mkdir()
    (tmp_path / "foedus.toml").write_text('base = "https://graph.example/"\n')

    assert "https://graph.example/claim/1" == open_holdings(tmp_path).names.iri("claim", "1").value


def test_building_twice_gives_the_same(tmp_path: Path) -> None:
    """The same files give the same computed triples, conflicts and shortcuts included."""
    (tmp_path / "graph").mkdir()
    holdings = open_holdings(None)

    assert {str(q) for q in library.build(holdings).computed} == {str(q) for q in library.build(holdings).computed}
