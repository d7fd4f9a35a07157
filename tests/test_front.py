"""The way of a program's request: the cache, entity tags, versions and bodies, through the public face."""

import urllib.request
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from foedus.web.bodies import LARGEST
from served import served
from tiny import BROWSER, STATES, VERSION, tiny_client

LATEST, FOR_EVER = "public, max-age=60", "public, max-age=31536000, immutable"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["/sparql", f"/v/{VERSION}/sparql"])
def test_who_has_the_answer_is_told_so(client: FlaskClient, method: str, path: str) -> None:
    """An answer bears a strong entity tag, and with it 304 and no body comes back."""
    tag = client.get(path, query_string={"query": STATES}).headers["ETag"]
    again = client.open(path, method=method, query_string={"query": STATES}, headers={"If-None-Match": f'"x", W/{tag}'})

    assert (304, b"", tag) == (again.status_code, again.data, again.headers["ETag"])
    assert "*" == again.headers["Access-Control-Allow-Origin"]


def test_another_form_of_the_answer_has_another_tag(client: FlaskClient) -> None:
    """A tag of one media type does not fit another."""
    tag = client.get("/sparql", query_string={"query": STATES, "format": "csv"}).headers["ETag"]
    other = client.get("/sparql", query_string={"query": STATES}, headers={"If-None-Match": tag})

    assert 200 == other.status_code


def test_a_form_is_always_answered(client: FlaskClient) -> None:
    """If-None-Match means nothing to POST, of which the answer is not kept by caches."""
    tag = client.get("/sparql", query_string={"query": STATES}).headers["ETag"]
    posted = client.post("/sparql", data={"query": STATES}, headers={"If-None-Match": tag})

    assert (200, tag) == (posted.status_code, posted.headers["ETag"])


@pytest.mark.parametrize("repeated", [1, 2])
@pytest.mark.parametrize("accept", ["text/csv", "application/sparql-results+xml", "*/*"])
def test_a_repeated_question_is_answered_as_at_first(client: FlaskClient, accept: str, repeated: int) -> None:
    """Each way to ask for a form gives the same bytes under the same headers, from the engine or from the cache."""
    asked = {"query": STATES}
    answers = [
        *(client.get("/sparql", query_string=asked, headers={"Accept": accept}) for _ in range(repeated)),
        client.post("/sparql/", data=asked, headers={"Accept": accept}),
        client.post("/sparql", data=STATES, content_type="application/sparql-query", headers={"Accept": accept}),
    ]

    assert 1 == len({(answer.status_code, answer.data, str(answer.headers)) for answer in answers})


def test_the_latest_answer_is_good_for_a_short_time_and_that_of_a_version_for_ever(client: FlaskClient) -> None:
    """Caches may keep the answer of a version for ever; both name the version."""
    latest, lasting = (client.get(path, query_string={"query": STATES}) for path in ("/sparql", f"/v/{VERSION}/sparql"))

    assert (LATEST, FOR_EVER) == (latest.headers["Cache-Control"], lasting.headers["Cache-Control"])
    assert VERSION == latest.headers["Foedus-Version"] == lasting.headers["Foedus-Version"]
    assert latest.data == lasting.data


@pytest.mark.parametrize("path", ["/v/none/sparql", "/v//sparql", "/v/x/y/sparql"])
def test_a_version_that_is_not_served_is_refused(client: FlaskClient, path: str) -> None:
    """Another version is 404 and names the one that is served, to programs and to people."""
    program, person = (client.get(path, query_string={"query": STATES}, headers=headers) for headers in ({}, BROWSER))

    assert (404, f"{VERSION}/sparql" in program.json["hint"]) == (program.status_code, True)
    assert (404, "text/html") == (person.status_code, person.mimetype)


@pytest.mark.parametrize("query", ["SELECT (RAND() AS ?x) {}", "SELECT {", "ASK " + "{" * 200])
def test_what_changes_or_fails_is_kept_by_nobody(client: FlaskClient, query: str) -> None:
    """Chance and refusals are marked so that no cache keeps them, under a version too."""
    for path in ("/sparql", f"/v/{VERSION}/sparql"):
        assert "no-store" == client.get(path, query_string={"query": query}).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/nowhere"])
