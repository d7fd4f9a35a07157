"""Draws happenings in the order of their days, in lanes: what is planned is drawn hollow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foedus.pictures.drawing import Picture, Shape, drawn, folded, label, linked, shape, wide

_WIDTH, _LEFT, _LANE, _TOP, _GAP = 920, 20, 26, 20, 54
_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, or is planned, between two days, as the words of the text give them."""

    name: str
    address: str
    earliest: date
    latest: date
    planned: bool = False


def lanes(happenings: Sequence[Happening], title: str) -> Picture:
    """Draw a band for each year that has something; empty years are left out."""
    years: dict[int, list[Happening]] = {}
    for happening in sorted(happenings, key=lambda each: (each.earliest, each.latest, each.name)):
        years.setdefault(happening.earliest.year, []).append(happening)
    shapes: list[Shape] = []
    top = float(_TOP)
    for year, inside in years.items():
        band = list(_band(year, inside, top))
        shapes += band
        top += _GAP + _LANE * len(_packed(inside))
    return drawn(shapes, _WIDTH, top, title)


def _packed(happenings: Sequence[Happening]) -> list[list[Happening]]:
    """Put each into the first lane in which neither its line nor its name meets another's."""
    found: list[tuple[float, list[Happening]]] = []
    for happening in happenings:
        start, end = _extent(happening)
        for number, (used, lane) in enumerate(found):
            if start > used:
                found[number] = (end, [*lane, happening])
                break
        else:
            found.append((end, [happening]))
    return [lane for _, lane in found]


def _extent(happening: Happening) -> tuple[float, float]:
    left, right = _x(happening.earliest), _x(happening.latest, happening.earliest.year)
    width = wide(_name(happening), 12) + 22
    if _holds(left, right, width):
        return left - 8, right + 8
    return (left - width, right) if _flips(right, width) else (left - 8, right + width)


def _band(year: int, happenings: Sequence[Happening], top: float) -> Iterator[Shape]:
    yield label(str(year), _LEFT, top + 8, look="quiet", size=14)
    yield shape("line", look="faint", x1=_LEFT, y1=top + 16, x2=_WIDTH - _LEFT, y2=top + 16)
    for month in range(12):
        x = _x(date(year, month + 1, 1))
        yield shape("line", look="faint", x1=x, y1=top + 12, x2=x, y2=top + 20)
    for number, lane in enumerate(_packed(happenings)):
        for happening in lane:
            yield from _mark(happening, top + 34 + number * _LANE)


def _mark(happening: Happening, y: float) -> Iterator[Shape]:
    left, right = _x(happening.earliest), _x(happening.latest, happening.earliest.year)
    look = "open" if happening.planned else "firm"
    dashes = {"stroke_dasharray": "4 3"} if happening.planned else {}
    width, needed = max(10.0, right - left), wide(_name(happening), 12) + 22
    inside = _holds(left, right, needed)
    high = 20 if inside else 10
    yield shape(
        "rect", look=look, x=left - 5, y=y - high / 2, width=width, height=high, rx=5, stroke_width=1.5, **dashes
    )
    x, anchor = (
        (left + 6, "start") if inside else (left - 11, "end") if _flips(right, needed) else (left + width + 3, "start")
    )
    ink = "paper" if inside and not happening.planned else "link"
    yield linked(happening.address, label(_name(happening), x, y + 4, look=ink, size=12, anchor=anchor))


def _name(happening: Happening) -> str:
    return folded(happening.name, _LETTERS, 1)[0]


def _holds(left: float, right: float, width: float) -> bool:
    """Whether a name stands inside its mark, because it fits there and not beside it."""
    return right - left > width and right + width > _WIDTH


def _flips(right: float, width: float) -> bool:
    """Whether a name stands left of its mark, because right of it the picture ends."""
    return right + width > _WIDTH


def _x(day: date, year: int | None = None) -> float:
    """Give the place of a day in its year; a later year's is the end."""
    if year is not None and day.year > year:
        return _WIDTH - _LEFT - 10
    return _LEFT + (day.timetuple().tm_yday - 1) / 366 * (_WIDTH - 2 * _LEFT - 10)
