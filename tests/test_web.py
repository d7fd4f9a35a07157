"""The endpoint over Flask's client, on a tiny invented graph."""

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from tiny import BROWSER, STATES, tiny_client


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def test_a_query_by_get_is_answered_as_json(client: FlaskClient) -> None:
    """The plainest program gets JSON."""
    answer = client.get("/sparql", query_string={"query": STATES})

    assert answer.status_code == 200
    assert answer.content_type == "application/sparql-results+json"
    assert [row["state"]["value"] for row in answer.json["results"]["bindings"]] == [
        "https://w3id.org/foedus/id/ruritania"
    ]


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_both_forms_of_post_are_answered_without_a_redirect(client: FlaskClient, path: str) -> None:
    """A form and a bare body are answered, with or without a final slash."""
    form = client.post(path, data={"query": "ASK {}"})
    direct = client.post(path, data="ASK {}", content_type="application/sparql-query")

    assert (form.json["boolean"], direct.json["boolean"]) == (True, True)


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    """HEAD answers like GET without the body."""
    head, get = (
        method("/sparql", query_string={"query": STATES, "format": "csv"}) for method in (client.head, client.get)
    )

    assert (head.status_code, head.content_type, head.data) == (200, get.content_type, b"")


def test_format_overrides_accept_and_an_unknown_one_does_not(client: FlaskClient) -> None:
    """``format=csv`` wins over a browser's Accept; ``format=nonsense`` is ignored."""
    csv = client.get("/sparql", query_string={"query": STATES, "format": "csv"}, headers=BROWSER)
    page = client.get("/sparql", query_string={"query": STATES, "format": "nonsense"}, headers=BROWSER)

    assert (csv.mimetype, page.mimetype) == ("text/csv", "text/html")


def test_the_dataset_of_the_request_is_honoured(client: FlaskClient) -> None:
    """``default-graph-uri`` asks one claim alone."""
    claim = "https://w3id.org/foedus/claim/900-001"
    answer = client.get("/sparql", query_string={"query": "SELECT * {?s ?p ?o}", "default-graph-uri": claim})

    assert len(answer.json["results"]["bindings"]) == 1


def test_a_syntax_error_is_a_problem_with_line_and_column(client: FlaskClient) -> None:
    """Programs get RFC 9457 with line and column."""
    answer = client.get("/sparql", query_string={"query": "SELECT *\nWHERE {"})

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert (answer.json["line"], answer.json["column"]) == (2, 8)
    assert answer.json["type"] == "https://w3id.org/foedus/problems/query-has-a-syntax-error"


def test_a_browser_sees_the_line_of_its_query_and_a_caret(client: FlaskClient) -> None:
    """People get a page with the query line, a caret, and their query still in the form."""
    answer = client.get("/sparql", query_string={"query": "SELECT * { ?s x:y <b> & }"}, headers=BROWSER)

    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "SELECT * { ?s x:y &lt;b&gt; &amp; }\n              ^</pre>" in answer.text
    assert (
        'spellcheck="false" autocapitalize="off" required>SELECT * { ?s x:y &lt;b&gt; &amp; }</textarea>' in answer.text
    )


@pytest.mark.parametrize(
    ("status", "query"),
    [(403, "SELECT * { SERVICE <http://127.0.0.1:1/> {} }"), (400, "INSERT DATA {}"), (400, "ASK " + "{" * 200)],
)
def test_what_the_guard_refuses_never_reaches_the_engine(client: FlaskClient, status: int, query: str) -> None:
    """Reaching out is 403; updates and deep nesting are 400."""
    assert status == client.post("/sparql", data={"query": query}).status_code


def test_a_method_that_is_not_offered_is_refused_with_those_that_are(client: FlaskClient) -> None:
    """405 names the methods of the address, as a problem."""
    answer = client.put("/sparql", data="x")

    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


def test_a_body_larger_than_any_query_is_refused(client: FlaskClient) -> None:
    """413 comes before the body is read."""
    answer = client.post("/sparql", data=b"x" * 2_000_001, content_type="application/sparql-query")

    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (413, "body-is-too-large")


@pytest.mark.parametrize("path", ["/sparql?query=ASK{}", "/sparql?query=x", "/nowhere", "/id/ruritania", "/id/nobody"])
def test_every_status_may_be_read_by_other_origins_and_bears_the_safe_headers(client: FlaskClient, path: str) -> None:
    """CORS, nosniff, no referrer and the content policy stand on answers and on errors."""
    headers = client.get(path).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert "Accept" in headers["Vary"]


def test_a_preflight_is_answered_with_204(client: FlaskClient) -> None:
    """OPTIONS says which methods and headers another origin may use."""
    answer = client.options("/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"})

    assert answer.status_code == 204
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_the_method_query_is_answered_like_a_post(client: FlaskClient) -> None:
    """QUERY carries a body as POST does, and the endpoint says which bodies it takes."""
    answer = client.open("/sparql", method="QUERY", data="ASK {}", content_type="application/sparql-query")

    assert (answer.status_code, answer.json["boolean"]) == (200, True)
    assert "application/sparql-query, application/x-www-form-urlencoded" == answer.headers["Accept-Query"]


def test_a_preflight_lets_query_pass(client: FlaskClient) -> None:
    """OPTIONS names QUERY among the methods of other origins, and the bodies that it may have."""
    headers = client.options("/sparql", headers={"Access-Control-Request-Method": "QUERY"}).headers

    assert "QUERY" in headers["Access-Control-Allow-Methods"]
    assert "application/sparql-query" in headers["Accept-Query"]


def test_a_bare_get_describes_the_service_to_programs(client: FlaskClient) -> None:
    """Without a query, programs get RDF with the configured address, browsers the form."""
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    page = client.get("/sparql", headers=BROWSER)

    assert "<https://graph.example/sparql>" in answer.text
    assert list(ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES))
    assert '<textarea id="query"' in page.text
