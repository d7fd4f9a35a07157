"""The IRI of a thing leads to its page or its data, by 303 and in one step, since a thing is no document."""

import pytest
from flask.testing import FlaskClient
from tiny import BROWSER, tiny_client

THINGS = [
    "/id/ruritania",
    "/claim/900-001",
    "/article/900",
    "/check/900-001-1",
    "/concept/denied",
    "/concept",
    "/ontology",
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


@pytest.mark.parametrize("path", THINGS)
@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (BROWSER["Accept"], "html"),
        ("text/turtle", "ttl"),
        ("application/rdf+xml, text/html;q=0.5", "rdf"),
        ("application/ld+json", "jsonld"),
        ("application/trig;q=0.9, application/n-triples", "nt"),
    ],
)
def test_a_thing_leads_to_the_form_that_its_reader_wants(
    client: FlaskClient, path: str, accept: str, suffix: str
) -> None:
    """The status is 303, the form is chosen by Accept, and the next answer is the form itself."""
    first = client.get(path, headers={"Accept": accept})
    then = client.get(first.headers["Location"], headers={"Accept": accept})

    assert (303, f"{path}.{suffix}") == (first.status_code, first.headers["Location"])
    assert "Accept" in first.headers["Vary"]
    assert 200 == then.status_code


def test_what_else_an_address_says_is_kept(client: FlaskClient) -> None:
    """A language and a view go along; a format that the address names is the form."""
    led = client.get("/id/ruritania?view=triples&lang=it", headers=BROWSER), client.get("/id/ruritania?format=nq")

    assert ["/id/ruritania.html?view=triples&lang=it", "/id/ruritania.nq"] == [each.headers["Location"] for each in led]


@pytest.mark.parametrize("path", ["/id/nobody", "/claim/900-002", "/concept/nothing", "/id/a b"])
def test_what_nobody_knows_leads_nowhere(client: FlaskClient, path: str) -> None:
    """The IRI of an unknown thing is a 404 itself, for whatever form."""
    assert [404, 404] == [
        client.get(path, headers={"Accept": kind}).status_code for kind in ("text/html", "text/turtle")
    ]


@pytest.mark.parametrize("path", THINGS)
def test_a_page_names_the_thing_and_its_own_lasting_address(client: FlaskClient, path: str) -> None:
    """The page says what it describes, which address is the canonical one, and where the other forms are."""
    page = client.get(f"{path}.html?lang=it")
    links = ", ".join(page.headers.getlist("Link"))

    assert f"<https://w3id.org/foedus{path}" in links
    assert f'<link rel="canonical" href="https://graph.example{path}.html">' in page.text
    assert f'<{path}.ttl>; rel="alternate"; type="text/turtle"' in links


def test_no_form_that_is_wanted_is_a_406(client: FlaskClient) -> None:
    """Who wants a picture of a state gets neither page nor data."""
    assert 406 == client.get("/id/ruritania", headers={"Accept": "image/png"}).status_code
