"""RDF 1.2 where the engine has it: terms that only a query can make, written as the drafts have them."""

import json

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from tiny import tiny_client

TERM = '<<( <x:a> <x:b> "c"@en--ltr )>>'
SAID = ox.Literal("c", language="en", direction=ox.BaseDirection.LTR)
TRIPLE = ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), SAID)
ROW = f"SELECT ?t {{ BIND({TERM} AS ?t) }}"
GRAPH = f"CONSTRUCT {{ <x:r> <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> ?t }} {{ BIND({TERM} AS ?t) }}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def test_a_triple_term_in_json_has_its_three_parts(client: FlaskClient) -> None:
    """A row's triple term is of type triple, and its literal keeps language and direction."""
    row = json.loads(client.get("/sparql", query_string={"query": ROW}).data)["results"]["bindings"][0]

    assert "triple" == row["t"]["type"]
    assert {"type": "literal", "value": "c", "xml:lang": "en", "its:dir": "ltr"} == row["t"]["value"]["object"]


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_rows_re_parse(client: FlaskClient, name: str) -> None:
    """Three forms of rows hold the term whole."""
    answer = client.get("/sparql", query_string={"query": ROW, "format": name})
    found = ox.parse_query_results(answer.data, ox.QueryResultsFormat.from_media_type(answer.mimetype))

    assert isinstance(found, ox.QuerySolutions)
    assert TRIPLE == next(found)["t"]


@pytest.mark.parametrize("name", ["turtle", "nt", "trig", "nq"])
def test_graphs_re_parse(client: FlaskClient, name: str) -> None:
    """Four forms of graphs hold the term whole."""
    answer = client.get("/sparql", query_string={"query": GRAPH, "format": name})
    found = ox.parse(answer.data, format=ox.RdfFormat.from_media_type(answer.mimetype))

    assert [TRIPLE] == [quad.object for quad in found]


def test_json_ld_cannot_hold_it(client: FlaskClient) -> None:
    """A form that has no such terms is refused by name, with forms that have them."""
    answer = client.get("/sparql", query_string={"query": GRAPH, "format": "jsonld"})

    assert (406, "answer-needs-rdf-1-2") == (answer.status_code, answer.json["type"].rpartition("/")[2])
    assert "Turtle" in answer.json["hint"]


PLAIN = "SELECT ?s { ?s ?p ?o }"
DIRECTED = 'SELECT ?t { BIND("c"@en--ltr AS ?t) }'


@pytest.mark.parametrize(
    ("query", "version", "status"),
    [
        (PLAIN, "1.1", 200), (PLAIN, "1.2-basic", 200), (PLAIN, "1.2", 200), ("ASK {}", "1.1", 200),
        (DIRECTED, "1.1", 406), (DIRECTED, "1.2-basic", 200), (DIRECTED, "1.2", 200),
        (ROW, "1.1", 406), (ROW, "1.2-basic", 406), (ROW, "1.2", 200),
        (GRAPH, "1.1", 406), (GRAPH, "1.2-basic", 406), (GRAPH, "1.2", 200),
    ],
)  # fmt: skip
def test_who_asks_for_a_version_gets_no_later_one(client: FlaskClient, query: str, version: str, status: int) -> None:
    """An answer bears the version that was asked for, and one that cannot keep the promise is refused by name."""
    graph = query.startswith("CONSTRUCT")
    kind = "text/turtle" if graph else "application/sparql-results+json"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": f"{kind};version={version}"})
    label = f"{kind}; charset=utf-8; version={version}" if graph else f"{kind}; version={version}"

    assert status == answer.status_code
    assert answer.headers["Content-Type"] == (label if status == 200 else "application/problem+json")
    assert status == 200 or answer.json["type"].endswith("answer-exceeds-its-version")


def test_who_names_no_version_gets_none(client: FlaskClient) -> None:
    """The label says no version that nobody asked for, whatever the terms; the same bytes have another tag with it."""
    plain = client.get("/sparql", query_string={"query": ROW, "format": "json"})
    asked = client.get("/sparql", query_string={"query": ROW}, headers={"Accept": plain.mimetype + ";version=1.2"})

    assert "application/sparql-results+json" == plain.headers["Content-Type"]
    assert plain.data == asked.data
    assert plain.headers["ETag"] != asked.headers["ETag"]


def test_no_graph_of_ours_has_such_terms(client: FlaskClient) -> None:
    """Who asks for no triple term gets none: the whole dataset is RDF 1.1."""
    anywhere = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    answer = client.get("/sparql", query_string={"query": f"ASK {{ {anywhere} FILTER(isTRIPLE(?o)) }}"})

    assert answer.json["boolean"] is False
