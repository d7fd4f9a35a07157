"""The page on which a query is written, in a real browser: with the editor, by keys alone, and without JavaScript."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import browsing, complaints, found, needed, strangers, violations
from foedus.web.editor import EDITION
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from served import served

EDITOR = Path(__file__).parent.parent / "server/foedus/web/static/vendor" / EDITION
pytestmark = [
    needed,
    pytest.mark.slow,
    # the editor comes by npm, which a checkout need not have
    pytest.mark.skipif(
        not EDITOR.is_dir(), reason="the editor is not fetched; it wants node and npm, then `make test`"
    ),
]
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SUMMITS = "PREFIX f: <https://w3id.org/foedus/ontology#>\nSELECT ?summit WHERE { ?summit a f:Summit }"
SET = "document.querySelector('.CodeMirror').CodeMirror.setValue(arguments[0])"
TEXT = "return document.querySelector('.CodeMirror').CodeMirror.getValue()"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served(seconds=5) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """Give a browser."""
    with browsing(tmp_path_factory.mktemp("profile")) as started:
        yield started


def write(browser: WebDriver, server: str, query: str) -> None:
    """Open the page anew and write a query into the editor."""
    browser.get(f"{server}/query")
    found(browser, ".CodeMirror")
    browser.execute_script(SET, query)


def ask(browser: WebDriver) -> None:
    found(browser, "#desk form button[type=submit]").click()


def test_a_query_is_asked_without_leaving_the_page(browser: WebDriver, server: str) -> None:
    """The answer stands under the editor, with its downloads; the page's address is the query's."""
    write(browser, server, SUMMITS)
    ask(browser)

    assert found(browser, "#answer .answer td").text.startswith("id:")
    assert {"csv", "tsv", "json", "xml"} <= {
        link.text for link in browser.find_elements(By.CSS_SELECTOR, ".downloads a")
    }
    assert f"{server}/query?query=PREFIX" in browser.current_url
    browser.refresh()
    found(browser, ".CodeMirror")
    assert browser.execute_script(TEXT) == SUMMITS


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x WHERE {\n  ?x nope:p ?y\n}", "ASK { ?s ?p '🙂é' ; nope:p ?more }"],
)
def test_a_slip_is_marked_at_its_place(browser: WebDriver, server: str, query: str) -> None:
    """Line and column of the refusal are where the editor marks the slip, whatever characters stand before."""
    write(browser, server, query)
    ask(browser)
    found(browser, "#answer .refusal")
    slip = "".join(part.text for part in browser.find_elements(By.CSS_SELECTOR, ".slip"))

    assert "nope:p" == slip
    browser.execute_script(SET, SUMMITS)
    assert [] == browser.find_elements(By.CSS_SELECTOR, ".slip")


def test_a_query_is_stopped(browser: WebDriver, server: str) -> None:
    """Stop ends the wait at once, says so, and leaves the query; the next is answered."""
    write(browser, server, ENDLESS)
    ask(browser)
    began = time.monotonic()
    found(browser, "#stop").click()

    assert "Stopped" in found(browser, "#under-way").text
    assert time.monotonic() - began < 4
    assert browser.execute_script(TEXT) == ENDLESS
    browser.execute_script(SET, "ASK {}")
    ask(browser)
    assert "Yes." == found(browser, "#answer .truth").text


def test_an_answer_is_shared_by_an_address_that_pins_the_version(browser: WebDriver, server: str) -> None:
    """Who opens the shared address sees the same rows, from the version that stands in it."""
    write(browser, server, SUMMITS)
    ask(browser)
    rows = [
        cell.text for cell in (found(browser, "#answer td"), *browser.find_elements(By.CSS_SELECTOR, "#answer td"))
    ][1:]
    found(browser, ".share summary").click()
    address = found(browser, ".pinned").get_attribute("href")
    browser.get(address)

    assert re.match(rf"{server}/v/[0-9a-f]+/sparql\?query=", address)
    assert rows == [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, ".answer td")]


def test_an_answer_is_downloaded(browser: WebDriver, server: str, tmp_path: Path) -> None:
    """A form other than the table is taken by the browser, as it would be without the editor."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    write(browser, server, SUMMITS)
    found(browser, "#format option[value=csv]").click()
    ask(browser)
    until = time.monotonic() + 10
    while (
        not (files := list(tmp_path.glob("*.csv"))) and "summit" not in browser.page_source and time.monotonic() < until
    ):
        time.sleep(0.1)

    assert (files and files[0].read_text().startswith("summit")) or "summit" in browser.page_source


def test_the_words_of_the_graph_are_completed(browser: WebDriver, server: str) -> None:
    """A class begun is offered whole, from this graph's own vocabulary, and taken by Enter."""
    write(browser, server, "PREFIX f: <https://w3id.org/foedus/ontology#>\nSELECT * WHERE { ?s a f:Summ")
    browser.execute_script("const e = document.querySelector('.CodeMirror').CodeMirror; e.focus(); e.setCursor(1, 99)")
    ActionChains(browser).send_keys("i").perform()

    assert "f:Summit" == found(browser, ".CodeMirror-hint-active").text
    ActionChains(browser).send_keys(Keys.ENTER).perform()
    assert browser.execute_script(TEXT).endswith("?s a f:Summit")


