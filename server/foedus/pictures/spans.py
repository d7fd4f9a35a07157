"""Draws what held when: a mark for the day as of which it is said, and open ends where no beginning or end is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foedus.pictures.drawing import Picture, Shape, drawn, folded, label, linked, shape

_TOP = 44


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are laid: the picture's width, what names and words take beside the axis, and heights.

    In a ``slim`` one they take nothing there: a name has a row of its own, words stand above their line.
    """

    width: int = 1000
    left: int = 190
    right: int = 350
    row: int = 30
    head: int = 0
    slim: bool = False


BROAD, SLIM = Form(), Form(400, 0, 0, 46, 30, slim=True)


@dataclass(frozen=True, slots=True)
class Span:
    """A row: whose it is, what is said of it and by whom; days that are not said are None.

    ``firm`` where the accepted view holds it, ``said`` where it is a speaker's.
    """

    group: str
    words: str
    address: str
    at: date | None = None
    begins: date | None = None
    ends: date | None = None
    firm: bool = False
    said: bool = False


def spans(rows: Sequence[Span], title: str, undated: str, form: Form = BROAD) -> Picture:
    """Draw rows under each other on one axis of years; ``undated`` says that no day is said."""
    days = [day for row in rows for day in (row.at, row.begins, row.ends) if day]
    first, last = (min(days).year, max(days).year + 1) if days else (2000, 2001)
    scale = _Scale(first, max(last, first + 1), form)
    shapes: list[Shape] = []
    top = _TOP
    for number, row in enumerate(rows):
        if not number or rows[number - 1].group != row.group:
            shapes += _group(row.group, top, form)
            top += form.head
        shapes += _row(row, top, scale, undated)
        top += form.row
    return drawn([*scale.axis(top + 12), *shapes], form.width, top + 12, title)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: int
    last: int
    form: Form

    def x(self, day: date) -> float:
        share = (day.year - self.first + (day.timetuple().tm_yday - 1) / 366) / (self.last - self.first)
        return self.form.left + 24 + share * (self.form.width - self.form.left - self.form.right - 48)

    def axis(self, height: float) -> Iterator[Shape]:
        step = max(1, -(-(self.last - self.first) // 8))
        for year in range(self.first, self.last + 1, step):
            x = self.x(date(year, 1, 1))
            yield shape("line", look="faint", x1=x, y1=26, x2=x, y2=height - 8)
            yield label(str(year), x, 18, look="quiet", size=12, anchor="middle")


def _group(name: str, top: float, form: Form) -> Iterator[Shape]:
    yield shape("line", look="faint", x1=0, y1=top, x2=form.width, y2=top)
    yield label(folded(name, 26, 1)[0], 4, top + (20 if form.slim else form.row / 2 + 4), size=14 if form.slim else 13)


def _row(row: Span, top: float, scale: _Scale, undated: str) -> Iterator[Shape]:
    form = scale.form
    middle = top + (form.row - 14 if form.slim else form.row / 2)
    left, right = form.left + 6, form.width - form.right - 6
    start, end = (scale.x(row.begins) if row.begins else left), (scale.x(row.ends) if row.ends else right)
    yield from _open(start, end, middle, row)
    look = "firm" if row.firm else "said" if row.said else "open"
    if row.at:
        yield shape("circle", look=look, cx=scale.x(row.at), cy=middle, r=6, stroke_width=2)
    words = folded(row.words if row.at else f"{row.words} ({undated})", 56, 1)[0]
    place = (4, top + 14) if form.slim else (right + 10, middle + 4)
    yield linked(row.address, label(words, *place, look="link", size=12))


def _open(start: float, end: float, middle: float, row: Span) -> Iterator[Shape]:
    """Draw the line of a row: dashed, with an arrow at an end that is not said, a bar at one that is."""
    yield shape("line", look="line", x1=start, y1=middle, x2=end, y2=middle, stroke_dasharray="3 5")
    for x, known, turn in ((start, row.begins, 1), (end, row.ends, -1)):
        if known:
            yield shape("line", look="line", x1=x, y1=middle - 7, x2=x, y2=middle + 7, stroke_width=2)
        else:
            points = f"{x + 6 * turn:.1f},{middle - 5:.1f} {x:.1f},{middle:.1f} {x + 6 * turn:.1f},{middle + 5:.1f}"
            yield shape("polyline", look="line", points=points)
