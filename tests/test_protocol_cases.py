"""The cases of the W3C's suites for protocol, graph store and service description, told in our own graph's terms.

https://w3c.github.io/rdf-tests/sparql/sparql11/ names them; each line below keeps the name of its case.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from foedus import library, protocol
from foedus.holdings import shipped
from served import served

JSON = "application/sparql-results+json"
SD = "http://www.w3.org/ns/sparql-service-description#"
FORM = {"Content-Type": protocol.FORM}
DIRECT = {"Content-Type": protocol.QUERY}
UPDATE = {"Content-Type": protocol.UPDATE}
ONE, OTHER, THIRD = list(library.build(shipped()).index.graphs())[:3]


def triple(graph: ox.NamedNode) -> str:
    """Write a triple that stands in one claim alone."""
    found = [fact.quad.triple for fact in library.build(shipped()).index.inside(graph)]
    return str(found[-1])


A, B, C = triple(ONE), triple(OTHER), triple(THIRD)
BOTH = f"ASK {{ {A} . {B} }}"
APART = f"ASK {{ GRAPH ?g {{ {A} }} GRAPH ?h {{ {B} }} }}"
FULL = f"ASK {{ {C} . GRAPH ?g {{ {A} }} GRAPH ?h {{ {B} }} }}"
DEFAULTS = [("default-graph-uri", ONE.value), ("default-graph-uri", OTHER.value)]
NAMED = [("named-graph-uri", ONE.value), ("named-graph-uri", OTHER.value)]
WHOLE = [("default-graph-uri", THIRD.value), *NAMED]


@dataclass(frozen=True)
class Case:
    """One request of a suite, and what must come: a status, and a label or a yes where it is 200."""

    name: str
    method: str
    address: list[tuple[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: str | bytes = ""
    status: int = 200
    label: str = JSON
    truth: bool | None = None


def form(*fields: tuple[str, str]) -> str:
    """Write the fields of a form."""
    return urlencode(fields)


QUERIES = [
    Case("query_get", "GET", [("query", "ASK {}")], truth=True),
    Case("query_post_form", "POST", [], FORM, form(("query", "ASK {}")), truth=True),
    Case("query_post_direct", "POST", [], DIRECT, "ASK {}", truth=True),
    Case("query_dataset_default_graphs_get", "GET", [("query", BOTH), *DEFAULTS], truth=True),
    Case("query_dataset_default_graphs_post", "POST", DEFAULTS, DIRECT, BOTH, truth=True),
    Case("query_dataset_named_graphs_get", "GET", [("query", APART), *NAMED], truth=True),
    Case("query_dataset_named_graphs_post", "POST", NAMED, DIRECT, APART, truth=True),
    Case("query_dataset_full", "POST", WHOLE, DIRECT, FULL, truth=True),
    Case("query_multiple_dataset", "GET", [("query", f"ASK FROM {OTHER} {{ {A} }}"), *DEFAULTS[:1]], truth=True),
    Case("query_content_type_select", "GET", [("query", "SELECT (1 AS ?one) {}")]),
    Case("query_content_type_ask", "GET", [("query", "ASK {}")]),
    Case("query_content_type_describe", "GET", [("query", "DESCRIBE <x:y>")], label="text/turtle"),
    Case("query_content_type_construct", "GET", [("query", "CONSTRUCT {} {}")], label="text/turtle"),
]
BAD_QUERIES = [
    Case("bad_query_method", "PUT", [("query", "ASK {}")], status=405),
    Case("bad_multiple_queries", "GET", [("query", "ASK {}"), ("query", "ASK {}")], status=400),
    Case("bad_query_wrong_media_type", "POST", [], {"Content-Type": "text/plain"}, "ASK {}", status=415),
    Case("bad_query_missing_form_type", "POST", [], {}, form(("query", "ASK {}")), status=415),
    Case("bad_query_missing_direct_type", "POST", [], {}, "ASK {}", status=415),
    Case("bad_query_non_utf8", "POST", [], DIRECT, "ASK {}".encode("utf-16"), status=400),
    Case("bad_query_syntax", "GET", [("query", "ASK {")], status=400),
]
#: The suite expects these to change the graph; ours is changed in its files only, so each is refused by name.
UPDATES = [
    Case(name, "POST", address, headers, body, status=403)
    for name, address, headers, body in (
        ("update_post_form", [], FORM, form(("update", "CLEAR ALL"))),
        ("update_post_direct", [], UPDATE, "CLEAR ALL"),
        ("update_base_uri", [], UPDATE, "BASE <http://example.org/> CLEAR GRAPH <x>"),
        ("update_dataset_default_graph", [("using-graph-uri", ONE.value)], UPDATE, "CLEAR ALL"),
        ("update_dataset_default_graphs", [("using-graph-uri", x.value) for x in (ONE, OTHER)], UPDATE, "CLEAR ALL"),
        ("update_dataset_named_graphs", [("using-named-graph-uri", ONE.value)], UPDATE, "CLEAR ALL"),
        ("update_dataset_full", [("using-graph-uri", ONE.value), *NAMED], UPDATE, "CLEAR ALL"),
    )
]
#: Of these the suite expects any 4xx; where an update is refused anyway, its faults are not looked for.
BAD_UPDATES = [
    Case("bad_update_get", "GET", [("update", "CLEAR ALL")], status=400),
    Case("bad_multiple_updates", "POST", [], FORM, form(("update", "CLEAR ALL"), ("update", "x")), status=403),
    Case("bad_update_wrong_media_type", "POST", [], {"Content-Type": "text/plain"}, "CLEAR ALL", status=415),
    Case("bad_update_missing_form_type", "POST", [], {}, form(("update", "CLEAR ALL")), status=415),
    Case("bad_update_non_utf8", "POST", [], UPDATE, "CLEAR ALL".encode("utf-16"), status=403),
    Case("bad_update_syntax", "POST", [], UPDATE, "CLEAR", status=403),
    Case(
        "bad_update_dataset_conflict", "POST", [("using-graph-uri", "x:y")], UPDATE, "WITH <x:y> DELETE {} WHERE {}",
        status=403,
    ),
]  # fmt: skip
CASES = [*QUERIES, *BAD_QUERIES, *UPDATES, *BAD_UPDATES]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once for all cases."""
    with served() as address:
        yield address.removeprefix("http://")


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def sent(server: str, method: str, address: str, headers: dict[str, str] | None = None, body: str | bytes = b"") -> Got:
    """Send just these headers, those of the connection apart."""
    line = http.client.HTTPConnection(server, timeout=30)
    line.putrequest(method, address, skip_accept_encoding=True)
    content = body.encode() if isinstance(body, str) else body
    for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
        line.putheader(name, value)
    line.endheaders(content)
    answer = line.getresponse()
    got = Got(answer.status, answer.headers, answer.read())
    line.close()
    return got


