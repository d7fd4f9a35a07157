"""Pages and endpoint over Flask's client, on a tiny invented graph."""

import inspect
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import engine, guard, negotiation, protocol
from foedus.engine import InProcess
from foedus.questions import Question
from foedus.terms import Names
from foedus.web import pages, problems
from foedus.web.application import application
from foedus.web.explained import EXPLAINED
from foedus.web.site import Site

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
STATES = "PREFIX f: <https://w3id.org/foedus/ontology#> SELECT ?state WHERE { ?state a f:State }"
GRAPH = """
@prefix f: <https://w3id.org/foedus/ontology#> . @prefix c: <https://w3id.org/foedus/concept/> .
@prefix id: <https://w3id.org/foedus/id/> . @prefix claim: <https://w3id.org/foedus/claim/> .
@prefix passage: <https://w3id.org/foedus/passage/> . @prefix article: <https://w3id.org/foedus/article/> .
@prefix check: <https://w3id.org/foedus/check/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:ruritania a f:State ; rdfs:label "Ruritania"@en, "Ruritània"@it .
id:attack rdfs:label "<script>alert(1)</script>"@en, "ab\\u202Ecd"@it ; f:about <javascript:alert%281%29> .
article:900 a f:Article .
claim:900-001 a f:Claim ; f:voice article:900 ; f:passage passage:900-001 ; f:polarity c:denied .
claim:900-001 { id:ruritania f:memberOf id:syldavian-league . }
passage:900-001 a f:Passage ; f:article article:900 ; f:quote "non è più nella lega" .
check:900-001-1 a f:Check ; f:claim claim:900-001 ; f:verdict c:supports .
c:denied a skos:Concept ; rdfs:label "denied"@en .
<https://w3id.org/foedus/ontology> a owl:Ontology .
f:State a owl:Class ; rdfs:label "State"@en ; skos:definition "A country."@en .
"""
QUESTIONS = [
    Question(
        "states", "Which States are held?", "Quali Stati ci sono?", "as of", "# en: x\n" + STATES, Path("states.csv")
    )
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    store = ox.Store()
    store.load(GRAPH.encode(), format=ox.RdfFormat.TRIG)
    site = Site(InProcess(store), Names(), "https://graph.example", QUESTIONS, lambda claim, _: f"Said: {claim}.")
    return application(site).test_client()


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
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


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


def test_a_bare_get_describes_the_service_to_programs(client: FlaskClient) -> None:
    """Without a query, programs get RDF with the configured address, browsers the form."""
    answer = client.get("/sparql", headers={"Accept": "application/n-triples"})
    page = client.get("/sparql", headers=BROWSER)

    assert "<https://graph.example/sparql>" in answer.text
    assert list(ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES))
    assert '<textarea id="query"' in page.text


def test_a_browser_gets_a_table_with_links_to_pages_and_downloads(client: FlaskClient) -> None:
    """Rows link to the page of each thing here, and the same rows as CSV."""
    page = client.get("/sparql", query_string={"query": STATES}, headers=BROWSER).text

    assert '<a href="/id/ruritania"' in page
    assert "<bdi>id:ruritania</bdi>" in page
    assert re.search(r'<a href="/sparql\?query=[^"]+&amp;format=csv">csv</a>', page)


def test_a_constructed_graph_is_shown_as_triples(client: FlaskClient) -> None:
    """CONSTRUCT in a browser is a table of subject, predicate and object."""
    page = client.get("/sparql", query_string={"query": "DESCRIBE <id/ruritania>"}, headers=BROWSER).text

    assert '<th scope="col">predicate</th>' in page
    assert '<bdi lang="it">Ruritània</bdi>' in page


def test_a_yes_is_shown_in_a_word(client: FlaskClient) -> None:
    """ASK in a browser is answered Yes or No."""
    assert '<p class="truth">Yes.</p>' in client.get("/sparql?query=ASK{}&format=html").text


def test_data_never_becomes_markup(client: FlaskClient) -> None:
    """Labels are escaped, direction marks are shown as code points, and scripts are never linked."""
    page = client.get("/id/attack", headers=BROWSER).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "ab⟨U+202E⟩cd" in page
    assert 'href="javascript' not in page


def test_a_thing_has_a_page_that_says_where_each_triple_is_said(client: FlaskClient) -> None:
    """A page marks what the default graph holds and links what claims say to the claims."""
    page = client.get("/id/ruritania", headers=BROWSER)

    assert page.headers["Content-Location"] == "/id/ruritania.html"
    assert '<span class="held">default graph</span>' in page.text
    assert '<a href="/claim/900-001"' in page.text


