"""The pages for people who know no SPARQL, on the shipped graph, in both languages."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from foedus.holdings import shipped
from foedus.library import Built
from foedus.seeds import texts
from foedus.web import create_app
from foedus.web.papers import Run, cut
from sights import SIGHTS
from tiny import BROWSER, tiny_client

#: Words that only one of the two languages has, and that hardly a sentence goes without.
COMMON = {
    "en": re.compile(r"\b(?:the|and|with|which|that|this|these|from|there|where|what|are|has|been)\b", re.IGNORECASE),
    "it": re.compile(r"\b(?:il|gli|della|delle|dell|che|sono|questa|questo|nella|degli|anche)\b", re.IGNORECASE),
}


def page_of(reader: FlaskClient, path: str, language: str = "en") -> str:
    """Give a page in a language."""
    answer = reader.get(path, headers={**BROWSER, "Accept-Language": language})
    assert answer.status_code == 200, path
    return answer.text


class Spoken(HTMLParser):
    """Gathers the texts of a page that are in its own language and neither code nor quoted."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.texts, self._open = language, list[str](), list[tuple[str, bool]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Step into an element, unless it cannot have an end."""
        foreign = dict(attrs).get("lang", self.language) != self.language
        if tag not in ("meta", "link", "input", "img", "br"):
            self._open.append((tag, foreign or tag in ("code", "pre", "textarea", "script", "blockquote", "q")))

    def handle_endtag(self, tag: str) -> None:
        """Step out."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Take what is read in the language of the page."""
        if not any(foreign for _, foreign in self._open):
            self.texts.append(data)


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("path", SIGHTS.values())
def test_pages_speak_the_language_of_their_reader(reader: FlaskClient, path: str, language: str) -> None:
    """No page has a sentence of the other language, be it ours or of the data, outside of what is marked as such."""
    page = Spoken(language)
    whole = reader.get(path, headers={**BROWSER, "Accept-Language": language}).text
    page.feed(re.sub(r'(class="answer".*?)<tbody>.*?</tbody>', r"\1", whole, flags=re.DOTALL))  # rows are data
    other = COMMON["it" if language == "en" else "en"]

    assert [] == [text for text in page.texts if len(other.findall(text)) > 1]


def test_a_thing_tells_its_facts_by_how_far_they_are_held(reader: FlaskClient) -> None:
    """What is held, what somebody said and what is open stand apart, with sources and conflicts."""
    page = page_of(reader, "/id/armenia.html")
    held, said = page.index("Held to be so"), page.index("Said by somebody")

    assert held < page.index('href="/claim/003-091.html"') < said
    assert said < page.index("according to")
    assert "1 article:" in page
    assert re.search(r'<a class="mark warn" href="/conflict/[\w-]+\.html">conflict: excluding statuses</a>', page)


def test_claims_that_say_the_same_are_one_fact(reader: FlaskClient) -> None:
    """A fact that two articles give stands once, with both."""
    assert re.search(r"also called “CSTO”.*?2 articles:", page_of(reader, "/id/csto.html"), re.DOTALL)


def test_a_long_page_goes_on_at_the_next(reader: FlaskClient) -> None:
    """What does not fit is a link away, in both directions."""
    first, next_ = page_of(reader, "/id/csto.html"), page_of(reader, "/id/csto.html?from=60")

    assert "Claims 1 to 60 of" in first
    assert 'href="/id/csto.html?from=0"' in next_
    assert [200] * 3 == [
        reader.get(f"/id/csto.html?from={start}", headers=BROWSER).status_code for start in ("x", "9" * 40, "-1")
    ]


def test_a_claim_has_all_that_one_needs_to_judge_and_cite_it(reader: FlaskClient) -> None:
    """Sentence, words, voice, firmness, time, readings, conflicts and a line to cite."""
    page = page_of(reader, "/claim/002-042.html")

    for part in ("Alen Simonyan", "factuality", "Readings", "supports", "Conflicts", "How to cite it", "Graph version"):
        assert part in page
    assert "does not hold it" in page


def test_the_texts_of_articles_are_shown_only_where_they_are_given(reader: FlaskClient) -> None:
    """Without texts an article's page has its quotes in their order, and says why."""
    page = page_of(reader, "/article/003.html")

    assert "The text belongs to its publisher" in page
    assert "<mark" not in page
    assert page.count("<li>") > 50


def test_quotes_are_marked_in_their_sentences_where_texts_are_given(built: Built) -> None:
    """With the texts, each sentence is whole and each quote leads to its claims; a changed text is not shown."""
    folder = shipped().articles()
    if folder is None:
        # the articles belong to their publishers and lie beside a checkout only
        pytest.skip("the texts of the articles are not at hand")
    reader = create_app(built, articles=folder).test_client()
    page, claim = page_of(reader, "/article/003.html"), page_of(reader, "/claim/003-091.html")

    assert '<mark><a href="/claim/003-091.html">' in page.replace("?lang=en", "")
    assert "<mark><a" in claim
    assert len(texts(folder, built.records)) == 5


