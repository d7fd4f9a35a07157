"""Where things happened, on a map without borders and as its table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from flask import Blueprint, Response, render_template

from foedus.pictures import WIDTH, Picture, Place, places
from foedus.web.drawn import served
from foedus.web.shown import address
from foedus.web.site import Site, site
from foedus.web.tongue import language, tell

blueprint = Blueprint("meetings", __name__)
_EVENTS = """
SELECT DISTINCT ?place ?name ?latitude ?longitude ?event ?title ?claim ?factuality WHERE {{
  ?claim a f:Claim ; f:polarity c:affirmed ; f:factuality ?how .
  GRAPH ?claim {{ ?event f:place ?place }}
  FILTER NOT EXISTS {{ GRAPH ?any {{ ?event a f:Statement }} }}
  ?place rdfs:label ?name FILTER(LANG(?name) = "{language}")
  ?event rdfs:label ?title FILTER(LANG(?title) = "{language}")
  ?how rdfs:label ?factuality FILTER(LANG(?factuality) = "{language}")
  OPTIONAL {{ ?place f:latitude ?latitude ; f:longitude ?longitude }}
}} ORDER BY ?name ?title ?claim"""
#: The outline of land that a build may have put here; no borders, which would say what no article does.
_LAND = "static/vendor/world-atlas-2.0.2/land.json"


@dataclass(slots=True)
class Spot:
    """A place with what happened there: name and page of each, with the claims that say so."""

    name: str
    page: str
    degrees: tuple[float, float] | None
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)


@blueprint.get("/map")
def atlas() -> str:
    """Show the map."""
    spots = read(site())
    return render_template("map.html", site=site(), spots=spots, pictures=(_picture(spots), _picture(spots, WIDTH)))


@blueprint.get("/map.svg")
def drawing() -> Response:
    """Give the picture alone."""
    return served(_picture(read(site())))


def read(site: Site) -> list[Spot]:
    """Read what is said to happen where, by the names of the places."""
    found: dict[str, Spot] = {}
    for row in site.select(_EVENTS.format(language=language())):
        place, event, claim = (address(row[name].value, site.names) or "" for name in ("place", "event", "claim"))
        known = row["latitude"] is not None
        degrees = (float(row["latitude"].value), float(row["longitude"].value)) if known else None
        spot = found.setdefault(place, Spot(row["name"].value, place, degrees))
        spot.events.setdefault(event, (row["title"].value, []))[1].append((claim, row["factuality"].value))
    return list(found.values())


def _picture(spots: Sequence[Spot], *width: int) -> Picture:
    dots = [Place(spot.name, spot.page, *spot.degrees, len(spot.events)) for spot in spots if spot.degrees]
    return _drawn(tuple(dots), str(tell("map-title")), *width)


@lru_cache(maxsize=16)
def _drawn(dots: tuple[Place, ...], title: str, *width: int) -> Picture:
    """Draw each picture once: to clip the land takes longer than all else of the page."""
    return places(dots, title, _land(), *width)


@cache
def _land() -> list[list[tuple[float, float]]]:
    file = resources.files("foedus.web").joinpath(_LAND)
    return json.loads(file.read_text("utf-8")) if file.is_file() else []
