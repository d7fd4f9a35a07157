"""Names are found however they are spelled, and the nearest comes first."""

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import folding, search
from foedus.holdings import shipped
from foedus.library import build
from foedus.search import Finder, Found
from foedus.terms import MATCHES
from foedus.web import create_app
from tiny import BROWSER, tiny_client


@pytest.fixture(scope="module")
def ours() -> FlaskClient:
    """Give a client of the shipped graph."""
    return create_app(build(shipped())).test_client()


@pytest.mark.parametrize(
    "spellings",
    [
        ["Рахмон", "Rakhmon", "Rahmon", "RAHMON", "Раҳмон"],
        ["Жапаров", "Japarov", "Zhaparov"],
        ["Лукашенко", "Lukashenko", "Lukašenko", "Lukaschenko"],
        ["Мирзиёев", "Mirziyoyev", "Mirziyoev"],
        ["Токаев", "Tokayev", "Tokaiev", "Toqayev"],
        ["Пашинян", "Pashinyan", "Pashinian", "Pašinjan"],
        ["Ереван", "Yerevan", "Erevan", "Jerevan"],
        ["Горбачёв", "Gorbachev", "Gorbačev"],
        ["Сергей", "Sergey", "Sergei", "Sergej", "Serghei"],
        ["Ruritània", "ruritania", "RURITANIA"],
    ],
)
def test_spellings_of_one_name_meet(spellings: list[str]) -> None:
    """Scripts, accents, case and ways to transliterate are folded into one."""
    assert [] == [(one, other) for one in spellings for other in spellings if not folding.matches(one, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Iraq"), ("Armenia", "Romania"), ("Minsk", "Mosca"), ("Putin", "Patin"), ("Rahmon", "Ramon"),
        ("Kazakhstan", "Kyrgyzstan"), ("Rutte", "Ruta"), ("Lavrov", "Larov"), ("Mali", "Mari"), ("Astana", "Asthma"),
    ],
)  # fmt: skip
def test_different_names_do_not_meet(one: str, other: str) -> None:
    """What sounds somewhat alike is not taken for the same."""
    assert not folding.matches(one, other)


@pytest.mark.parametrize("needle", ["", " ", "-", "!?", "\u202e"])
def test_nothing_matches_nothing(needle: str) -> None:
    """A needle without a letter is found nowhere."""
    assert not folding.matches("Ruritania", needle)


def test_every_word_that_is_sought_must_be_there() -> None:
    """Words are sought in any order, each by its beginning; all of them."""
    assert folding.matches("Agreement on joint air defence", "defen agree")
    assert not folding.matches("Agreement on joint air defence", "agree treaty")


def test_the_nearest_comes_first() -> None:
    """A name that is it comes before one that begins so, that before a word inside, that before a quote."""
    names = ["the Ruritania pact", "Ruritania", "Ruritania and the lakes"]
    entries = [Found(f"id:{number}", name, "label") for number, name in enumerate(names)]
    finder = Finder([*entries, Found("claim:1", "Ruritania", "quote")])

    assert ["id:1", "id:2", "id:0", "claim:1"] == [found.iri for found in finder.find("ruritania")]


def test_a_short_name_in_parentheses_is_a_name() -> None:
    """``Lakes and Ponds Organization (LPO)`` is found as LPO before what has the word in passing."""
    finder = Finder(
        [Found("id:a", "LPO summit", "label"), Found("id:b", "Lakes and Ponds Organization (LPO)", "label")]
    )

    assert ["id:b", "id:a"] == [found.iri for found in finder.find("lpo")]


def test_a_thing_is_found_once() -> None:
    """Of a thing with several names the best is given."""
    finder = Finder([Found("id:a", "Ruritania", "label", "en"), Found("id:a", "Ruritània", "label", "it")])

    assert [("Ruritània")] == [found.text for found in finder.find("ruritania", language="it")]


@pytest.mark.parametrize("sought", ["Рахмон", "Rakhmon", "Rahmon"])
def test_transliterations_lead_to_one_person(ours: FlaskClient, sought: str) -> None:
    """The same person is the first result, on the page and in the API, in both languages."""
    page = ours.get("/search", query_string={"q": sought, "lang": "it"}, headers=BROWSER).text
    found = ours.get("/api/search", query_string={"q": sought}).json["results"]

    assert "https://w3id.org/foedus/id/emomali-rahmon" == found[0]["iri"]
    assert '<ol class="hits">\n<li><a href="/id/emomali-rahmon.html?lang=it">' in page


