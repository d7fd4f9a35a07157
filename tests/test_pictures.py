"""Pictures are SVG that any reader parses, say in words what they show, and hold nothing that runs."""

from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from foedus.pictures import (
    SLIM,
    WIDTH,
    Happening,
    Neighbour,
    Picture,
    Place,
    Span,
    ego,
    lanes,
    places,
    rows,
    spans,
    tree,
)

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>\u202e\x01&'
DAY = date(2025, 11, 27)


def picture_of(kind: str, words: str, address: str) -> Picture:
    """Draw one of each kind that holds these words and this address."""
    drawn: dict[str, Callable[[], Picture]] = {
        "ego": lambda: ego(words, [Neighbour(words, words, address)], words),
        "lanes": lambda: lanes([Happening(words, address, DAY, DAY)], words),
        "spans": lambda: spans([Span(words, words, address, DAY)], words, words),
        "places": lambda: places([Place(words, address, 42.9, 74.6)], words, [[(70, 40), (80, 40), (75, 50)]]),
        "tree": lambda: tree(words, [Neighbour(words, words, address)], words),
        "rows": lambda: rows([Happening(words, address, DAY, DAY)], words),
        "slim spans": lambda: spans([Span(words, words, address, DAY)], words, words, SLIM),
        "slim places": lambda: places([Place(words, address, 42.9, 74.6)], words, (), WIDTH),
    }
    return drawn[kind]()


KINDS = pytest.mark.parametrize(
    "kind", ["ego", "lanes", "spans", "places", "tree", "rows", "slim spans", "slim places"]
)


@KINDS
def test_words_stay_words(kind: str) -> None:
    """Markup, direction marks and control characters in a name become nothing else than text."""
    root = ET.fromstring(picture_of(kind, EVIL, "/id/x").file())  # noqa: S314 - our own drawing

    assert {f"{SVG}script"} & {element.tag for element in root.iter()} == set()
    assert "\u202e" not in "".join(root.itertext())
    assert "alert(1)" in "".join(root.itertext())


@KINDS
@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://a.example/", "//a.example/", "data:text/html,x"])
def test_only_our_own_pages_are_linked(kind: str, address: str) -> None:
    """An address elsewhere is drawn as plain text."""
    assert address not in picture_of(kind, "Lake", address).file().decode()


@KINDS
def test_a_picture_needs_no_style_and_says_what_it_shows(kind: str) -> None:
    """Neither style nor script is in it; its title is its first child and its label; its link leads to our page."""
    text = picture_of(kind, "Lake", "/id/lake").file().decode()
    root = ET.fromstring(text)  # noqa: S314 - our own drawing

    assert (root[0].tag, root[0].text, root.get("aria-label")) == (f"{SVG}title", "Lake", "Lake")
    assert ["/id/lake"] == [link.get("href") for link in root.iter(f"{SVG}a")]
    assert "style" not in text


@KINDS
def test_like_rows_make_like_pictures(kind: str) -> None:
    """The same rows give the same bytes."""
    assert picture_of(kind, "Lake", "/id/a").file() == picture_of(kind, "Lake", "/id/a").file()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: ego("A", [], "A"),
        lambda: lanes([], "A"),
        lambda: spans([], "A", "?"),
        lambda: places([], "A"),
        lambda: tree("A", [], "A"),
        lambda: rows([], "A"),
    ],
)
def test_nothing_can_be_drawn(draw: Callable[[], Picture]) -> None:
    """Without rows there is still a picture."""
    assert ET.fromstring(draw().file()).tag == f"{SVG}svg"  # noqa: S314 - our own drawing


def looks(picture: Picture) -> list[str]:
    """Give the classes of the marks."""
    root = ET.fromstring(picture.file())  # noqa: S314 - our own drawing
    return [element.get("class", "") for name in ("circle", "rect") for element in root.iter(SVG + name)]


def test_what_is_planned_is_drawn_hollow() -> None:
    """A plan and an event that happened look different, in more than colour."""
    planned, done = (lanes([Happening("A", "/id/a", DAY, DAY, planned=each)], "A") for each in (True, False))

    assert ("open" in looks(planned), "open" in looks(done)) == (True, False)
    assert b"stroke-dasharray" in planned.file()


def test_an_end_that_is_not_said_is_drawn_as_an_arrow() -> None:
    """A beginning that is said is a bar, one that is not an arrow."""
    known = spans([Span("A", "member", "/claim/1", DAY, DAY, DAY)], "A", "?").file()
    unknown = spans([Span("A", "member", "/claim/1", DAY)], "A", "?").file()

    assert (known.count(b"<polyline"), unknown.count(b"<polyline")) == (0, 2)


def test_a_day_that_is_not_said_has_no_mark() -> None:
    """Where no day is said there is no dot, and the words say so."""
    picture = spans([Span("A", "member", "/claim/1")], "A", "no day said")

    assert "circle" not in picture.file().decode()
    assert "member (no day said)" in "".join(ET.fromstring(picture.file()).itertext())  # noqa: S314 - our own drawing


def test_names_never_leave_the_picture() -> None:
    """Names stand within the frame, right or left of their mark or inside it."""
    days = [date(2025, 1, 1), date(2025, 6, 1), date(2025, 12, 31)]
    happenings = [
        Happening("A name of some length here", "/id/a", low, high) for low in days for high in days if low <= high
    ]
    root = ET.fromstring(lanes(happenings, "A").file())  # noqa: S314 - our own drawing
    edges = []
    for text in root.iter(f"{SVG}text"):
        x, width = float(text.get("x", "")), len(text.text or "") * int(text.get("font-size", "")) * 0.56
        edges.append((x - width, x) if text.get("text-anchor") == "end" else (x, x + width))

    assert [] == [edge for edge in edges if edge[0] < 0 or edge[1] > float(root.get("width", ""))]


def test_land_is_cut_at_the_frame_and_a_lake_stays_water() -> None:
    """A ring that crosses the frame is cut there, one outside is left out, and one inside another is a hole."""
    square: list[tuple[float, float]] = [(-100, -80), (100, -80), (100, 80), (-100, 80)]
    lake: list[tuple[float, float]] = [(74, 42), (75, 42), (75, 43)]
    far: list[tuple[float, float]] = [(-90, -50), (-80, -50), (-80, -40)]
    svg = places([Place("A", "/id/a", 42.9, 74.6)], "A", [square, lake, far]).file().decode()

    assert (svg.count("<path"), svg.count("Z"), 'fill-rule="evenodd"' in svg) == (1, 2, True)
