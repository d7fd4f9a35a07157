"""The pages that list, the notes of the guide, and the order of passages, on tiny invented graphs."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus.engine import InProcess
from foedus.facts import Fact, Index
from foedus.graph import read
from foedus.holdings import shipped
from foedus.library import build
from foedus.questions import Question
from foedus.terms import Names, term
from foedus.web.application import application
from foedus.web.site import Site
from foedus.why import why
from tiny import BROWSER, STATES, tiny_client

HEADS = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in Names().prefixes().items())
PASSAGES = """
article:900 a f:Article . article:901 a f:Article .
claim:900-001 a f:Claim ; f:voice article:900 ; f:passage passage:900-001, passage:900-001-2, passage:900-000 .
claim:900-001 { id:ruritania f:memberOf id:league . }
passage:900-000 a f:Passage ; f:article article:900 ; f:quote "third" ; f:quoteText "third" ; f:quoteStart 120 .
passage:900-001 a f:Passage ; f:article article:900 ; f:quote "second" ; f:quoteText "second" ; f:quoteStart 30 .
passage:900-001-2 a f:Passage ; f:article article:900 ; f:quote "first" ; f:quoteText "first" ; f:quoteStart 4 .
"""


def asked(name: str, query: str = STATES, guide: str = "") -> Question:
    """Make a saved question."""
    return Question(name, f"What of {name}?", f"Che dire di {name}?", guide, query, Path("x.csv"))


def served(questions: list[Question]) -> FlaskClient:
    """Give a client of the graph with two articles."""
    store = ox.Store()
    store.load((HEADS + PASSAGES).encode(), format=ox.RdfFormat.TRIG)
    return application(Site(InProcess(store), Names(), "https://graph.example", questions)).test_client()


def headings(page: str) -> list[tuple[str, list[str]]]:
    """Read each heading of a page with the names of the questions below it."""
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", page)[1:]
    texts = [re.sub(r"<[^>]+>", "", part) for part in parts[::2]]
    return [(text, re.findall(r'href="/queries/([^"]+)"', part)) for text, part in zip(texts, parts[1::2], strict=True)]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


@pytest.fixture(scope="module")
def ours() -> ox.Store:
    """Build the shipped graph."""
    return build(shipped()).store


def test_every_concept_is_listed_under_its_scheme(client: FlaskClient) -> None:
    """The page of concepts shows each with its name, its label and its definition, linked to its own page."""
    page = client.get("/concept.html", headers=BROWSER).text

    assert page.index("<h2>polarity</h2>") < page.index(
        '<a href="/concept/denied.html"><code>c:denied</code></a> denied'
    )
    assert "negato" in client.get("/concept.html?lang=it", headers=BROWSER).text
    assert "<dd>It is not so.</dd>" in page


def test_concepts_come_in_rdf_without_the_ontology(client: FlaskClient) -> None:
    """By Accept the concepts and their schemes come in RDF, and nothing else, whether or not a slash ends the address."""
    turtle = client.get("/concept/", headers={"Accept": "text/turtle"}, follow_redirects=True)

    subjects = {triple.subject for triple in ox.parse(turtle.data, format=ox.RdfFormat.TURTLE)}
    names = {"https://w3id.org/foedus/concept/denied", "https://w3id.org/foedus/concept/polarity"}
    assert names == {subject.value for subject in subjects}
    assert turtle.data == client.get("/concept.ttl").data


@pytest.mark.parametrize("path", ["/ontology.html", "/guide"])
def test_the_concepts_are_found_from(client: FlaskClient, path: str) -> None:
    """The ontology and the guide lead to the list of concepts."""
    assert 'href="/concept.html"' in client.get(path, headers=BROWSER).text


def test_questions_are_grouped_by_their_articles() -> None:
    """A question stands under each of at most two articles that its name or query names, else under several or none."""
    questions = [
        asked("all-of-it"),
        asked("both", "# article:900 article:901\n" + STATES),
        asked("none-of-article-900"),
        asked("roles-in-article-900"),
        asked("what-he-said", "# id:statement-901-03 claim:901-900\n" + STATES),
    ]

    expected = [
        ("Article 900", ["both", "roles-in-article-900"]),
        ("Article 901", ["both", "what-he-said"]),
        ("No one article", ["all-of-it"]),
        ("Questions to which the graph rightly has no answer", ["none-of-article-900"]),
    ]
    assert expected == headings(served(questions).get("/queries").text)


@pytest.mark.parametrize("path", ["/", "/query", "/guide", "/about"])
def test_all_questions_are_one_click_away(client: FlaskClient, path: str) -> None:
    """Every page leads to the list of questions; home, form and guide say how many there are."""
    page = client.get(path).text

    assert '<a href="/queries">Questions</a>' in page
    assert (path != "/about") == ('<a href="/queries">The only question</a>' in page)


def test_only_the_list_shows_every_question() -> None:
    """Home and form offer the marked questions to begin with, and count the rest in the link to the list."""
    shown = served([asked("marked", guide="as of"), asked("plain")])

    assert ["/queries/marked"] == re.findall(r'href="(/queries/[^"]+)"', shown.get("/query").text)
    assert ["/queries/marked"] == re.findall(r'href="(/queries/[^"]+)"', shown.get("/").text)
    assert '<a href="/queries">All 2 questions</a>' in shown.get("/").text


def test_the_guide_has_at_most_nine_notes_on_terms_that_exist(client: FlaskClient) -> None:
    """Every term and concept that a note of the guide names is described in the ontology."""
    notes = client.get("/guide").text.partition('id="notes"')[2].partition("</section>")[0]
    known = "".join(file.read_text("utf-8") for file in (Path(__file__).parent.parent / "ontology").glob("*.ttl"))

    assert 0 < notes.count("<li>") <= 9
    assert [] == [name for name in re.findall(r"\b[cf]:[\w-]+", notes) if f"\n{name} a " not in known]


@pytest.mark.parametrize(
    "pattern",
    [
        "GRAPH ?claim { ?other f:gist ?gist } FILTER(?other != ?claim)",
        "GRAPH ?claim { ?claim f:about|f:gist ?x } FILTER NOT EXISTS { ?claim f:about|f:gist ?x }",
        'GRAPH ?claim { ?one f:value ?value ; f:wording ?words } FILTER(!REGEX(?words, "[0-9]"))',
        "GRAPH ?claim { ?one f:value ?value ; f:lowest|f:highest ?other }",
        "GRAPH ?claim { ?time f:derivation c:computed } FILTER NOT EXISTS { GRAPH ?claim { ?time f:anchor ?a ; f:wording ?w } }",
        '?passage f:article/dcterms:language ?language FILTER(?language != "it")',
    ],
)
def test_the_notes_are_true_of_the_shipped_graph(ours: ox.Store, pattern: str) -> None:
    """Nothing in the graph goes against what the notes of the guide say of opinions, numbers, times and quotes."""
    assert not ours.query(f"{HEADS}ASK {{ {pattern} }}")


@pytest.mark.parametrize("prefix", ["article", "claim", "passage"])
def test_the_guide_shows_the_prefixes_of_things(client: FlaskClient, prefix: str) -> None:
    """The prefixes that every reader needs are shown, whether or not the patterns use them."""
    assert f"PREFIX {prefix}: &lt;https://w3id.org/foedus/{prefix}/&gt;" in client.get("/guide").text


def test_passages_of_a_claim_stand_in_the_order_of_the_text() -> None:
    """On a claim's page the quotes, and the links to its passages, follow the text and not the numbers."""
    page = served([]).get("/claim/900-001.html", headers=BROWSER).text
    triples = served([]).get("/claim/900-001.html?view=triples", headers=BROWSER).text
    said = triples.index("What is said of it")

    assert ["first", "second", "third"] == re.findall(r"<p>(first|second|third)</p>", page)
    assert ["900-001-2", "900-001", "900-000"] == re.findall(r'href="/passage/([\d-]+).html"', triples[said:])


