"""/openapi.json, /llms.txt and /robots.txt: what programs read before they ask, held to the server that answers."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from urllib.robotparser import RobotFileParser

import pytest
from foedus.holdings import open_holdings
from foedus.library import build
from foedus.web.application import create_app
from openapi_spec_validator import OpenAPIV31SpecValidator
from served import served

HTML = "text/html"
#: Routes whose form the suffix or a field chooses, not Accept; the graph's own bytes are many megabytes.
CHOSEN = ("/quality", "/downloads", "/organizations", "/cite", "/sparql", "/queries", "/validate", "/v/")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def document(server: str) -> dict[str, Any]:
    """Read the description of the server that is asked."""
    told: dict[str, Any] = json.loads(fetch(f"{server}/openapi.json")[1])
    return told


def fetch(address: str, accept: str = "*/*") -> tuple[str, str]:
    with urlopen(Request(address, headers={"Accept": accept})) as answer:
        return answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")


def address(path: str, parameters: list[dict[str, Any]]) -> str:
    """Give the address of an operation, its blanks filled with the examples of its own description."""
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(parameter["example"]))
    fields = [(each["name"], each["example"]) for each in parameters if each["in"] == "query" and "example" in each]
    return f"{path}?{urlencode(fields)}" if fields else path


def reads(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
    """Give the address of every operation by GET, with its description and what it offers."""
    for path, operations in document["paths"].items():
        told = operations["get"]
        yield address(path, told["parameters"]), told, list(told["responses"]["200"]["content"])


def test_the_description_keeps_to_its_standard(document: dict[str, Any]) -> None:
    """The document is valid OpenAPI 3.1."""
    assert [] == [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]


def test_every_route_is_described(document: dict[str, Any]) -> None:
    """Each public route of the application stands in the document, and each path of the document is a route."""
    rules = [rule for rule in create_app(build(open_holdings())).url_map.iter_rules() if rule.endpoint != "static"]
    routes = {re.sub(r"<(?:[^<>:]*:)?_?(\w+)>", r"{\1}", rule.rule) for rule in rules}

    assert routes == set(document["paths"])
    assert {"/sparql", "/v/{version}/sparql", "/validate"} == {
        path for path, told in document["paths"].items() if "post" in told
    }
    assert all(told["get"]["summary"] for told in document["paths"].values())


def test_every_described_address_answers_as_described(document: dict[str, Any], server: str) -> None:
    """Asked by its own example, and for each form that it offers, every address gives one of these forms."""
    wrong = []
    for path, _, offered in reads(document):
        got = {fetch(server + path, f"{wanted}, */*;q=0.1")[0] for wanted in offered}
        by_accept = not path.startswith(CHOSEN) and ".ttl" not in path
        if not got <= set(offered) or (by_accept and got != set(offered)):
            wrong.append((path, sorted(got), offered))

    assert [] == wrong


def test_what_must_be_given_must_be_given(document: dict[str, Any], server: str) -> None:
    """Where a field is said to be required, a request without it is refused by a problem as described."""
    needy = [
        path
        for path, told, _ in reads(document)
        if any(each["required"] and each["in"] == "query" for each in told["parameters"])
    ]
    known = document["components"]["schemas"]["Problem"]["properties"]
    assert needy
    for path in needy:
        with pytest.raises(HTTPError) as refused:
            fetch(server + path.partition("?")[0], "application/problem+json")
        assert set(json.loads(refused.value.read())) <= set(known)


def test_the_endpoint_takes_the_bodies_that_are_described(document: dict[str, Any], server: str) -> None:
    """Both bodies of POST are taken, and get the same answer."""
    bodies = {"application/x-www-form-urlencoded": b"query=ASK%7B%7D", "application/sparql-query": b"ASK{}"}
    answers = set()
    for kind in document["paths"]["/sparql"]["post"]["requestBody"]["content"]:
        with urlopen(Request(f"{server}/sparql", bodies[kind], {"Content-Type": kind})) as answer:
            answers.add(answer.read())

    assert {b'{"head":{},"boolean":true}'} == answers


def test_a_language_model_is_told_what_it_needs(server: str) -> None:
    """The leaflet has purpose, licence, version, terms, examples that run, citing and limits, on a few pages."""
    kind, text = fetch(f"{server}/llms.txt")
    queries = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)

    assert (kind, text.startswith("# foedus\n\n> ")) == ("text/plain", True)
    assert len(text) < 20_000
    assert [] == [
        head
        for head in ("How to read it", "Classes", "Properties", "How to cite", "Limits")
        if f"## {head}\n" not in text
    ]
    assert "creativecommons.org/licenses/by/4.0" in text
    assert queries
    assert all("bindings" in fetch(f"{server}/sparql?{urlencode({'query': query})}")[1] for query in queries)


def test_the_links_of_the_leaflet_lead_somewhere(server: str) -> None:
    """Every address of ours in the leaflet answers."""
    _, text = fetch(f"{server}/llms.txt")
    links = re.findall(rf"({server}[^\s);,]*)", text)

    assert len(links) > 4
    assert all(fetch(link)[1] for link in links)


def test_crawlers_read_pages_and_ask_nothing(server: str) -> None:
    """Pages may be crawled; addresses that ask the engine without end may not."""
    robots = RobotFileParser()
    robots.parse(fetch(f"{server}/robots.txt")[1].splitlines())
    allowed = {
        path: robots.can_fetch("any", server + path)
        for path in ("/", "/id/csto.html", "/queries/csto-members", "/query", "/conflicts")
    }
    barred = {
        path: robots.can_fetch("any", server + path)
        for path in ("/sparql?query=ASK{}", "/v/x/sparql?query=ASK{}", "/query?query=x", "/why?iri=x")
    }

    assert {True} == set(allowed.values())
    assert {False} == set(barred.values())
