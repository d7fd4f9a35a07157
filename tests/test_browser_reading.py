"""A real browser reads: from a search to a citation, by keys alone, without scripts, on a phone, in Italian."""

from collections.abc import Iterator

import pytest
from browsing import NARROW, WIDE, Reader, browsing, needed
from playwright.sync_api import expect
from served import served
from sights import SIGHTS

pytestmark = [needed, pytest.mark.slow]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def reader(server: str) -> Iterator[Reader]:
    """Give a browser."""
    with browsing(server) as started:
        yield started


def walk(reader: Reader, lang: str = "") -> None:
    """Go from a search to a thing, a claim, its conflict, back to a claim, and to what one cites."""
    page = reader.page
    reader.goto(f"/{lang}")
    page.fill("input[type=search]", "Симонян")
    page.press("input[type=search]", "Enter")
    page.locator(".hits a").first.click()
    page.locator(".facts a.mark.warn").first.click()
    if "/conflict/" not in page.url:
        page.locator("main a[href^='/conflict/']").first.click()
    page.wait_for_selector(".sides")
    assert page.locator(".sides blockquote").count() >= 2
    page.locator(".sides a[href^='/claim/']").first.click()
    expect(page.locator(".cite")).to_contain_text("https://w3id.org/foedus/claim/")


def test_from_a_search_to_a_citation(reader: Reader) -> None:
    """Search, thing, claim, conflict, citation; nobody else is asked, and the browser complains of nothing."""
    walk(reader)

    assert ([], []) == (reader.strangers(), reader.complaints())


def test_the_same_without_javascript(reader: Reader) -> None:
    """No script is needed for the walk."""
    with reader.without_scripts() as plain:
        walk(plain)


def test_the_same_on_a_phone(reader: Reader) -> None:
    """The walk goes on a narrow screen too, and no page of it scrolls sideways."""
    reader.page.set_viewport_size({"width": NARROW, "height": 800})
    walk(reader)
    wide = reader.page.evaluate("document.documentElement.scrollWidth")
    reader.page.set_viewport_size({"width": WIDE, "height": 900})

    assert wide <= NARROW


def test_the_same_in_italian(reader: Reader) -> None:
    """Who begins in Italian ends in Italian."""
    walk(reader, "?lang=it")

    assert "it" == reader.page.get_attribute("html", "lang")
    expect(reader.page.locator("h1")).to_contain_text("Affermazione")


def test_the_same_by_keys_alone(reader: Reader) -> None:
    """From the field of search to a citation nobody needs to point."""
    page = reader.page
    reader.goto("/search")
    page.focus("input[type=search]")
    page.keyboard.type("Симонян")
    page.keyboard.press("Enter")
    for selector in (".hits a", ".facts a.mark.warn", "main a[href^='/conflict/']", ".sides a[href^='/claim/']"):
        if "/conflict/" in page.url and "/conflict/" in selector:
            continue
        page.wait_for_selector(selector)
        reached(reader, selector)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.locator(".cite")).to_contain_text("https://w3id.org/foedus/claim/")


def reached(reader: Reader, selector: str) -> None:
    """Press Tab until the focus is on the first such element."""
    first = reader.page.locator(selector).first.element_handle()
    for _ in range(300):
        reader.page.keyboard.press("Tab")
        if reader.page.evaluate("each => document.activeElement === each", first):
            return
    raise LookupError(selector)


def test_a_row_is_asked_why(reader: Reader) -> None:
    """From a saved question to the claims behind its first row."""
    reader.goto("/queries/csto-members")
    reader.page.locator(".answer a[href^='/why']").first.click()

    expect(reader.page.locator(".dispute blockquote").first).not_to_be_empty()


def test_names_are_offered_while_one_types(reader: Reader) -> None:
    """Where JavaScript is on, names of things come as one types."""
    reader.goto("/search")
    reader.page.locator("input[type=search]").press_sequentially("kaz")

    expect(reader.page.locator("datalist option[value=Kazakhstan]")).to_have_count(1)


def test_keys_alone_reach_the_content_and_leave_it(reader: Reader) -> None:
    """The first key shows the way past the head; every stop has a visible focus, in the order of the page."""
    reader.goto("/claim/002-042.html")
    reader.page.keyboard.press("Tab")
    skip = reader.page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    reader.page.keyboard.press("Enter")
    stops: list[float] = []
    for _ in range(12):
        reader.page.keyboard.press("Tab")
        focus = "const e = document.activeElement; [getComputedStyle(e).outlineStyle, e.getBoundingClientRect().y + scrollY]"
        style, place = reader.page.evaluate(focus)
        assert style != "none"
        stops.append(round(place))
    assert stops == sorted(stops)


def test_the_switch_leads_to_italian_and_stays(reader: Reader) -> None:
    """One click turns the page Italian; the next page is Italian too."""
    page = reader.page
    reader.goto("/claim/002-042.html")
    page.click(".languages a")
    expect(page.locator("h1")).to_have_text("Affermazione 002-042")
    page.click("header nav a[href^='/conflicts']")
    expect(page.locator("h1")).to_have_text("Conflitti")
    page.fill("input[type=search]", "putin")
    page.press("input[type=search]", "Enter")
    page.wait_for_selector(".hits a")
    assert "it" == page.get_attribute("html", "lang")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("path", SIGHTS.values())
def test_every_page_may_be_read_by_everybody(reader: Reader, path: str, language: str) -> None:
    """No fault is found by axe, by day or night; no policy is broken; a phone does not scroll sideways; nobody else is asked."""
    reader.strangers()
    reader.complaints()
    reader.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
    light = reader.violations()
    reader.page.emulate_media(color_scheme="dark")
    dark = reader.violations("color-contrast"), reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    reader.page.emulate_media(color_scheme="light")

    assert ([], ([], "rgb(22, 25, 28)")) == (light, dark)
    assert ([], []) == (reader.strangers(), reader.complaints())
    assert 0 == reader.overflow()