def test_signs_of_health_are_kept_by_nobody(client: FlaskClient, path: str) -> None:
    """Whether the server is well is asked anew each time."""
    assert "no-store" == client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/guide", "/id/ruritania.html", "/id/ruritania.ttl", "/static/foedus.css"])
def test_a_page_is_not_sent_twice(client: FlaskClient, path: str) -> None:
    """Pages, things and files bear a tag too, with which 304 comes back."""
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (200, 304, b"") == (first.status_code, again.status_code, again.data)


@pytest.mark.parametrize(
    ("path", "label"),
    [("/queries/states.csv", "text/csv"), ("/queries/states?format=tsv", "text/tab-separated-values")],
)
def test_a_saved_question_has_a_tag(client: FlaskClient, path: str, label: str) -> None:
    """A saved question is answered for programs as the endpoint answers it, with its tag."""
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (200, label, 304) == (first.status_code, first.mimetype, again.status_code)


@pytest.mark.parametrize("length", [5, 50])
def test_a_body_that_is_cut_is_no_query(client: FlaskClient, length: int) -> None:
    """Where less came than was promised, nothing is answered as if it were whole."""
    environ = {"CONTENT_LENGTH": str(len("ASK {}") + length)}
    answer = client.post("/sparql", data="ASK {}", content_type="application/sparql-query", environ_overrides=environ)

    assert (400, "body-is-cut") == (answer.status_code, answer.json["type"].rpartition("/")[2])


def test_a_body_without_its_length_is_refused(client: FlaskClient) -> None:
    """A body in chunks could end early and look whole, so its length is asked for."""
    headers = {"Transfer-Encoding": "chunked"}
    answer = client.post("/sparql", data="ASK {}", content_type="application/sparql-query", headers=headers)

    assert (411, "body-lacks-its-length") == (answer.status_code, answer.json["type"].rpartition("/")[2])


def test_a_body_larger_than_any_query_is_refused_to_a_browser_too(client: FlaskClient) -> None:
    """413 comes as a page to people."""
    answer = client.post("/sparql", data={"query": "x" * LARGEST}, headers=BROWSER)

    assert (413, "text/html") == (answer.status_code, answer.mimetype)


def test_a_form_of_a_browser_is_read_by_the_page(client: FlaskClient) -> None:
    """Where a person posts the form, the page shows the query and its rows."""
    page = client.post("/sparql", data={"query": STATES}, headers=BROWSER)

    assert (200, "text/html") == (page.status_code, page.mimetype)
    assert "/id/ruritania" in page.text


def test_no_address_is_made_from_the_host_that_a_client_names(client: FlaskClient) -> None:
    """Doubled slashes are no address, so nobody is sent to where a header says."""
    answer = client.get("/id//evil.example", headers={"Host": "evil.example"})

    assert (404, None) == (answer.status_code, answer.headers.get("Location"))


def test_a_fault_of_our_own_is_told_in_a_sentence() -> None:
    """What nobody foresaw is 500 without a trace."""
    answer = tiny_client(broken=True).get("/sparql", query_string={"query": "ASK {}"})

    assert (500, "something-broke") == (answer.status_code, answer.json["type"].rpartition("/")[2])
    assert "Traceback" not in answer.text


def test_an_answer_too_large_for_memory_comes_whole_and_twice() -> None:
    """What lies in a file is sent with its length and tag, and asked anew the next time."""
    with served(workers=1) as address:
        url = f"{address}/sparql?{urlencode({'query': 'SELECT * { ?s a ?c . ?s ?p ?o . ?o a ?d }', 'format': 'csv'})}"
        sent = [urllib.request.urlopen(url, timeout=30) for _ in range(2)]
        bodies = [answer.read() for answer in sent]

    assert {True} == {
        str(len(body)) == answer.headers["Content-Length"] for body, answer in zip(bodies, sent, strict=True)
    }
    assert len(bodies[0]) > 1_000_000
    assert (bodies[0], sent[0].headers["ETag"]) == (bodies[1], sent[1].headers["ETag"])
