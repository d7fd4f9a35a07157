"""An answer can be cited: a lasting address, the hash of its rows, entries for a bibliography."""

import json
import re
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from foedus.citation import Citation, bibtex, csl, digest
from foedus.operations import Answer
from tiny import BROWSER, STATES, VERSION, tiny_client

TSV = "text/tab-separated-values"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def item(client: FlaskClient, query: str = STATES, **more: str) -> dict[str, object]:
    return dict(json.loads(client.get("/cite", query_string={"query": query, **more}).data)[0])


def test_the_address_replays_the_answer(client: FlaskClient) -> None:
    """The cited address, asked again, gives rows with the cited hash."""
    cited = item(client)
    address = urlsplit(str(cited["URL"]))
    answer = client.get(f"{address.path}?{address.query}", headers={"Accept": TSV})
    hashed = digest(Answer(TSV, answer.data))

    assert f"/v/{VERSION}/sparql" == address.path
    assert "immutable" in answer.headers["Cache-Control"]
    assert str(cited["note"]).endswith(f"sha256:{hashed}")


def test_the_order_of_rows_does_not_count() -> None:
    """The same rows in another order have the same hash; other rows, or another head, have not."""
    rows = [Answer(TSV, text) for text in (b"?a\n1\n2\n", b"?a\n2\n1\n", b"?a\n2\n2\n", b"?b\n1\n2\n")]
    hashes = [digest(row) for row in rows]

    assert hashes[0] == hashes[1]
    assert 3 == len(set(hashes))


def test_an_answer_can_be_held_against_a_hash(client: FlaskClient) -> None:
    """The page says whether the answer is still the one that was cited."""
    hashed = str(item(client)["note"]).rpartition(":")[2]
    pages = [
        client.get("/cite", query_string={"query": STATES, "result": told}, headers=BROWSER).text
        for told in (hashed, "0" * 64)
    ]

    assert ["still the same", "no longer the one"] == [
        re.findall("still the same\\.|no longer the one", p)[0].rstrip(".") for p in pages
    ]


def test_the_quotes_behind_a_row_are_shown(client: FlaskClient) -> None:
    """The page shows the words of the claims behind a row."""
    page = client.get("/cite", query_string={"query": STATES}, headers=BROWSER).text

    assert "non è più nella lega" in page


def test_every_row_is_on_a_page(client: FlaskClient) -> None:
    """The pages of a citation follow one another to the last row, each saying which rows it has, of how many."""
    ruritania = "https://w3id.org/foedus/id/ruritania"
    query = f"SELECT ?state ?n {{ VALUES ?n {{ {' '.join(map(str, range(45)))} }} BIND(<{ruritania}> AS ?state) }}"
    address, told, quotes = f"/cite?{urlencode({'query': query})}", [], 0
    while address:
        page = client.get(address, headers=BROWSER).text
        told += re.findall(r"Rows \d+ to \d+ of \d+", page)
        quotes += page.count("non è più nella lega")
        following = re.search(r'href="([^"]*)" rel="next"', page)
        address = unescape(following[1]) if following else ""

    assert ["Rows 1 to 20 of 45", "Rows 21 to 40 of 45", "Rows 41 to 45 of 45"] == told
    assert 45 == quotes


@pytest.mark.parametrize("start", ["-1", "x", "9999999999", "99"])
def test_a_page_that_is_not_there_does_not_break(client: FlaskClient, start: str) -> None:
    """A start that is no number of a row is no error."""
    assert 200 == client.get("/cite", query_string={"query": STATES, "from": start}, headers=BROWSER).status_code


def test_the_words_of_a_query_are_its_title(client: FlaskClient) -> None:
    """A query that says in its first line what it asks is cited by that."""
    assert "Which States?" == item(client, f"# en: Which States?\n{STATES}")["title"]


def test_bibtex_is_escaped() -> None:
    """What BibTeX would read as its own is escaped."""
    cited = Citation("50% of {x} & y_z", "K", "G", "1.0", "2026-01-02", "https://g.example/?q=%20", "ab" * 32)

    assert "title = {{50\\% of \\{x\\} \\& y\\_z}}" in bibtex(cited)
    assert "url = {https://g.example/?q=%20}" in bibtex(cited)
    assert "year = {2026}" in bibtex(cited)
    assert [[2026, 1, 2]] == json.loads(csl(cited))[0]["issued"]["date-parts"]


@pytest.mark.parametrize(
    ("name", "kind"), [("bibtex", "application/x-bibtex"), ("csl", "application/vnd.citationstyles.csl+json")]
)
def test_entries_have_their_media_type(client: FlaskClient, name: str, kind: str) -> None:
    """Each form of entry comes under its own label."""
    answer = client.get("/cite", query_string={"query": STATES, "format": name})

    assert (200, kind) == (answer.status_code, answer.mimetype)


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("", 400, "query-to-cite-is-missing"),
        ("SELECT", 400, "query-has-a-syntax-error"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "query-reaches-out"),
    ],
)
def test_what_cannot_be_asked_is_not_cited(client: FlaskClient, query: str, status: int, slug: str) -> None:
    """A query that is missing, broken or refused is refused here too."""
    answer = client.get("/cite", query_string={"query": query})

    assert (status, True) == (answer.status_code, answer.json["type"].endswith(slug))
