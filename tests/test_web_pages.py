"""The pages over Flask's client, on a tiny invented graph."""

import inspect
import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import engine, fates, guard, negotiation, paper, protocol, wire
from foedus.holdings import About, shipped
from foedus.library import build
from foedus.operations import Answer, Operation
from foedus.terms import Names
from foedus.web import create_app, problems, searching, tongue
from foedus.web.application import application
from foedus.web.site import Site
from tiny import BROWSER, STATES, tiny_client


class Lame:
    """An engine that refuses everything."""

    def answer(self, operation: Operation) -> Answer:  # noqa: ARG002 - the signature of engines
        """Refuse."""
        raise fates.server_is_busy()


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph, of which its keepers say everything."""
    return tiny_client(About("Lakes & Ponds", "https://example.org/licence", "Read by <nobody> yet."))


def test_a_browser_gets_a_table_with_links_to_pages_and_downloads(client: FlaskClient) -> None:
    """Rows link to the page of each thing here, and the same rows as CSV."""
    page = client.get("/sparql", query_string={"query": STATES}, headers=BROWSER).text

    assert '<a href="/id/ruritania.html"' in page
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
    page = client.get("/id/attack.html?view=triples", headers=BROWSER).text

    assert ['<script type="application/ld+json">'] == re.findall("<script[^>]*>", page)
    assert "&lt;script&gt;" in page
    assert "ab⟨U+202E⟩cd" in page
    assert 'href="javascript' not in page


def test_a_thing_has_a_page_that_says_where_each_triple_is_said(client: FlaskClient) -> None:
    """A page marks what the default graph holds and links what claims say to the claims."""
    page = client.get("/id/ruritania.html?view=triples", headers=BROWSER)

    assert '<span class="held">default graph</span>' in page.text
    assert '<a href="/claim/900-001.html"' in page.text


def test_a_claim_shows_its_sentence_its_words_its_content_and_its_readings(client: FlaskClient) -> None:
    """A claim's page has all that one needs to judge it."""
    page = client.get("/claim/900-001.html", headers=BROWSER).text

    for part in (
        "Said: https://w3id.org/foedus/claim/900-001.",
        "non è più nella lega",
        "id:syldavian-league",
        "supports",
    ):
        assert part in page


@pytest.mark.parametrize("suffix", ["ttl", "nt", "nq", "trig", "jsonld", "rdf"])
def test_a_thing_comes_in_every_form_of_rdf_by_suffix_and_by_accept(client: FlaskClient, suffix: str) -> None:
    """The suffix and the media type lead to the same bytes."""
    media_type = {suffix: kind for kind, suffix in negotiation.SUFFIXES.items()}[suffix]
    by_suffix, by_accept = (
        client.get(f"/claim/900-001.{suffix}"),
        client.get("/claim/900-001", headers={"Accept": media_type}, follow_redirects=True),
    )
    parsed = [
        list(ox.parse(body, format=ox.RdfFormat.from_media_type(media_type)))
        for body in (by_suffix.data, by_accept.data)
    ]

    assert set(parsed[0]) == set(parsed[1]) != set()


def test_formats_without_graphs_never_give_a_claim_without_its_voice(client: FlaskClient) -> None:
    """Turtle holds the default graph only; TriG adds what claims say, in their graphs."""
    turtle, trig = client.get("/id/ruritania.ttl").text, client.get("/id/ruritania.trig").text

    assert "syldavian-league" not in turtle
    assert "claim:900-001 {" in trig