def test_a_prefix_is_declared_when_it_is_typed(browser: WebDriver, server: str) -> None:
    """Who types a prefix of this graph gets its declaration."""
    write(browser, server, "SELECT * WHERE { ?s ")
    browser.execute_script("const e = document.querySelector('.CodeMirror').CodeMirror; e.focus(); e.setCursor(0, 99)")
    ActionChains(browser).send_keys("f:about").perform()

    assert "PREFIX f: <https://w3id.org/foedus/ontology#>" in browser.execute_script(TEXT)


def test_keys_alone_ask_and_leave_the_editor(browser: WebDriver, server: str) -> None:
    """Ctrl-Enter asks; Esc and then Tab leaves the editor for the next control."""
    write(browser, server, "ASK {}")
    browser.execute_script("document.querySelector('.CodeMirror').CodeMirror.focus()")
    ActionChains(browser).send_keys(Keys.TAB).perform()
    inside = browser.execute_script("return document.activeElement.closest('.CodeMirror') !== null")
    ActionChains(browser).send_keys(Keys.ESCAPE).send_keys(Keys.TAB).perform()

    assert inside
    assert "format" == browser.switch_to.active_element.get_attribute("id")
    browser.execute_script("document.querySelector('.CodeMirror').CodeMirror.focus()")
    ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
    assert "Yes." == found(browser, "#answer .truth").text
    assert "answer" == browser.switch_to.active_element.get_attribute("class")


def test_nobody_else_is_asked_and_nothing_is_kept(browser: WebDriver, server: str) -> None:
    """Writing, completing, asking and failing send nothing elsewhere, break no policy and leave nothing behind."""
    strangers(browser, server)
    complaints(browser)
    write(browser, server, "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * WHERE { ?s ")
    browser.execute_script("const e = document.querySelector('.CodeMirror').CodeMirror; e.focus(); e.setCursor(1, 99)")
    ActionChains(browser).send_keys("foaf:na").key_down(Keys.CONTROL).send_keys(" ").key_up(Keys.CONTROL).perform()
    ask(browser)
    found(browser, "#answer .refusal")
    browser.execute_script(SET, "SELECT ?x WHERE { } }")
    ActionChains(browser).move_to_element(found(browser, ".parseErrorIcon")).perform()

    assert [] == strangers(browser, server)
    assert [] == complaints(browser)
    assert 0 == browser.execute_script("return localStorage.length + sessionStorage.length + document.cookie.length")


@pytest.mark.parametrize("query", ["", SUMMITS, "SELECT ?x WHERE { ?x nope:p ?y }"])
@pytest.mark.parametrize("language", ["en", "it"])
def test_axe_finds_nothing(browser: WebDriver, server: str, query: str, language: str) -> None:
    """The page is sound for who cannot see or point: empty, with an answer, with a refusal, in both languages."""
    browser.get(f"{server}/query?lang={language}&query={quote(query)}")
    found(browser, ".CodeMirror")
    if query:
        ask(browser)
        found(browser, "#answer section")

    assert [] == violations(browser)


def test_axe_finds_nothing_in_the_dark(browser: WebDriver, server: str) -> None:
    """Colours have contrast in the dark too."""
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    write(browser, server, SUMMITS + ' # nothing\nVALUES ?x { 1 "a"@en true }')
    wrong = violations(browser)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    assert [] == wrong


def test_a_phone_does_not_scroll_sideways(browser: WebDriver, server: str) -> None:
    """The page with the editor fits a narrow screen."""
    browser.set_window_size(500, 900)
    browser.get(f"{server}/query?example=csto-members")
    found(browser, ".CodeMirror")
    fits = browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    browser.set_window_size(1200, 900)

    assert fits


def test_without_javascript_the_form_does_the_same(server: str, tmp_path: Path) -> None:
    """Where no script runs, a saved question is written into the field, asked, shared and changed by plain forms."""
    with browsing(tmp_path, scripts=False) as plain:
        plain.get(f"{server}/query")
        found(plain, "#example option[value=csto-members]").click()
        found(plain, "#examples-form button").click()
        query = found(plain, "textarea").get_attribute("value")
        found(plain, "#desk form button").click()

        assert "SELECT" in query
        assert found(plain, ".answer td").text
        assert [] == plain.find_elements(By.CSS_SELECTOR, ".CodeMirror")
        found(plain, ".share summary").click()
        assert "/v/" in found(plain, ".pinned").get_attribute("href")
        found(plain, "main a[href^='/query?query=']").click()
        assert query.split() == found(plain, "textarea").get_attribute("value").split()