@pytest.mark.parametrize(
    ("sought", "kind"), [("ha congelato l'appartenenza", "quote"), ("rilancia l'alleanza", "gist")]
)
def test_quotes_and_gists_lead_to_their_claims(ours: FlaskClient, sought: str, kind: str) -> None:
    """The words of articles and of our gists are found."""
    found = ours.get("/api/search", query_string={"q": sought, "limit": "5"}).json["results"]

    assert kind in {row["kind"] for row in found}
    assert all(row["page"].startswith("/claim/") for row in found if row["kind"] == kind)


def test_suggestions_are_names_with_their_pages(ours: FlaskClient) -> None:
    """Suggestions have the form of OpenSearch and may be kept by caches."""
    answer = ours.get("/api/suggest?q=kaz&lang=en")
    sought, names, texts, pages = answer.json

    assert (sought, names[0], pages[0]) == ("kaz", "Kazakhstan", "/id/kazakhstan.html")
    assert len(names) == len(texts) == len(pages) <= 8
    assert (answer.mimetype, "max-age" in answer.headers["Cache-Control"]) == ("application/x-suggestions+json", True)


@pytest.mark.parametrize(
    "path",
    ["/api/search?q=a&limit=0", "/api/search?q=a&limit=x", "/api/suggest?q=a&limit=101", f"/search?q={'a' * 201}"],
)
def test_what_is_out_of_bounds_is_refused_with_a_sentence(path: str) -> None:
    """A limit out of its range and a search beyond its length are 400."""
    answer = tiny_client().get(path)

    assert (answer.status_code, answer.json["title"][-1]) == (400, ".")


def test_what_is_sought_is_shown_and_never_run() -> None:
    """Markup in a search stays text."""
    page = tiny_client().get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE", headers=BROWSER)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩" in page.text
    assert page.headers["Content-Security-Policy"].endswith("script-src 'self'; connect-src 'self'")


def test_a_search_without_words_says_how_to_search() -> None:
    """The bare page explains."""
    assert "Rakhmon" in tiny_client().get("/search", headers=BROWSER).text


def test_queries_may_use_the_same_folding() -> None:
    """The function in SPARQL finds what the page finds; what is no text does not match."""
    query = f'SELECT ?s {{ ?s ?p ?name FILTER(<{MATCHES}>(?name, "РУРИТАНИЯ")) }}'
    rows = tiny_client().get("/sparql", query_string={"query": query, "format": "json"}).json["results"]["bindings"]
    wrong = tiny_client().get("/sparql", query_string={"query": f"ASK {{ FILTER(<{MATCHES}>(<a:b>, 'a')) }}"})

    assert ["https://w3id.org/foedus/id/ruritania"] == sorted({row["s"]["value"] for row in rows})
    assert (wrong.status_code, wrong.json["boolean"]) == (200, False)


def test_the_function_is_described_and_its_address_answers() -> None:
    """The service description names it, and its address leads to where it is explained."""
    client = tiny_client()
    description = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    address = "/" + MATCHES.removeprefix("https://w3id.org/foedus/")

    assert f"sparql-service-description#extensionFunction> <{MATCHES}>" in description
    assert (client.get(address).status_code, client.get("/function/nothing").status_code) == (303, 404)
    assert MATCHES in client.get("/guide").text


def test_the_search_of_a_graph_reads_its_texts() -> None:
    """Labels and gists stand in the default graph, variants in claims; each is found."""
    store = ox.Store()
    store.load(
        b"@prefix f: <https://w3id.org/foedus/ontology#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        b'@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <a:x> rdfs:label "Lake"@en . <a:c> a f:Claim ; f:gist "It is wet."@en .'
        b'<a:c> { <a:x> skos:hiddenLabel "Lkae" }',
        format=ox.RdfFormat.TRIG,
    )
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in shipped().names.prefixes().items())
    finder = search.read(lambda query: store.query(prefixes + query))  # type: ignore[arg-type,return-value]

    assert ["a:x", "a:x", "a:c"] == [finder.find(sought)[0].iri for sought in ("lake", "lkae", "wet")]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/id/rakhmon", "/id/emomali-rahmon.html"),
        ("/claim/kazakh.ttl", "/id/kazakhstan.html"),
        ("/simonian", "/id/alen-simonyan.html"),
    ],
)
def test_an_unknown_address_suggests_what_may_be_meant(ours: FlaskClient, path: str, meant: str) -> None:
    """A 404 names things whose names are near to what was asked for."""
    answer = ours.get(path, headers=BROWSER)

    assert answer.status_code == 404
    assert f'<li><a href="{meant}">' in answer.text
