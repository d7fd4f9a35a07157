"""Draws what held when: a mark for the day as of which it is said, and open ends where no beginning or end is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foedus.pictures.drawing import Picture, Shape, drawn, folded, label, linked, shape

_LEFT, _WIDTH, _ROW, _TOP, _RIGHT = 190, 1000, 30, 44, 350


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


def spans(rows: Sequence[Span], title: str, undated: str) -> Picture:
    """Draw rows under each other on one axis of years; ``undated`` says that no day is said."""
    days = [day for row in rows for day in (row.at, row.begins, row.ends) if day]
    first, last = (min(days).year, max(days).year + 1) if days else (2000, 2001)
    scale = _Scale(first, max(last, first + 1))
    height = _TOP + _ROW * len(rows) + 12
    shapes = [*scale.axis(height)]
    for number, row in enumerate(rows):
        above = rows[number - 1].group if number else None
        shapes += _row(row, _TOP + number * _ROW, scale, undated, named=row.group != above)
    return drawn(shapes, _WIDTH, height, title)


@dataclass(frozen=True, slots=True)
class _Scale:
    first: int
    last: int

    def x(self, day: date) -> float:
        share = (day.year - self.first + (day.timetuple().tm_yday - 1) / 366) / (self.last - self.first)
        return _LEFT + 24 + share * (_WIDTH - _LEFT - _RIGHT - 48)

    def axis(self, height: float) -> Iterator[Shape]:
        step = max(1, -(-(self.last - self.first) // 8))
        for year in range(self.first, self.last + 1, step):
            x = self.x(date(year, 1, 1))
            yield shape("line", look="faint", x1=x, y1=26, x2=x, y2=height - 8)
            yield label(str(year), x, 18, look="quiet", size=12, anchor="middle")


def _row(row: Span, top: float, scale: _Scale, undated: str, *, named: bool) -> Iterator[Shape]:
    middle = top + _ROW / 2
    if named:
        yield shape("line", look="faint", x1=0, y1=top, x2=_WIDTH, y2=top)
        yield label(folded(row.group, 26, 1)[0], 4, middle + 4)
    left, right = _LEFT + 6, _WIDTH - _RIGHT - 6
    start, end = (scale.x(row.begins) if row.begins else left), (scale.x(row.ends) if row.ends else right)
    yield from _open(start, end, middle, row)
    look = "firm" if row.firm else "said" if row.said else "open"
    if row.at:
        yield shape("circle", look=look, cx=scale.x(row.at), cy=middle, r=6, stroke_width=2)
    words = row.words if row.at else f"{row.words} ({undated})"
    yield linked(row.address, label(folded(words, 52, 1)[0], right + 10, middle + 4, look="link", size=12))


def _open(start: float, end: float, middle: float, row: Span) -> Iterator[Shape]:
    """Draw the line of a row: dashed, with an arrow at an end that is not said, a bar at one that is."""
    yield shape("line", look="line", x1=start, y1=middle, x2=end, y2=middle, stroke_dasharray="3 5")
    for x, known, turn in ((start, row.begins, 1), (end, row.ends, -1)):
        if known:
            yield shape("line", look="line", x1=x, y1=middle - 7, x2=x, y2=middle + 7, stroke_width=2)
        else:
            points = f"{x + 6 * turn:.1f},{middle - 5:.1f} {x:.1f},{middle:.1f} {x + 6 * turn:.1f},{middle + 5:.1f}"
            yield shape("polyline", look="line", points=points)
