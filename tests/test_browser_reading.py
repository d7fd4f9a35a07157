"""A real browser reads: from a search to a citation, by keys alone, without scripts, on a phone, in Italian."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import browsing, complaints, found, needed, strangers, violations
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait
from served import served

pytestmark = [needed, pytest.mark.slow]
#: One page of each kind.
PAGES = [
    "/", "/id/csto.html", "/id/vladimir-putin.html?from=60", "/claim/002-042.html", "/article/003.html", "/conflicts",
    "/conflict/65bdbaafb0144756.html", "/timeline", "/organizations", "/organizations/csto", "/statements",
    "/statements?speaker=vladimir-putin", "/map", "/search?q=putin", "/search?q=nothingofthekind", "/search",
    "/why?text=Armenia&text=frozen", "/why?text=42", "/queries", "/queries/csto-members", "/guide", "/about", "/limits",
    "/ontology.html", "/concept.html", "/concept/denied.html", "/check/003-091-1.html", "/id/csto.html?view=triples", "/quality", "/rules",
    "/validate", "/downloads", "/releases", "/changes", "/problems/nothing-is-here", "/id/nobody.html",
]  # fmt: skip
#: Pages whose looks differ most, for whoever reads in the dark.
DARK = [
    "/",
    "/id/csto.html",
    "/claim/002-042.html",
    "/conflicts",
    "/timeline",
    "/organizations/csto",
    "/map",
    "/queries/csto-members",
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """Give a browser."""
    with browsing(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def sized(browser: WebDriver, width: int) -> None:
    """Give the page a width; a window cannot be as narrow as a phone."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def walk(browser: WebDriver, server: str) -> None:
    """Go from a search to a thing, a claim, its conflict and back to what one cites."""
    browser.get(server)
    field = found(browser, "input[type=search]")
    field.send_keys("Симонян", Keys.ENTER)
    found(browser, ".hits a").click()
    found(browser, ".facts a.mark.warn").click()
    found(browser, ".pairs")
    found(browser, "a[href^='/conflict/']").click()
    assert len(browser.find_elements(By.CSS_SELECTOR, ".sides blockquote")) >= 2
    found(browser, ".sides a[href^='/claim/']").click()
    assert "https://w3id.org/foedus/claim/" in found(browser, ".cite").text


def test_from_a_search_to_a_citation(browser: WebDriver, server: str) -> None:
    """Search, thing, claim, conflict, citation; nobody else is asked, and the browser complains of nothing."""
    strangers(browser, server)
    complaints(browser)
    walk(browser, server)

    assert ([], []) == (strangers(browser, server), complaints(browser))


def test_the_same_without_javascript(server: str, tmp_path: Path) -> None:
    """No script is needed for the walk."""
    with browsing(tmp_path, scripts=False) as browser:
        walk(browser, server)


def test_a_row_is_asked_why(browser: WebDriver, server: str) -> None:
    """From a saved question to the claims behind its first row."""
    browser.get(f"{server}/queries/csto-members")
    found(browser, ".answer a[href^='/why']").click()

    assert found(browser, ".dispute blockquote").text


def test_names_are_offered_while_one_types(browser: WebDriver, server: str) -> None:
    """Where JavaScript is on, names of things come as one types."""
    browser.get(f"{server}/search")
    found(browser, "input[type=search]").send_keys("kaz")
    offered = lambda page: page.find_elements(By.CSS_SELECTOR, "datalist option")  # noqa: E731 - read in one place
    WebDriverWait(browser, 10).until(offered)

    assert "Kazakhstan" in [option.get_attribute("value") for option in offered(browser)]


def test_keys_alone_reach_the_content_and_leave_it(browser: WebDriver, server: str) -> None:
    """The first key shows the way past the head; every stop has a visible focus, in the order of the page."""
    browser.get(f"{server}/claim/002-042")
    body = browser.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    skip = browser.switch_to.active_element
    assert (skip.get_attribute("class"), skip.rect["x"] >= 0) == ("skip", True)
    skip.send_keys(Keys.ENTER)
    stops: list[float] = []
    for _ in range(12):
        browser.switch_to.active_element.send_keys(Keys.TAB)
        stop = browser.switch_to.active_element
        assert browser.execute_script("return getComputedStyle(arguments[0]).outlineStyle", stop) != "none"
        stops.append(stop.rect["y"])
    assert stops == sorted(stops)


def test_the_switch_leads_to_italian_and_stays(browser: WebDriver, server: str) -> None:
    """One click turns the page Italian; the next page is Italian too."""
    browser.get(f"{server}/claim/002-042")
    found(browser, ".languages a").click()
    assert found(browser, "h1").text == "Affermazione 002-042"
    found(browser, "header nav a[href^='/conflicts']").click()
    assert found(browser, "h1").text == "Conflitti"
    field = found(browser, "input[type=search]")
    field.send_keys("putin", Keys.ENTER)
    found(browser, ".hits a")
    assert found(browser, "html").get_attribute("lang") == "it"


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_may_be_read_by_everybody(browser: WebDriver, server: str, path: str, language: str) -> None:
    """No fault is found by axe; no policy is broken; a phone does not scroll sideways; nobody else is asked."""
    strangers(browser, server)
    complaints(browser)
    sized(browser, 360)
    browser.get(f"{server}{path}{'&' if '?' in path else '?'}lang={language}")
    narrow = browser.execute_script("return document.documentElement.scrollWidth")
    sized(browser, 1200)

    assert [] == violations(browser)
    assert ([], []) == (strangers(browser, server), complaints(browser))
    assert narrow <= 360


@pytest.mark.parametrize("path", DARK)
def test_axe_finds_nothing_in_the_dark(browser: WebDriver, server: str, path: str) -> None:
    """Contrasts hold in the dark too."""
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    browser.get(server + path)
    background = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    wrong = violations(browser)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    assert ([], "rgb(22, 25, 28)") == (wrong, background)
