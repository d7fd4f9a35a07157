"""A real browser: opens the form, asks an example, reads the table; it is skipped only where there is none."""

from collections.abc import Iterator

import pytest
from browsing import Reader, browsing, needed
from playwright.sync_api import expect
from served import served

pytestmark = needed


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Serve the shipped graph once to a browser."""
    with served() as address, browsing(address) as started:
        yield started


def ask(reader: Reader, query: str) -> None:
    """Write a query into the form and send it."""
    reader.goto("/sparql?format=html")
    reader.page.fill("#query", query)
    reader.page.click("main form button")
    reader.page.wait_for_selector(".answer, .refusal")


def cells(reader: Reader) -> list[str]:
    """Read the cells of the table."""
    return reader.page.locator(".answer tbody td").all_inner_texts()


def test_an_example_is_asked_and_its_table_is_read(reader: Reader) -> None:
    """From the home page, one click on an example leads to a table with rows and downloads."""
    reader.goto("/")
    reader.page.locator(".examples a").first.click()
    reader.page.wait_for_selector(".answer")

    assert cells(reader)
    assert "csv" in reader.page.locator(".downloads a").all_inner_texts()


def test_the_form_asks_what_is_written_into_it(reader: Reader) -> None:
    """A query typed into the form is answered by a table, whose links lead to the things."""
    ask(reader, "SELECT ?thing WHERE { VALUES ?thing { <id/csto> } }")

    assert cells(reader) == ["id:csto", "why?"]
    reader.page.locator(".answer td a").first.click()
    expect(reader.page.locator("h1")).to_have_text("Collective Security Treaty Organization (CSTO)")


def test_a_slip_shows_its_line_and_keeps_the_query(reader: Reader) -> None:
    """A syntax error is shown with a caret, and the query is still there to be mended."""
    ask(reader, "SELECT ?x WHERE { ?x nope:p ?y }")

    assert reader.page.locator(".refusal pre").inner_text().endswith("^")
    assert "SELECT ?x WHERE { ?x nope:p ?y }" == reader.page.input_value("#query")
