"""Draws for a narrow screen what others draw wide: a row for each thing, its words above its mark."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from foedus.pictures.drawing import Picture, Shape, drawn, folded, label, linked, shape
from foedus.pictures.ego import Neighbour
from foedus.pictures.lanes import Happening

WIDTH = 400
_INDENT, _BOX, _STEP = 28, 44, 54
_HEAD, _ROW = 44, 42
#: Letters of a line of words.
_LETTERS = 54


def tree(name: str, neighbours: Sequence[Neighbour], title: str) -> Picture:
    """Draw a thing above those to which it is related, each on a branch of its own."""
    shapes = list(_named(name))
    for number, neighbour in enumerate(neighbours):
        shapes += _branch(neighbour, _BOX + 12 + number * _STEP)
    last = 12 + len(neighbours) * _STEP
    trunk = shape("line", look="line", x1=14, y1=_BOX, x2=14, y2=max(_BOX, last - _BOX / 2 + 34))
    return drawn([trunk, *shapes], WIDTH, _BOX + last + 4, title)


def _named(name: str) -> Iterator[Shape]:
    yield shape("rect", look="firm", x=1, y=1, width=WIDTH - 2, height=_BOX - 4, rx=6)
    yield label(folded(name, _LETTERS, 1)[0], WIDTH / 2, 25, look="paper", size=13, anchor="middle")


def _branch(neighbour: Neighbour, top: float) -> Iterator[Shape]:
    yield shape("line", look="line", x1=14, y1=top + _BOX / 2, x2=_INDENT, y2=top + _BOX / 2)
    box = shape("rect", look="box", x=_INDENT, y=top, width=WIDTH - _INDENT - 1, height=_BOX, rx=6)
    arrow = f"{neighbour.relation} {'→' if neighbour.outward else '←'}"
    how = label(arrow, _INDENT + 10, top + 17, look="quiet", size=11)
    what = label(folded(neighbour.name, 48, 1)[0], _INDENT + 10, top + 35, look="link", size=13)
    yield linked(neighbour.address, box, how, what)


def rows(happenings: Sequence[Happening], title: str) -> Picture:
    """Draw a row for each happening below its year; what is planned is hollow."""
    ordered = sorted(happenings, key=lambda each: (each.earliest, each.latest, each.name))
    shapes: list[Shape] = []
    top = 0.0
    for year, inside in groupby(ordered, key=lambda each: each.earliest.year):
        shapes += [
            label(str(year), 4, top + 22, look="quiet", size=14),
            shape("line", look="faint", x1=0, y1=top + 30, x2=WIDTH, y2=top + 30),
        ]
        top += _HEAD
        for happening in inside:
            shapes += _row(happening, top)
            top += _ROW
    return drawn(shapes, WIDTH, top + 4, title)


def _row(happening: Happening, top: float) -> Iterator[Shape]:
    left, right = _x(happening.earliest), _x(happening.latest, happening.earliest.year)
    planned = happening.planned
    dashes = {"stroke_dasharray": "4 3"} if planned else {}
    words = label(folded(happening.name, _LETTERS, 1)[0], 4, top + 10, look="link", size=13)
    yield linked(happening.address, words)
    look, width = "open" if planned else "firm", max(10.0, right - left)
    yield shape("rect", look=look, x=left, y=top + 18, width=width, height=9, rx=4.5, stroke_width=1.5, **dashes)


def _x(day: date, year: int | None = None) -> float:
    """Give the place of a day in its year; a later year's is the end."""
    if year is not None and day.year > year:
        return WIDTH - 4.0
    return 4 + (day.timetuple().tm_yday - 1) / 366 * (WIDTH - 18)