@pytest.mark.parametrize(
    "path", ["/id/nobody.html", "/id/nobody.ttl", "/id/a b", "/id/%3Cx%3E", "/nowhere", "/id/..%2Fx", "/ontology.exe"]
)
def test_an_unknown_address_is_a_helpful_404(client: FlaskClient, path: str) -> None:
    """What is not there says so, as a problem with a hint."""
    answer = client.get(path, headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json["hint"]


def test_the_ontology_has_a_page_with_anchors_and_rdf(client: FlaskClient) -> None:
    """Each term of the ontology is found at its own address's fragment."""
    assert '<div id="State">' in client.get("/ontology.html", headers=BROWSER).text
    assert "f:State" in client.get("/ontology.ttl").text


@pytest.mark.parametrize(
    "path", ["/", "/query", "/guide", "/about", "/ontology.html", "/id/ruritania.html", "/sparql?query=ASK{}"]
)
def test_licence_and_source_stand_on_every_page(client: FlaskClient, path: str) -> None:
    """Every page says the licence, the source, and where to read who read it; none has a script but that of the editor."""
    page = client.get(path, headers=BROWSER).text

    assert 'rel="license"' in page
    assert "Source: 1 news article," in page
    assert 'href="/about"' in page
    assert ("<script src=" in page) <= (path in ("/", "/query"))
    assert "<script>" not in page


def test_about_says_who_read(client: FlaskClient) -> None:
    """Who read is told in the words of the graph's keepers."""
    assert "<p>Read by &lt;nobody&gt; yet.</p>" in client.get("/about").text


@pytest.mark.parametrize("path", ["/", "/about", "/conflicts", "/guide", "/id/ruritania.html"])
def test_a_graph_bears_the_name_that_its_keepers_give(client: FlaskClient, path: str) -> None:
    """The title stands on every page, and the licence is theirs."""
    page = client.get(path, headers=BROWSER).text

    assert '<a class="home" href="/">Lakes &amp; Ponds</a>' in page
    assert '<a href="https://example.org/licence" rel="license">example.org/licence</a>' in page


@pytest.mark.parametrize("path", ["/", "/about", "/sparql", "/id/ruritania.html", "/id/ruritania.ttl", "/ontology.ttl"])
def test_nothing_is_said_of_a_graph_but_what_its_keepers_say(path: str) -> None:
    """Without settings there is no licence and no word on who read, least of all ours."""
    answer = tiny_client().get(path)

    told = f"{answer.headers} {answer.text}".lower()
    assert [] == [word for word in ("creativecommons", "license", "maintainers", "who read") if word in told]


def test_an_empty_guide_is_not_announced(client: FlaskClient) -> None:
    """Where no question is marked for the guide, no page leads to it; where one is, it is counted."""
    bare = tiny_client(questions=[]).get("/").text

    assert ("/guide" in bare, "one screen" in bare) == (False, False)
    assert "1 pattern on one screen" in " ".join(client.get("/").text.split())


def test_one_article_reports(client: FlaskClient) -> None:
    """The verb agrees with the number of articles."""
    assert "1 news article reports of diplomacy" in client.get("/").text
    assert "1 news article reports:" in client.get("/about").text


def test_the_context_of_json_ld_is_served_to_everybody() -> None:
    """Programs of any origin read the context at /ontology/context.jsonld, byte for byte as it stands in ontology/."""
    answer = create_app(build(shipped())).test_client().get("/ontology/context.jsonld")

    assert (answer.mimetype, answer.headers["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    assert answer.data == (shipped().root / "ontology" / "context.jsonld").read_bytes()


def test_ours_says_who_read() -> None:
    """The shipped graph bears its licence and tells truthfully who read it."""
    about = shipped().about

    assert (about.title, about.licence) == ("foedus", "https://creativecommons.org/licenses/by/4.0/")
    assert about.readings.startswith(
        "Readings were made by the maintainers with machine assistance; "
        "no person outside the project has reviewed them."
    )


def test_examples_stand_on_the_form_in_the_language_of_the_page(client: FlaskClient) -> None:
    """The saved questions are the examples."""
    pages = [client.get(f"/query?lang={language}").text for language in ("en", "it")]

    assert [True, False] == ["Which States are held?" in page for page in pages]
    assert [False, True] == ["Quali Stati ci sono?" in page for page in pages]


def test_a_saved_question_has_a_page_and_a_suffix_for_each_format(client: FlaskClient) -> None:
    """A question is answered at its own short address: for people with its words, for programs by suffix."""
    page, csv = client.get("/queries/states", headers=BROWSER).text, client.get("/queries/states.csv", headers=BROWSER)

    assert "<h1>Which States are held?</h1>" in page
    assert 'href="/queries/states.csv"' in page
    assert (csv.mimetype, client.get("/queries/nothing").status_code) == ("text/csv", 404)


def test_the_guide_shows_the_questions_that_say_so(client: FlaskClient) -> None:
    """A question with a guide line is shown by its pattern, without its header and prefixes."""
    page = client.get("/guide").text

    assert page.index("<h2>As of a day</h2>") < page.index("Which States are held?")


@pytest.mark.parametrize("module", [protocol, guard, negotiation, engine, paper, wire, fates, problems, searching])
def test_every_refusal_has_a_page(client: FlaskClient, module: object) -> None:
    """The type of each problem resolves to a page that explains it."""
    source = inspect.getsource(module)  # type: ignore[arg-type]
    slugs = {slug for slug in re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source) if slug in tongue.refusals()}
    refusals = len(re.findall(r"-> Refusal:\n    \"\"\"Refuse", source))

    assert len(slugs) >= refusals
    assert {client.get(f"/problems/{slug}").status_code for slug in slugs} == {200}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_signs_of_health_are_answered(client: FlaskClient, path: str) -> None:
    """One address tells that the server answers, another that its engine does."""
    assert client.get(path).json == {"status": "ok"}


def test_only_readiness_asks_the_engine() -> None:
    """A server whose engine refuses is healthy and not ready."""
    lame = application(Site(Lame(), Names(), "http://127.0.0.1")).test_client()

    assert (200, 503) == (lame.get("/healthz").status_code, lame.get("/readyz").status_code)
