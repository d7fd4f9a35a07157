"""HEAD, OPTIONS and other origins, at every address that programs use."""

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from tiny import tiny_client

CLAIM = "https://w3id.org/foedus/claim/900-001"
ADDRESSES = [
    "/sparql",
    "/sparql?query=ASK%7B%7D",
    "/sparql?query=SELECT+*%7B%3Fs+%3Fp+%3Fo%7D&format=tsv",
    "/queries/states.csv",
    f"/graphs?graph={CLAIM}",
    "/graphs?default",
    "/.well-known/void",
    "/void.ttl",
    "/claim/900-001.trig",
    "/ontology.ttl",
]
REFUSED = [
    "/sparql?query=x",
    "/graphs",
    f"/graphs?graph={CLAIM}0",
    "/.well-known/sparql-examples",
    "/claim/900-002.ttl",
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, address: str) -> None:
    """Status, label, length, tag and file name are those of GET."""
    head, get = client.head(address), client.get(address)
    names = ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Vary", "Allow")

    assert (get.status_code, b"") == (head.status_code, head.data)
    assert [get.headers.get(name) for name in names] == [head.headers.get(name) for name in names]


@pytest.mark.parametrize("address", ADDRESSES)
def test_options_names_the_methods_for_other_origins(client: FlaskClient, address: str) -> None:
    """A preflight is answered with 204 and the methods that the address itself offers."""
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(address, headers=headers)
    allowed = {name.strip() for name in answer.headers["Allow"].split(",")}

    assert 204 == answer.status_code
    assert {"GET", "HEAD", "OPTIONS"} <= allowed
    assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_any_origin_may_read_any_status(client: FlaskClient, method: str, address: str) -> None:
    """Whatever the answer, a script of another origin may read it, and knows that Accept decides."""
    headers = client.open(address, method=method).headers

    assert "*" == headers["Access-Control-Allow-Origin"]
    assert "Accept" in headers["Vary"]


def test_a_claim_s_own_address_gives_its_graph(client: FlaskClient) -> None:
    """What the graph store gives of a claim stands in its graph at the claim's own address too, in TriG and N-Quads."""
    stored = client.get("/graphs", query_string={"graph": CLAIM, "format": "nt"}).data
    direct = client.get("/claim/900-001", headers={"Accept": "application/n-quads"}, follow_redirects=True).data
    inside = {q.triple for q in ox.parse(direct, format=ox.RdfFormat.N_QUADS) if q.graph_name == ox.NamedNode(CLAIM)}

    assert {quad.triple for quad in ox.parse(stored, format=ox.RdfFormat.N_TRIPLES)} == inside != set()


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/sparql?query=SELECT+*%7B%3Fs+%3Fp+%3Fo%7D&format=csv", "foedus-answer.csv"),
        ("/sparql?query=SELECT+*%7B%3Fs+%3Fp+%3Fo%7D&format=tsv", "foedus-answer.tsv"),
        ("/graphs?default&format=nq", "foedus-answer.nq"),
        ("/.well-known/void", "foedus-service.ttl"),
        ("/claim/900-001.jsonld", "foedus-900-001.jsonld"),
    ],
)
def test_a_download_has_a_fitting_name(client: FlaskClient, address: str, file: str) -> None:
    """What is saved bears a name with the suffix of its form, and nothing of what was asked."""
    assert f'inline; filename="{file}"' == client.get(address).headers["Content-Disposition"]