def test_a_changed_text_is_not_shown(built: Built, tmp_path: Path) -> None:
    """A text whose hash is not that of the record is taken for none."""
    (tmp_path / built.records[0].file).write_text("Something else.", "utf-8")
    reader = create_app(built, articles=tmp_path).test_client()

    assert "Something else" not in page_of(reader, f"/article/{built.records[0].article.value.rpartition('/')[2]}.html")


def test_overlapping_quotes_are_cut_at_their_edges() -> None:
    """Each piece knows all claims that quote it, and together the pieces are the sentence."""
    runs = list(cut("abcdefghij", 1, 9, {(2, 6): ["/claim/1.html"], (4, 8): ["/claim/2.html"]}))

    assert [
        Run("b"), Run("cd", ("/claim/1.html",)), Run("ef", ("/claim/1.html", "/claim/2.html")), Run("gh", ("/claim/2.html",)), Run("i"),
    ] == runs  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/timeline.svg", "/map.svg", "/organizations/csto.svg", "/id/csto.svg", "/quality/claims.svg"]
)
def test_every_picture_has_an_address_of_its_own(reader: FlaskClient, path: str) -> None:
    """A picture alone is SVG with a policy of its own and nothing that runs; its page has the same as a table."""
    answer = reader.get(path)
    place = path.replace(".svg", ".html" if path.startswith("/id/") else "")
    page = page_of(reader, "/quality" if path.startswith("/quality") else place)

    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert ET.fromstring(answer.data).tag.endswith("svg")  # noqa: S314 - our own drawing
    assert f'href="{path}"' in page
    assert "<svg" in page
    assert re.search(r"<details.*?<table", page, re.DOTALL)


def test_memberships_say_status_source_and_what_is_contested(reader: FlaskClient) -> None:
    """Each status stands with its source; contested ones lead to their conflict."""
    page = page_of(reader, "/organizations/csto")

    for part in ("frozen", "withdrawn", "participation suspended", "according to Alen Simonyan", "contested"):
        assert part in page
    assert reader.get("/organizations/nobody", headers=BROWSER).status_code == 404


def test_the_timeline_tells_plans_from_events(reader: FlaskClient) -> None:
    """What is scheduled says so in the table and is hollow in the picture."""
    page = page_of(reader, "/timeline")

    assert 'class="open"' in page
    assert ">scheduled</td>" in page


def test_statements_say_how_they_were_meant_and_given(reader: FlaskClient) -> None:
    """A speaker's statements stand with illocution, mode and words."""
    page = page_of(reader, "/statements?speaker=vladimir-putin")

    assert "meant as:" in page
    assert '<blockquote lang="it">' in page
    assert re.search(r'<span class="mark">(direct|indirect|fragment|narrated)', page)


def test_the_map_draws_no_border(reader: FlaskClient) -> None:
    """Cities are dots with their counts; places without coordinates stand in the table and say so."""
    page = page_of(reader, "/map")

    assert "Bishkek (" in page
    assert "not on the map" in page
    assert page.count("<path") <= 2  # one outline of land, on paper of two widths


@pytest.mark.parametrize(
    "path",
    [
        "/id/csto.html",
        "/claim/003-091.html",
        "/article/003.html",
        "/conflict/65bdbaafb0144756.html",
        "/concept/denied.html",
    ],
)
def test_pages_lead_to_their_data(reader: FlaskClient, path: str) -> None:
    """Every form of RDF is an alternate of the page, and answers."""
    links = re.findall(r'<link rel="alternate" type="([^"]+)" href="([^"]+)"', page_of(reader, path))

    assert 6 == len(links)
    assert {200} == {reader.get(address).status_code for _, address in links}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/conflict/65bdbaafb0144756", "Thing"),
        ("/concept/denied", "Thing"),
        ("/check/003-091-1", "Thing"),
        ("/id/emomali-rahmon", "Thing"),
        ("/claim/003-091", "Claim"),
        ("/article/003", "NewsArticle"),
    ],
)
def test_pages_carry_json_ld(reader: FlaskClient, path: str, kind: str) -> None:
    """A page tells harvesters what it is about, by its IRI, in the words of schema.org."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page_of(reader, f"{path}.html"))
    told = json.loads(found[1]) if found else {}

    assert (kind, f"https://w3id.org/foedus{path}") == (told.get("@type"), told.get("@id"))
    assert "" not in told.values()


def test_the_first_page_describes_the_data_set(reader: FlaskClient) -> None:
    """Catalogues of data sets find name, licence, version and files on the first page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page_of(reader, "/"))
    told = json.loads(found[1]) if found else {}

    assert ("Dataset", "foedus") == (told["@type"], told["name"])
    assert {"license", "version", "description", "distribution"} <= set(told)
    assert {200} == {reader.get(urlsplit(each["contentUrl"]).path).status_code for each in told["distribution"]}


def test_json_ld_is_never_markup() -> None:
    """What could end the block is written as an escape."""
    page = tiny_client().get("/id/attack.html", headers=BROWSER).text

    assert "<script>alert" not in page
    assert "\\u003cscript\\u003ealert" in page
