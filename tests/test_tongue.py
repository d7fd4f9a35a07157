"""The pages speak English and Italian, and none speaks both."""

import re
import tomllib
from pathlib import Path

import foedus.web
import pytest
from flask.testing import FlaskClient
from foedus import judging
from foedus.holdings import shipped
from foedus.web import rules
from foedus.web.tongue import LANGUAGES, words
from tiny import BROWSER, tiny_client

QUALITY = shipped().root / "shapes" / "quality"
HEADER = re.compile(r"^# (title|meaning): (.+)$", re.MULTILINE)
PAGES = Path(foedus.web.__file__).parent
#: Keys that templates make of two parts: the first part, and what may follow.
MADE = re.compile(r'\("([a-z-]+-)" ~|tell\(f"([a-z-]+-){')
ITALIAN = {**BROWSER, "Accept-Language": "it-CH, it;q=0.9, en;q=0.5"}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def test_every_word_is_said_in_every_language() -> None:
    """Each key has words in both languages, with the same blanks to be filled."""
    blanks = {
        key: [set(re.findall(r"(?<!{){(\w+)}", said[each])) for each in LANGUAGES] for key, said in words().items()
    }

    assert {frozenset(LANGUAGES)} == {frozenset(said) for said in words().values()}
    assert [] == [key for key, (english, italian) in blanks.items() if english != italian]


def test_every_rule_that_is_shipped_is_said_in_italian() -> None:
    """What a rule demands and advises has its Italian, and nothing else has."""
    pages = judging.pages(shipped())

    assert {rule: bool(page.advice) for rule, page in pages.items()} == {
        rule: bool(advice) for rule, (_, advice) in rules.italian().items()
    }


def test_every_part_of_the_quality_page_is_said_in_italian() -> None:
    """The words of each question of quality that is shipped are those that the page has in English."""
    told = {file.stem: dict(HEADER.findall(file.read_text("utf-8"))) for file in QUALITY.glob("*.rq")}

    assert told == {
        name: {part: words()[f"quality-{name}-{part}"]["en"] for part in ("title", "meaning")} for name in told
    }


def test_no_key_stands_in_two_files() -> None:
    """Every key is written once."""
    keys = [key for file in PAGES.glob("words/*.toml") for key in tomllib.loads(file.read_text("utf-8"))]

    assert sorted(set(keys)) == sorted(keys)


def test_templates_say_what_there_are_words_for() -> None:
    """A key that a template says is in the table."""
    texts = "".join(file.read_text("utf-8") for file in PAGES.glob("templates/*.html"))
    said = set(re.findall(r"""\bt\(["']([a-z-]+)["'][,)]""", texts))

    assert said <= set(words())


def test_every_word_is_said_somewhere() -> None:
    """A key that no page says is no longer in the table."""
    texts = "".join(file.read_text("utf-8") for pattern in ("templates/*.html", "*.py") for file in PAGES.glob(pattern))
    begun = tuple(part for made in MADE.findall(texts) for part in made if part)
    plain = {key.removesuffix("-one") for key in words()}

    assert [] == sorted(key for key in plain if not key.startswith(begun) and not re.search(rf"[\"']{key}[\"']", texts))


def test_the_reader_s_preference_is_the_language_of_the_page(client: FlaskClient) -> None:
    """Accept-Language decides, by its weights, and the answer says that it did."""
    page = client.get("/", headers=ITALIAN)

    assert (page.headers["Content-Language"], "Accept-Language" in page.headers["Vary"]) == ("it", True)
    assert '<html lang="it">' in page.text
    assert "Cerca" in page.text or "Appartenenze" in page.text or "Interroga" in page.text


def test_english_is_spoken_to_whoever_speaks_neither(client: FlaskClient) -> None:
    """No preference, or one for another language, gives English."""
    pages = [client.get("/", headers={**BROWSER, **said}) for said in ({}, {"Accept-Language": "ky"})]

    assert ["en", "en"] == [page.headers["Content-Language"] for page in pages]


def test_a_chosen_language_outweighs_the_preference_and_links_keep_it(client: FlaskClient) -> None:
    """``?lang=`` decides, links to pages carry it on, links to files and data do not."""
    page = client.get("/about?lang=en", headers=ITALIAN).text

    assert '<html lang="en">' in page
    assert 'href="/limits?lang=en"' in page
    assert 'href="/graphs?default&amp;format=ttl"' in page
    assert 'href="/static/foedus.css"' in page


def test_the_switch_leads_to_the_same_page(client: FlaskClient) -> None:
    """The switch keeps what was asked and changes the language alone."""
    page = client.get("/query?query=ASK%7B%7D", headers=BROWSER).text

    assert 'href="/query?query=ASK%7B%7D&amp;lang=it" hreflang="it" lang="it">Italiano</a>' in page


def test_a_page_has_a_tag_for_each_language(client: FlaskClient) -> None:
    """Who has the English page is sent the Italian one."""
    english = client.get("/about", headers=BROWSER)
    again = client.get("/about", headers={**ITALIAN, "If-None-Match": english.headers["ETag"]})
    same = client.get("/about", headers={**BROWSER, "If-None-Match": english.headers["ETag"]})

    assert (again.status_code, same.status_code) == (200, 304)


def test_data_has_no_language(client: FlaskClient) -> None:
    """A result for programs is the same for all, and does not vary with the language."""
    answer = client.get("/sparql?query=ASK%7B%7D", headers={"Accept-Language": "it"})

    assert "Content-Language" not in answer.headers
    assert "Accept-Language" not in answer.headers["Vary"]
