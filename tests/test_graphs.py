"""The graph store over Flask's client, on a tiny invented graph."""

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import negotiation
from foedus.terms import Names, term
from tiny import BROWSER, tiny_client

CLAIM = "https://w3id.org/foedus/claim/900-001"
NAMES = Names()
SAID = {str(ox.Triple(NAMES.iri("id", "ruritania"), term("memberOf"), NAMES.iri("id", "syldavian-league")))}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


@pytest.mark.parametrize("media_type", negotiation.GRAPHS[:-1])
def test_a_graph_comes_in_every_form_of_rdf(client: FlaskClient, media_type: str) -> None:
    """Accept decides among six forms, and each body parses to the graph under its label."""
    answer = client.get("/graphs", query_string={"graph": CLAIM}, headers={"Accept": media_type})
    held = ox.parse(answer.data, format=ox.RdfFormat.from_media_type(answer.mimetype))

    assert (200, media_type) == (answer.status_code, answer.mimetype)
    assert {str(quad.triple) for quad in held} == SAID


def test_format_overrides_accept(client: FlaskClient) -> None:
    """``format=nt`` gives N-Triples to a browser too."""
    answer = client.get("/graphs", query_string={"graph": CLAIM, "format": "nt"}, headers=BROWSER)

    assert "application/n-triples" == answer.mimetype


def test_the_default_graph_holds_no_claim_s_graph(client: FlaskClient) -> None:
    """``?default`` is the accepted view, not the union."""
    held = ox.parse(client.get("/graphs?default&format=nt").data, format=ox.RdfFormat.N_TRIPLES)
    said = {str(quad.triple) for quad in held}

    assert len(said) > 10
    assert not said & SAID


def test_a_browser_sees_a_graph_as_a_table(client: FlaskClient) -> None:
    """People get the triples as a table with the query that gives the same."""
    answer = client.get("/graphs", query_string={"graph": CLAIM}, headers=BROWSER)

    assert (200, "text/html") == (answer.status_code, answer.mimetype)
    assert "id:syldavian-league" in answer.text
    assert f'value="{CLAIM}"' in answer.text


@pytest.mark.parametrize(
    ("slug", "address"),
    [
        ("graph-is-not-named", "/graphs"),
        ("graph-is-named-twice", f"/graphs?default&graph={CLAIM}"),
        ("graph-is-named-twice", f"/graphs?graph={CLAIM}&graph={CLAIM}"),
        ("graph-is-no-iri", "/graphs?graph=claim"),
        ("graph-is-unknown", f"/graphs?graph={CLAIM}0"),
        ("nothing-acceptable", f"/graphs?graph={CLAIM}"),
    ],
)
def test_what_cannot_be_given_is_refused_by_name(client: FlaskClient, slug: str, address: str) -> None:
    """Each fault has its own type, and is open to other origins."""
    accept = "image/png" if slug == "nothing-acceptable" else "*/*"
    answer = client.get(address, headers={"Accept": accept})

    assert slug == answer.json["type"].rpartition("/")[2]
    assert "*" == answer.headers["Access-Control-Allow-Origin"]


def test_an_iri_is_a_name_and_never_a_piece_of_a_query(client: FlaskClient) -> None:
    """What would close an IRI in a query's text is no IRI."""
    answer = client.get("/graphs", query_string={"graph": "x:y> { ?s ?p ?o } } #"})

    assert (400, "graph-is-no-iri") == (answer.status_code, answer.json["type"].rpartition("/")[2])


def test_options_names_the_methods_that_read(client: FlaskClient) -> None:
    """OPTIONS is answered with 204 for other origins."""
    answer = client.options("/graphs")

    assert (204, "GET, HEAD, OPTIONS") == (answer.status_code, answer.headers["Allow"])
    assert "GET, HEAD, OPTIONS" == answer.headers["Access-Control-Allow-Methods"]