def test_the_suite_has_34_cases() -> None:
    """Every case of the protocol's suite stands here once."""
    assert 34 == len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_protocol_s_cases(server: str, case: Case) -> None:
    """Each request of the suite has its status, an honest label and the right answer; any origin may read it."""
    got = sent(server, case.method, f"/sparql?{urlencode(case.address)}", case.headers, case.body)
    label = case.label if case.status == 200 else "application/problem+json"

    assert (case.status, label) == (got.status, got.headers.get_content_type())
    assert "*" == got.headers["Access-Control-Allow-Origin"]
    if case.truth is not None:
        assert case.truth == bool(ox.parse_query_results(got.body, ox.QueryResultsFormat.JSON))


@pytest.mark.parametrize(
    ("query", "dataset"),
    [(BOTH, DEFAULTS[:1]), (APART, NAMED[:1]), (FULL, NAMED), (A.join(("ASK {", "}")), DEFAULTS[1:])],
)
def test_a_dataset_leaves_out_what_it_does_not_name(server: str, query: str, dataset: list[tuple[str, str]]) -> None:
    """The same queries say no where one of their graphs is left out."""
    got = sent(server, "GET", f"/sparql?{urlencode([('query', query), *dataset])}")

    assert not ox.parse_query_results(got.body, ox.QueryResultsFormat.JSON)


