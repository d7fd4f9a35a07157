"""The page on which a query is written, in a real browser: with the editor, by keys alone, and without JavaScript."""

import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import Reader, browsing, needed
from foedus.web.editor import EDITION
from playwright.sync_api import expect
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
#: Seconds that a query is given: more than a test takes to stop it.
DEADLINE = 20
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SUMMITS = "PREFIX f: <https://w3id.org/foedus/ontology#>\nSELECT ?summit WHERE { ?summit a f:Summit }"
MIRROR = "document.querySelector('.CodeMirror').CodeMirror"
ASK = "#desk form button[type=submit]"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served(seconds=DEADLINE) as address:
        yield address


@pytest.fixture(scope="module")
def reader(server: str) -> Iterator[Reader]:
    """Give a browser."""
    with browsing(server) as started:
        yield started


def put(reader: Reader, query: str) -> None:
    """Write a query into the editor in the place of what stands there."""
    reader.page.evaluate(f"query => {MIRROR}.setValue(query)", query)


def write(reader: Reader, query: str) -> None:
    """Open the page anew and write a query into the editor."""
    reader.goto("/query")
    reader.page.wait_for_selector(".CodeMirror")
    put(reader, query)


def text(reader: Reader) -> str:
    """Read the editor."""
    written: str = reader.page.evaluate(f"{MIRROR}.getValue()")
    return written


def at(reader: Reader, line: int) -> None:
    """Put the cursor at the end of a line."""
    reader.page.evaluate(f"{MIRROR}.focus(); {MIRROR}.setCursor({line}, 99)")


def test_a_query_is_asked_without_leaving_the_page(reader: Reader, server: str) -> None:
    """The answer stands under the editor, with its downloads; the page's address is the query's."""
    write(reader, SUMMITS)
    reader.page.click(ASK)

    expect(reader.page.locator("#answer .answer td").first).to_contain_text("id:")
    assert {"csv", "tsv", "json", "xml"} <= {*reader.page.locator(".downloads a").all_inner_texts()}
    assert f"{server}/query?query=PREFIX" in reader.page.url
    reader.page.reload()
    reader.page.wait_for_selector(".CodeMirror")
    assert text(reader) == SUMMITS


@pytest.mark.parametrize(
    "query",
    ["SELECT ?x WHERE {\n  ?x nope:p ?y\n}", "ASK { ?s ?p '🙂é' ; nope:p ?more }"],
)
def test_a_slip_is_marked_at_its_place(reader: Reader, query: str) -> None:
    """Line and column of the refusal are where the editor marks the slip, whatever characters stand before."""
    write(reader, query)
    reader.page.click(ASK)
    reader.page.wait_for_selector("#answer .refusal")
    slip = "".join(reader.page.locator(".slip").all_inner_texts())

    assert "nope:p" == slip
    put(reader, SUMMITS)
    expect(reader.page.locator(".slip")).to_have_count(0)


def ended(server: str) -> float:
    """Read how many queries ended because nobody waits for them."""
    told = urllib.request.urlopen(f"{server}/metrics").read().decode()
    return sum(float(count) for count in re.findall(r'foedus_workers_ended_total\{cause="left"\} (\S+)', told))


def test_a_query_is_stopped(reader: Reader, server: str) -> None:
    """Stop ends the wait and the query on the server, says so, and leaves the words; the next is answered."""
    before = ended(server)
    write(reader, ENDLESS)
    reader.page.click(ASK)
    reader.page.wait_for_timeout(500)
    began = time.monotonic()
    reader.page.click("#stop")
    while ended(server) == before and time.monotonic() - began < DEADLINE:
        time.sleep(0.05)

    assert time.monotonic() - began < DEADLINE / 2

    expect(reader.page.locator("#under-way")).to_contain_text("Stopped")
    assert text(reader) == ENDLESS
    put(reader, "ASK {}")
    reader.page.click(ASK)
    expect(reader.page.locator("#answer .truth")).to_have_text("Yes.")


def test_an_answer_is_shared_by_an_address_that_pins_the_version(reader: Reader, server: str) -> None:
    """Who opens the shared address sees the same rows, from the version that stands in it."""
    write(reader, SUMMITS)
    reader.page.click(ASK)
    reader.page.wait_for_selector("#answer td")
    rows = reader.page.locator("#answer td").all_inner_texts()
    reader.page.click(".share summary")
    address = reader.page.get_attribute(".pinned", "href") or ""
    reader.page.click(".pinned")
    reader.page.wait_for_url("**/v/**")

    assert re.match(rf"{server}/v/[0-9a-f]+/sparql\?query=", address)
    assert rows == reader.page.locator(".answer td").all_inner_texts()


