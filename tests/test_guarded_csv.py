"""CSV for spreadsheets: no cell of the guarded variant is a formula, and nothing else is changed."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from foedus.paper import guarded
from tiny import tiny_client


@pytest.mark.parametrize(
    "cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=", "-1-1", "+1e", '=HYPERLINK("x")']
)
def test_a_formula_is_text(cell: str) -> None:
    """A cell that a spreadsheet would compute begins with an apostrophe, quoted or not."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([["x", "y"], ["a", cell]])

    assert [["x", "y"], ["a", f"'{cell}"]] == list(
        csv.reader(io.StringIO(guarded(written.getvalue().encode()).decode()))
    )


@pytest.mark.parametrize("cell", ["", "a", "a=1", "-1", "+1.5", "-.5e-3", "è", "a\nb", '"', "1,5", "x" * 200_000])
def test_all_else_is_as_it_was(cell: str) -> None:
    """Numbers, words, quotes and line breaks stay, however long."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow([cell, "b"])

    assert written.getvalue().encode() == guarded(written.getvalue().encode())


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the tiny graph."""
    return tiny_client()


def test_the_endpoint_offers_both_by_name(client: FlaskClient) -> None:
    """The plain form is the standard's, the guarded one is asked for by its name, and no Accept chooses it."""
    query = {"query": 'SELECT ?x { VALUES ?x { "=1+1" "-1" "b" } }'}
    plain = client.get("/sparql", query_string={**query, "format": "csv"})
    safe = client.get("/sparql", query_string={**query, "format": "csv-guarded"})
    other = client.get("/sparql", query_string=query, headers={"Accept": "text/csv;q=0, text/*"})

    assert ["x", "=1+1", "-1", "b"] == plain.text.split()
    assert ["x", "'=1+1", "-1", "b"] == safe.text.split()
    assert plain.headers["Content-Type"] == safe.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert plain.headers["ETag"] != safe.headers["ETag"]
    assert "text/tab-separated-values" == other.mimetype


def test_what_is_asked_is_answered_too(client: FlaskClient) -> None:
    """A question of yes or no has the guarded form as it has the plain one."""
    answer = client.get("/sparql", query_string={"query": "ASK {}", "format": "csv-guarded"})

    assert ("true", 200) == (answer.text.strip(), answer.status_code)
