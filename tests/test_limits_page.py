"""The page of the limits, and what every answer bears whatever its status."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from foedus.web.tongue import refusals
from served import free_port, running
from tiny import tiny_client

SAFE = {
    "access-control-allow-origin": "*",
    "content-security-policy": "default-src 'none'",
    "permissions-policy": "camera=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-request-id": "",
}
Answer = tuple[int, dict[str, str], str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph with limits of its own, and give host and port."""
    port = free_port()
    limits = {"--timeout": "3", "--memory": "200", "--answer-bytes": "123456", "--workers": "2"}
    words = [word for pair in limits.items() for word in pair]
    with running("serve", "--port", str(port), *words, at=port):
        yield f"127.0.0.1:{port}"


def ask(server: str, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """Send a request and give status, headers and body."""
    connection = http.client.HTTPConnection(server, timeout=20)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_the_page_tells_the_limits_of_this_server(server: str) -> None:
    """The values are those with which the server runs, not those that are usual."""
    _, _, page = ask(server, "GET", "/limits")

    assert ["3 seconds", "200,000,000 bytes", "123,456 bytes"] == re.findall(
        r'<td data-of="At most">([\d,]+ (?:seconds|bytes))</td>', page
    )[:3]


def test_each_limit_leads_to_its_explanation(server: str) -> None:
    """Every refusal that the page names has a page that explains it."""
    slugs = re.findall(r'href="/problems/([\w-]+)"', ask(server, "GET", "/limits")[2])

    assert len(slugs) >= 7
    assert set() == set(slugs) - set(refusals())


def test_without_workers_only_requests_are_limited() -> None:
    """Where an application answers in its own process the page promises no limit of queries."""
    page = tiny_client().get("/limits").text

    assert "body-is-too-large" in page
    assert "query-took-too-long" not in page


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"), "query-took-too-long"),
        ("/sparql?query=" + quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 9000"), "answer-is-too-large"),
        ("/sparql?query=ASK%7B%7D%23" + "x" * 30_000, "address-is-too-long"),
        ("/sparql?query=ASK" + quote("{" * 101 + "}" * 101), "query-is-too-deep"),
    ],
)
def test_what_the_page_says_of_a_limit_happens(server: str, path: str, expected: str) -> None:
    """Beyond a limit the status is that of the page, under the name that the page gives."""
    _, _, page = ask(server, "GET", "/limits")
    status, _, body = ask(server, "GET", path)

    assert f'<td data-of="Beyond it">{status} <a href="/problems/{expected}">' in page
    assert f"/problems/{expected}" in body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", path)
            for path in ("/", "/query", "/guide", "/about", "/limits", "/conflicts", "/queries", "/concept.html")
        ),
        *(
            ("GET", path)
            for path in ("/ontology", "/ontology.ttl", "/ontology/context.jsonld", "/id/csto", "/id/csto.ttl")
        ),
        *(("GET", path) for path in ("/healthz", "/readyz", "/metrics", "/static/foedus.css", "/graphs?default")),
        *(("GET", path) for path in ("/.well-known/void", "/static/nothing", "/nowhere", "//", "/id/nobody", "/%00")),
        *(
            ("GET", path)
            for path in ("/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=x", "/graphs", "/v/0/sparql")
        ),
        *(("HEAD", path) for path in ("/", "/sparql?query=ASK%7B%7D", "/sparql?query=x", "/nowhere")),
        *(("OPTIONS", path) for path in ("/", "/sparql", "/graphs", "/nowhere")),
        *((method, "/sparql") for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "POST", "QUERY")),
        *((method, "/") for method in ("POST", "PUT", "BREW")),
    ],
)
def test_every_status_bears_the_safe_headers(server: str, method: str, path: str) -> None:
    """Whatever is asked, and whatever becomes of it, other origins may read it and browsers are told to be careful."""
    status, headers, body = ask(server, method, path)

    assert 500 != status
    assert {} == {name: headers.get(name) for name, value in SAFE.items() if value not in headers.get(name, "missing")}
    assert "Traceback" not in body
