"""Draws a thing in the middle of those to which it is related."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from foedus.pictures.drawing import Picture, Shape, drawn, folded, label, linked, shape, wide

_WIDTH, _SIZE, _LETTERS = 960, 13, 24
_BOX = 40
#: So many neighbours stand beside the middle, not around it.
_FEW = 2


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing with the name of its relation, whether that leads out of the middle, and the address of its page."""

    name: str
    relation: str
    address: str
    outward: bool = True


def ego(name: str, neighbours: Sequence[Neighbour], title: str) -> Picture:
    """Draw the neighbours in a ring, in their order, clockwise from the top; few of them beside it."""
    height = max(320, 48 * len(neighbours) + 80) if len(neighbours) > _FEW else 140
    middle = _WIDTH / 2, height / 2
    places = [_place(number, len(neighbours), height) for number in range(len(neighbours))]
    pairs = list(zip(neighbours, places, strict=True))
    lines = [shape("line", look="line", x1=middle[0], y1=middle[1], x2=x, y2=y) for _, (x, y) in pairs]
    relations = [shape for neighbour, place in pairs for shape in _relation(neighbour, place, middle)]
    boxes = [linked(neighbour.address, *_box(neighbour.name, place, "box")) for neighbour, place in pairs]
    return drawn([*lines, *relations, *_box(name, middle, "firm"), *boxes], _WIDTH, height, title)


def _place(number: int, count: int, height: float) -> tuple[float, float]:
    angle = 2 * pi * number / count - (pi / 2 if count > _FEW else 0)
    return _WIDTH / 2 + (_WIDTH / 2 - 105) * cos(angle), height / 2 + (height / 2 - 34) * sin(angle)


def _relation(neighbour: Neighbour, place: tuple[float, float], middle: tuple[float, float]) -> Iterator[Shape]:
    x, y = (0.46 * middle[0] + 0.54 * place[0], 0.46 * middle[1] + 0.54 * place[1])
    words = f"{neighbour.relation} →" if neighbour.outward == (place[0] >= middle[0]) else f"← {neighbour.relation}"
    width = wide(words, 11) + 6
    yield shape("rect", look="paper", x=x - width / 2, y=y - 9, width=width, height=16)
    yield label(words, x, y + 3, look="quiet", size=11, anchor="middle")


def _box(name: str, place: tuple[float, float], look: str) -> Iterator[Shape]:
    rows = folded(name, _LETTERS)
    x, y = place
    width = max(wide(row, _SIZE) for row in rows) + 20
    yield shape("rect", look=look, x=x - width / 2, y=y - _BOX / 2, width=width, height=_BOX, rx=6)
    ink = "paper" if look == "firm" else "link"
    for number, row in enumerate(rows):
        foot = y + 5 + (number - (len(rows) - 1) / 2) * 16
        yield label(row, x, foot, look=ink, size=_SIZE, anchor="middle")