def test_why_tells_the_words_in_the_order_of_the_text() -> None:
    """Behind a triple, the words of a claim follow the text."""
    facts: list[Fact] = list(read((HEADS + PASSAGES).encode(), "tiny.trig", ox.RdfFormat.TRIG))
    index, id_ = Index(facts), lambda name: Names().iri("id", name)
    behind = why(index, index, (id_("ruritania"), term("memberOf"), id_("league"))).behind

    assert [["first", "second", "third"]] == [[words for _, words in claim.quotes] for claim in behind]


def test_a_question_stands_where_its_answer_is_quoted(tmp_path: Path) -> None:
    """What names no article is found by the words of its answer, else by the things that its query names."""
    by_words, by_things = tmp_path / "w.csv", tmp_path / "t.csv"
    by_words.write_text("words\nsecond … first\n", "utf-8")
    by_things.write_text("state\nRuritania\n", "utf-8")
    questions = [
        Question("quoted", "?", "?", "", STATES, by_words),
        Question("named", "?", "?", "", "# id:ruritania id:league\n" + STATES, by_things),
        Question("unknown", "?", "?", "", STATES, tmp_path / "none.csv"),
    ]

    expected = [("Article 900", ["quoted", "named"]), ("No one article", ["unknown"])]
    assert expected == headings(served(questions).get("/queries").text)