@pytest.mark.parametrize("headers", [DIRECT, FORM])
def test_the_method_query_passes_the_real_server(server: str, headers: dict[str, str]) -> None:
    """QUERY with a body of either type is answered, with its dataset in the address."""
    body = form(("query", BOTH)) if headers is FORM else BOTH
    got = sent(server, "QUERY", f"/sparql?{urlencode(DEFAULTS)}", headers, body)

    assert (200, True) == (got.status, bool(ox.parse_query_results(got.body, ox.QueryResultsFormat.JSON)))
    assert "application/sparql-query, application/x-www-form-urlencoded" == got.headers["Accept-Query"]


def test_a_preflight_lets_the_method_query_pass(server: str) -> None:
    """Another origin may send QUERY with a Content-Type."""
    got = sent(server, "OPTIONS", "/sparql", {"Origin": "https://a.example", "Access-Control-Request-Method": "QUERY"})

    assert 204 == got.status
    assert "QUERY" in got.headers["Access-Control-Allow-Methods"]
    assert "content-type" in got.headers["Access-Control-Allow-Headers"].lower()


def triples(got: Got) -> set[str]:
    """Parse a graph in N-Triples."""
    return {str(quad.triple) for quad in ox.parse(got.body, format=ox.RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize(
    ("name", "address", "status"),
    [
        ("get_of_a_graph", f"graph={quote(ONE.value)}", 200),
        ("get_of_the_default_graph", "default", 200),
        ("get_of_a_graph_that_is_not_there", "graph=https%3A%2F%2Fexample.org%2Fnone", 404),
        ("get_of_no_graph_named", "", 400),
        ("get_of_two_graphs", f"graph={quote(ONE.value)}&default", 400),
        ("get_of_no_iri", "graph=none", 400),
    ],
)
def test_the_graph_store_s_cases(server: str, name: str, address: str, status: int) -> None:
    """GET and HEAD have the same status and label, and only GET a body."""
    get, head = (sent(server, method, f"/graphs?{address}") for method in ("GET", "HEAD"))

    assert (status, status) == (get.status, head.status), name
    assert get.headers.get_content_type() == head.headers.get_content_type()
    assert get.body
    assert not head.body


def test_a_graph_of_the_store_is_the_claim_s_graph(server: str) -> None:
    """What the store gives of a claim is what a query finds inside it."""
    query = quote(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ONE} {{ ?s ?p ?o }} }}")
    stored = sent(server, "GET", f"/graphs?graph={quote(ONE.value)}&format=nt")
    asked = sent(server, "GET", f"/sparql?query={query}&format=nt")

    assert triples(asked) == triples(stored) != set()


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("address", ["", "?default", f"?graph={quote(ONE.value)}"])
def test_the_graph_store_is_not_written(server: str, method: str, address: str) -> None:
    """What would write is refused by name, with the methods that read."""
    got = sent(server, method, f"/graphs{address}", {"Content-Type": "text/turtle"}, "<x:a> <x:b> <x:c> .")

    assert (405, "GET, HEAD, OPTIONS") == (got.status, got.headers["Allow"])
    assert b"/problems/graph-store-is-read-only" in got.body


@pytest.mark.parametrize("accept", [None, "text/turtle", "application/n-triples", "application/rdf+xml"])
def test_the_service_description_s_cases(server: str, accept: str | None) -> None:
    """A bare GET returns RDF, which has the endpoint's triple, and conforms to what the vocabulary asks."""
    got = sent(server, "GET", "/sparql", {"Accept": accept} if accept else {})
    form_ = ox.RdfFormat.from_media_type(got.headers.get_content_type())
    held = [quad.triple for quad in ox.parse(got.body, format=form_)]
    endpoint = [t.object for t in held if t.predicate.value == SD + "endpoint"]
    services = {t.subject for t in held if t.object == ox.NamedNode(SD + "Service")}
    datasets = {t.object for t in held if t.predicate.value == SD + "defaultDataset"}
    defaults = {t.object for t in held if t.predicate.value == SD + "defaultGraph" and t.subject in datasets}

    assert 200 == got.status
    assert [ox.NamedNode(f"http://{server}/sparql")] == endpoint
    assert [1, 1, 1] == [len(services), len(datasets), len(defaults)]