def test_an_answer_is_downloaded(reader: Reader) -> None:
    """From the answer, a form other than the table is a file that the browser keeps."""
    write(reader, SUMMITS)
    reader.page.click(ASK)
    link = reader.page.locator(".downloads a", has_text=re.compile("^csv$"))
    link.evaluate("link => link.download = ''")
    with reader.page.expect_download() as coming:
        link.click()

    assert coming.value.path().read_text().startswith("summit")


def test_another_form_is_shown_by_the_browser_itself(reader: Reader) -> None:
    """Who chooses a form in the page gets it as without the editor."""
    write(reader, SUMMITS)
    reader.page.select_option("#format", "json")
    reader.page.click(ASK)
    reader.page.wait_for_url("**/sparql?**")

    assert '"vars":["summit"]' in reader.page.content().replace(" ", "")


def test_the_words_of_the_graph_are_completed(reader: Reader) -> None:
    """A class begun is offered whole, from this graph's own vocabulary, and taken by Enter."""
    write(reader, "PREFIX f: <https://w3id.org/foedus/ontology#>\nSELECT * WHERE { ?s a f:Summ")
    at(reader, 1)
    reader.page.keyboard.type("i")

    expect(reader.page.locator(".CodeMirror-hint-active")).to_have_text("f:Summit")
    reader.page.keyboard.press("Enter")
    assert text(reader).endswith("?s a f:Summit")


def test_a_prefix_is_declared_when_it_is_typed(reader: Reader) -> None:
    """Who types a prefix of this graph gets its declaration."""
    write(reader, "SELECT * WHERE { ?s ")
    at(reader, 0)
    reader.page.keyboard.type("f:about")

    assert "PREFIX f: <https://w3id.org/foedus/ontology#>" in text(reader)


def test_keys_alone_ask_and_leave_the_editor(reader: Reader) -> None:
    """Ctrl-Enter asks; Esc and then Tab leaves the editor for the next control."""
    write(reader, "ASK {}")
    at(reader, 0)
    reader.page.keyboard.press("Tab")
    inside = reader.page.evaluate("document.activeElement.closest('.CodeMirror') !== null")
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("Tab")

    assert inside
    expect(reader.page.locator("#format")).to_be_focused()
    at(reader, 0)
    reader.page.keyboard.press("Control+Enter")
    expect(reader.page.locator("#answer .truth")).to_have_text("Yes.")
    expect(reader.page.locator("#answer .answer")).to_be_focused()


def test_nobody_else_is_asked_and_nothing_is_kept(reader: Reader) -> None:
    """Writing, completing, asking and failing send nothing elsewhere, break no policy and leave nothing behind."""
    reader.strangers()
    reader.complaints()
    write(reader, "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT * WHERE { ?s ")
    at(reader, 1)
    reader.page.keyboard.type("foaf:na")
    reader.page.keyboard.press("Control+Space")
    reader.page.click(ASK)
    reader.page.wait_for_selector("#answer .refusal")
    put(reader, "SELECT ?x WHERE { } }")
    reader.page.hover(".parseErrorIcon")

    assert [] == reader.strangers()
    assert [] == reader.complaints()
    assert 0 == reader.page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")


@pytest.mark.parametrize("query", ["", SUMMITS, "SELECT ?x WHERE { ?x nope:p ?y }"])
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(reader: Reader, query: str, language: str, scheme: str) -> None:
    """The page is sound for who cannot see or point: empty, with an answer, with a refusal, by day and by night."""
    reader.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its words
    reader.goto(f"/query?lang={language}&query={quote(query)}")
    reader.page.wait_for_selector(".CodeMirror")
    if query:
        reader.page.click(ASK)
        reader.page.wait_for_selector("#answer section")
    wrong = reader.violations()
    reader.page.emulate_media(color_scheme="light")

    assert [] == wrong


def test_a_phone_does_not_scroll_sideways(reader: Reader) -> None:
    """The page with the editor fits a narrow screen."""
    reader.goto("/query?example=csto-members")
    reader.page.wait_for_selector(".CodeMirror")

    assert 0 == reader.overflow()


def test_without_javascript_the_form_does_the_same(reader: Reader) -> None:
    """Where no script runs, a saved question is written into the field, asked, shared and changed by plain forms."""
    with reader.without_scripts() as plain:
        page = plain.page
        plain.goto("/query")
        page.select_option("#example", "csto-members")
        page.click("#examples-form button")
        query = page.input_value("textarea")
        page.click("#desk form button")
        expect(page.locator(".answer td").first).not_to_be_empty()

        assert "SELECT" in query
        expect(page.locator(".CodeMirror")).to_have_count(0)
        page.click(".share summary")
        assert "/v/" in (page.get_attribute(".pinned", "href") or "")
        page.locator("main a[href^='/query?query=']").first.click()
        assert query.split() == page.input_value("textarea").split()
