"""Draws places by their degrees over land, where an outline is at hand: no border is ever drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foedus.pictures.drawing import Picture, Shape, drawn, label, linked, shape, wide

WIDTH, _MARGIN, _LEAST = 860, 4.0, 20.0
#: Degrees between two lines of the net.
_NET = 10

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its degrees north and east, and how many things were there."""

    name: str
    address: str
    latitude: float
    longitude: float
    count: int = 1


def places(found: Sequence[Place], title: str, land: Sequence[Ring] = (), width: int = WIDTH) -> Picture:
    """Draw places as dots, each as large as what was there is much; ``land`` has rings of east and north."""
    frame = _framed(found, width)
    shapes = [*frame.coasts(land), *frame.net(), *(shape for place in found for shape in frame.dot(place))]
    return drawn(shapes, width, frame.height, title)


def _framed(found: Sequence[Place], paper: int) -> "_Frame":
    east = [place.longitude for place in found] or [0.0]
    north = [place.latitude for place in found] or [0.0]
    width = max(max(east) - min(east) + 2 * _MARGIN, _LEAST)
    height = max(max(north) - min(north) + 2 * _MARGIN, _LEAST)
    return _Frame((min(east) + max(east) - width) / 2, (min(north) + max(north) + height) / 2, width, height, paper)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the earth that is drawn: its western and northern edge, its degrees, and the width of the paper."""

    west: float
    top: float
    wide: float
    high: float
    paper: int

    @property
    def height(self) -> float:
        """Degrees north are longer on paper than degrees east, as they are on the earth at these latitudes."""
        return min(700.0, self.paper / self.wide * self.high * 1.5)

    def point(self, east: float, north: float) -> tuple[float, float]:
        return (east - self.west) / self.wide * self.paper, (self.top - north) / self.high * self.height

    def coasts(self, land: Sequence[Ring]) -> Iterator[Shape]:
        """Draw all rings as one shape, in which a ring inside another is water."""
        west, south, east, north = self.west, self.top - self.high, self.west + self.wide, self.top
        kept = [clipped(ring, (west - 1, south - 1, east + 1, north + 1)) for ring in land]
        rings = ["L".join("{:.0f} {:.0f}".format(*self.point(*each)) for each in ring) for ring in kept if ring]
        if rings:
            yield shape("path", look="land", d="".join(f"M{ring}Z" for ring in rings), fill_rule="evenodd")

    def net(self) -> Iterator[Shape]:
        for east in range(-180, 181, _NET):
            x, _ = self.point(east, 0)
            if 0 < x < self.paper:
                yield shape("line", look="faint", x1=x, y1=0, x2=x, y2=self.height)
                yield label(f"{abs(east)}°{'E' if east >= 0 else 'W'}", x + 4, self.height - 6, look="quiet", size=11)
        for north in range(-90, 91, _NET):
            _, y = self.point(0, north)
            if 0 < y < self.height:
                yield shape("line", look="faint", x1=0, y1=y, x2=self.paper, y2=y)
                yield label(f"{abs(north)}°{'N' if north >= 0 else 'S'}", 4, y - 4, look="quiet", size=11)

    def dot(self, place: Place) -> Iterator[Shape]:
        x, y = self.point(place.longitude, place.latitude)
        words = f"{place.name} ({place.count})"
        left = x + wide(words, 13) + 20 > self.paper
        radius = min(22.0, 5 + 2.0 * place.count**0.5)
        yield shape("circle", look="firm", cx=x, cy=y, r=radius, fill_opacity=0.75)
        name = label(
            words, x + (-radius - 5 if left else radius + 5), y + 5, look="link", anchor="end" if left else "start"
        )
        yield linked(place.address, name)


def clipped(ring: Ring, frame: tuple[float, float, float, float]) -> Ring:
    """Keep the part of a ring that lies in a frame of west, south, east and north (Sutherland and Hodgman)."""
    for axis in (0, 1):
        places = [point[axis] for point in ring]
        if not places or max(places) < frame[axis] or min(places) > frame[axis + 2]:
            return []
    for edge, (axis, sign) in zip(frame, ((0, 1), (1, 1), (0, -1), (1, -1)), strict=True):
        kept: list[tuple[float, float]] = []
        for before, point in zip([*ring[-1:], *ring], ring, strict=False):
            was, is_ = (sign * (each[axis] - edge) for each in (before, point))
            if (was < 0) != (is_ < 0):
                share = was / (was - is_)
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if is_ >= 0:
                kept.append(point)
        ring = kept
    return ring