def test_a_claim_shows_its_sentence_its_words_its_content_and_its_readings(client: FlaskClient) -> None:
    """A claim's page has all that one needs to judge it."""
    page = client.get("/claim/900-001", headers=BROWSER).text

    for part in (
        "Said: https://w3id.org/foedus/claim/900-001.",
        "non è più nella lega",
        "id:syldavian-league",
        "c:supports",
    ):
        assert part in page


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
def test_a_thing_comes_in_every_form_of_rdf_by_suffix_and_by_accept(client: FlaskClient, suffix: str) -> None:
    """The suffix and the media type lead to the same bytes."""
    media_type = {suffix: kind for kind, suffix in negotiation.SUFFIXES.items()}[suffix]
    by_suffix, by_accept = (
        client.get(f"/claim/900-001.{suffix}"),
        client.get("/claim/900-001", headers={"Accept": media_type}),
    )
    parsed = [
        list(ox.parse(body, format=ox.RdfFormat.from_media_type(media_type)))
        for body in (by_suffix.data, by_accept.data)
    ]

    assert by_accept.headers["Content-Location"] == f"/claim/900-001.{suffix}"
    assert set(parsed[0]) == set(parsed[1]) != set()


def test_formats_without_graphs_never_give_a_claim_without_its_voice(client: FlaskClient) -> None:
    """Turtle holds the default graph only; TriG adds what claims say, in their graphs."""
    turtle, trig = client.get("/id/ruritania.ttl").text, client.get("/id/ruritania.trig").text

    assert "syldavian-league" not in turtle
    assert "claim:900-001 {" in trig


@pytest.mark.parametrize(
    "path", ["/id/nobody", "/id/nobody.ttl", "/id/a b", "/id/%3Cx%3E", "/nowhere", "/id/..%2Fx", "/ontology.exe"]
)
def test_an_unknown_address_is_a_helpful_404(client: FlaskClient, path: str) -> None:
    """What is not there says so, as a problem with a hint."""
    answer = client.get(path, headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json["hint"]


def test_the_ontology_has_a_page_with_anchors_and_rdf(client: FlaskClient) -> None:
    """Each term of the ontology is found at its own address's fragment."""
    assert '<div id="State">' in client.get("/ontology", headers=BROWSER).text
    assert "f:State" in client.get("/ontology.ttl").text


@pytest.mark.parametrize(
    "path", ["/", "/query", "/guide", "/about", "/ontology", "/id/ruritania", "/sparql?query=ASK{}"]
)
def test_licence_and_source_stand_on_every_page(client: FlaskClient, path: str) -> None:
    """Every page says the licence, the source, and where to read who read it; none has a script."""
    page = client.get(path, headers=BROWSER).text

    assert 'rel="license"' in page
    assert "Source: 1 news article," in page
    assert 'href="/about"' in page
    assert "<script" not in page


def test_about_says_who_read(client: FlaskClient) -> None:
    """Who read is told truthfully."""
    sentence = (
        "Readings were made by the maintainers with machine assistance; "
        "no person outside the project has reviewed them."
    )

    assert sentence in client.get("/about").text


def test_examples_stand_on_the_form_in_both_languages(client: FlaskClient) -> None:
    """The saved questions are the examples."""
    page = client.get("/query").text

    assert "Which States are held?" in page
    assert '<span lang="it">Quali Stati ci sono?</span>' in page


def test_the_guide_shows_the_questions_that_say_so(client: FlaskClient) -> None:
    """A question with a guide line is shown by its pattern, without its header and prefixes."""
    assert pages.patterns(QUESTIONS) == [("As of a day", QUESTIONS[0])]
    assert "Which States are held?" in client.get("/guide").text


@pytest.mark.parametrize("module", [protocol, guard, negotiation, engine, problems])
def test_every_refusal_has_a_page(client: FlaskClient, module: object) -> None:
    """The type of each problem resolves to a page that explains it."""
    source = inspect.getsource(module)  # type: ignore[arg-type]
    slugs = {slug for slug in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source) if slug in EXPLAINED}
    refusals = len(re.findall(r"-> Refusal:\n    \"\"\"Refuse", source))

    assert len(slugs) >= refusals
    assert {client.get(f"/problems/{slug}").status_code for slug in slugs} == {200}


def test_health_is_answered_by_the_engine(client: FlaskClient) -> None:
    """The sign of health asks the engine a question."""
    assert client.get("/healthz").json == {"status": "ok"}
