"""A real browser: opens the form, asks an example, reads the table; it is skipped only where there is none."""

from collections.abc import Iterator

import pytest
from browsing import browsing, needed
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait
from served import served

pytestmark = needed


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    """Give a browser with a profile of its own."""
    with browsing(tmp_path_factory.mktemp("profile")) as started:
        yield started


def follow(browser: WebDriver, selector: str, arrived: str) -> None:
    """Click, and wait for what only the next page has."""
    browser.find_element(By.CSS_SELECTOR, selector).click()
    WebDriverWait(browser, 20).until(lambda page: page.find_elements(By.CSS_SELECTOR, arrived))


def ask(browser: WebDriver, server: str, query: str) -> None:
    """Write a query into the form and send it."""
    browser.get(f"{server}/sparql?format=html")
    area = browser.find_element(By.ID, "query")
    area.clear()
    area.send_keys(query)
    follow(browser, "main form button", ".answer, .refusal")


def cells(browser: WebDriver) -> list[str]:
    """Read the cells of the table."""
    return [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, ".answer tbody td")]


def test_an_example_is_asked_and_its_table_is_read(browser: WebDriver, server: str) -> None:
    """From the home page, one click on an example leads to a table with rows and downloads."""
    browser.get(server)
    follow(browser, ".examples a", ".answer")

    assert cells(browser)
    assert "csv" in [link.text for link in browser.find_elements(By.CSS_SELECTOR, ".downloads a")]


def test_the_form_asks_what_is_written_into_it(browser: WebDriver, server: str) -> None:
    """A query typed into the form is answered by a table, whose links lead to the things."""
    ask(browser, server, "SELECT ?thing WHERE { VALUES ?thing { <id/csto> } }")

    assert cells(browser) == ["id:csto", "why?"]
    follow(browser, ".answer td a", ".iri")
    assert browser.find_element(By.TAG_NAME, "h1").text == "Collective Security Treaty Organization (CSTO)"


def test_a_slip_shows_its_line_and_keeps_the_query(browser: WebDriver, server: str) -> None:
    """A syntax error is shown with a caret, and the query is still there to be mended."""
    ask(browser, server, "SELECT ?x WHERE { ?x nope:p ?y }")

    assert browser.find_element(By.CSS_SELECTOR, ".refusal pre").text.endswith("^")
    assert browser.find_element(By.ID, "query").get_attribute("value") == "SELECT ?x WHERE { ?x nope:p ?y }"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/query",
        "/queries",
        "/guide",
        "/about",
        "/ontology.html",
        "/concept.html",
        "/id/csto.html",
        "/article/003.html",
    ],
)
def test_no_page_complains_or_is_wider_than_a_phone(browser: WebDriver, server: str, path: str) -> None:
    """No page breaks its own content policy or makes a phone scroll sideways."""
    browser.set_window_size(500, 900)
    browser.get_log("browser")
    browser.get(server + path)

    assert [] == [entry["message"] for entry in browser.get_log("browser")]
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
