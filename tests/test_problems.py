"""How refusals are told to programs, terminals and browsers, and that each kind has its page."""

import ast
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from foedus import negotiation
from foedus.web import problems
from foedus.web.tongue import refusals
from tiny import BROWSER, tiny_client

PACKAGE = Path(__file__).parent.parent / "server" / "foedus"
WRONG = {"query": "SELECT *\nWHERE {"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def slugs() -> set[str]:
    """Give the ends of the type addresses of all refusals that the source makes."""
    calls = [
        node
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"
    ]
    ends = [call.args[1] for call in calls if len(call.args) > 1]
    return {end.value for end in ends if isinstance(end, ast.Constant) and isinstance(end.value, str)}


def test_every_kind_of_refusal_is_explained_and_no_other() -> None:
    """The pages of the types are those of the refusals in the source."""
    assert slugs() == set(refusals())


@pytest.mark.parametrize("slug", sorted(slugs()))
def test_the_type_of_a_problem_leads_to_its_page(client: FlaskClient, slug: str) -> None:
    """The path of a type's address is a page of the site."""
    assert client.get(f"/problems/{slug}").status_code == 200


@pytest.mark.parametrize("slug", sorted(slugs()))
def test_the_page_of_a_problem_says_as_much_in_either_language(client: FlaskClient, slug: str) -> None:
    """Whoever reads of a problem in English is told as many sentences, what to do included, as in Italian."""
    pages = [client.get(f"/problems/{slug}?lang={language}").text for language in ("en", "it")]
    told = [page.partition('<p class="lead">')[2].partition("</p>")[0] for page in pages]
    counts = [len(re.findall(r"\.(?=\s|$)", words)) for words in told]

    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("accept", "formats", "expected"),
    [
        (None, [], negotiation.PROBLEM),
        ("*/*", [], negotiation.PROBLEM),
        ("text/plain", [], negotiation.TEXT),
        ("text/plain, */*;q=0.1", [], negotiation.TEXT),
        ("text/csv, text/plain;q=0.5", [], negotiation.TEXT),
        ("text/*", [], negotiation.TEXT),
        ("application/json, text/plain;q=0.9, */*;q=0.8", [], negotiation.PROBLEM),
        ("text/plain, application/problem+json", [], negotiation.PROBLEM),
        ("application/sparql-results+xml", [], negotiation.PROBLEM),
        ("text/html, */*;q=0.8", [], negotiation.HTML),
        ("text/html, */*;q=0.8", ["json"], negotiation.PROBLEM),
        ("*/*", ["txt"], negotiation.TEXT),
    ],
)
def test_a_problem_has_the_form_of_its_reader(accept: str | None, formats: list[str], expected: str) -> None:
    """JSON unless text or HTML weighs more, or ``format`` names one."""
    assert expected == problems.kind(accept, formats)


def test_a_terminal_reads_the_line_the_caret_and_what_to_do(client: FlaskClient) -> None:
    """As text a problem shows its sentence, the line of the query with a caret under the place, and the hint."""
    answer = client.get("/sparql", query_string=WRONG, headers={"Accept": "text/csv, text/plain;q=0.5"})

    assert (400, "text/plain; charset=utf-8") == (answer.status_code, answer.content_type)
    assert answer.text == (
        "400: The query is not valid SPARQL at line 2, column 8.\n"
        "The query ends too early.\n"
        "    WHERE {\n"
        "           ^\n"
        "Look for a bracket, brace or quotation mark that is not closed.\n"
        "More: https://w3id.org/foedus/problems/query-has-a-syntax-error\n"
    )


def test_text_for_a_terminal_holds_nothing_that_steers_it(client: FlaskClient) -> None:
    """Control characters of a query are shown as code points."""
    answer = client.get("/sparql?query=ASK%20%1B%5B31m&format=txt")

    assert "\x1b" not in answer.text
    assert "ASK ⟨U+001B⟩[31m" in answer.text


def test_a_problem_names_its_occurrence(client: FlaskClient) -> None:
    """With a request id the problem bears it, and ``instance`` joins it to the address that was asked."""
    answer = client.get("/sparql", query_string=WRONG, environ_overrides={"foedus.request_id": "7f3a"})

    assert ("/sparql#7f3a", "7f3a") == (answer.json["instance"], answer.json["requestId"])


def test_without_a_request_id_the_instance_is_the_address(client: FlaskClient) -> None:
    """No id is made up where the server gives none."""
    answer = client.get("/sparql", query_string=WRONG)

    assert "/sparql" == answer.json["instance"]
    assert "requestId" not in answer.json


def test_load_and_service_have_their_own_hints(client: FlaskClient) -> None:
    """Who is refused LOAD is not told of SERVICE."""
    hints = [
        client.post("/sparql", data={"query": text}).json["hint"] for text in ("LOAD <a:b>", "ASK{SERVICE<a:b>{}}")
    ]

    assert ["read-only" in hint for hint in hints] == [True, False]
    assert ["other endpoint" in hint for hint in hints] == [False, True]


def test_a_browser_gets_a_page(client: FlaskClient) -> None:
    """A person sees the sentence and a link to the page of the type."""
    answer = client.get("/nowhere", headers=BROWSER)

    assert (404, "text/html") == (answer.status_code, answer.mimetype)
    assert "/problems/nothing-is-here" in answer.text
