"""Pages of answers: as many rows as a person reads, marked as a part where there are more."""

import re
from contextlib import suppress

import pyoxigraph as ox
import pytest
from foedus.engine import InProcess
from foedus.negotiation import N_TRIPLES, TSV
from foedus.operations import Operation
from foedus.paper import Filled, Heap, Page
from foedus.web.shown import MOST_ROWS
from tiny import BROWSER, tiny_client

NUMBERS = "SELECT ?x {{ VALUES ?x {{ {} }} }}"


def page(query: str) -> str:
    """Ask as a browser does."""
    return tiny_client().post("/sparql", data={"query": query}, headers=BROWSER).text


@pytest.mark.parametrize(
    ("count", "caption"),
    [
        (0, "0 rows"),
        (1, "1 row"),
        (MOST_ROWS, "1,000 rows"),
        (MOST_ROWS + 1, "The first 1,000 rows. There are more: the downloads hold all"),
        (3 * MOST_ROWS, "The first 1,000 rows. There are more: the downloads hold all"),
    ],
)
def test_a_table_says_whether_it_is_whole(count: int, caption: str) -> None:
    """A table holds a thousand rows at most, and says so where there are more."""
    shown = page(NUMBERS.format(" ".join(map(str, range(count)))))

    assert caption == re.findall(r"<caption>(.*?)</caption>", shown)[0]
    assert min(count, MOST_ROWS) == shown.count("<tr>") - 1


def test_a_graph_is_shown_in_part_too() -> None:
    """Triples of a large graph are cut at the same number, and marked."""
    numbers = " ".join(map(str, range(2_000)))
    shown = page(f"CONSTRUCT {{ <a:b> <a:c> ?x }} {{ VALUES ?x {{ {numbers} }} }}")

    assert "The first 1,000 rows. There are more" in shown


def test_yes_and_no_are_shown_as_words() -> None:
    """An ASK is answered on the page in a word."""
    assert "No." in page("ASK { <a:b> <a:c> <a:d> }")


def test_values_that_hold_breaks_are_shown_whole() -> None:
    """A value with a line break, a tab or nothing in it takes one row."""
    shown = page('SELECT ?x { VALUES ?x { UNDEF "a\\nb\\tc" "" UNDEF } }')

    assert "4 rows" in shown
    assert "a\nb\tc" in shown


@pytest.mark.parametrize(
    ("form", "media_type", "head"), [("SELECT *", TSV, 1), ("CONSTRUCT { ?a ?b ?c }", N_TRIPLES, 0)]
)
def test_the_engine_stops_where_a_page_ends(form: str, media_type: str, head: int) -> None:
    """A query over all that there is ends with the lines that are wanted, however much there is."""
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:p"), ox.Literal(f"{n}")) for n in range(3_000))
    heap = Heap()
    kind = "select" if head else "construct"
    InProcess(store).write(Operation(f"{form} {{ ?a ?b ?c . ?d ?e ?f }}", kind, media_type, lines=500), heap)

    assert 500 == heap.text.count(b"\n")
    assert heap.text.endswith(b"\n")


@pytest.mark.parametrize("lines", [1, 2, 3, 7])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_a_page_ends_with_a_whole_line_however_it_is_written(lines: int, size: int) -> None:
    """Pieces of any size make the same page."""
    text = b"a\nbb\n\nccc\nd\ne\nf\ng\n"
    heap = Heap()
    sheet = Page(heap, lines)
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    with suppress(Filled):
        list(map(sheet.write, pieces))
    with pytest.raises(Filled):
        sheet.write(pieces[-1])

    assert b"".join(text.splitlines(keepends=True)[:lines]) == heap.text
