"""The timeline of what happened and of what is planned, as a picture and as its table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template

from foedus.pictures import Happening, Picture, lanes
from foedus.pictures import rows as slim
from foedus.web.drawn import served
from foedus.web.shown import address
from foedus.web.site import Site, site
from foedus.web.tongue import language, tell

blueprint = Blueprint("chronicle", __name__)
_EVENTS = """
SELECT DISTINCT ?thing ?name ?class ?edtf ?wording ?earliest ?latest ?claim ?factuality ?firmness ?speaker WHERE {{
  ?claim a f:Claim ; f:polarity c:affirmed ; f:factuality ?factuality ; f:voice ?voice .
  ?factuality rdfs:label ?firmness FILTER(LANG(?firmness) = "{language}")
  GRAPH ?claim {{ ?thing f:time|f:begins ?time }}
  ?time f:edtf ?edtf ; f:wording ?wording .
  ?thing rdfs:label ?name FILTER(LANG(?name) = "{language}")
  FILTER NOT EXISTS {{ ?thing f:speaker ?anybody }}
  FILTER NOT EXISTS {{ GRAPH ?claim {{ ?thing a f:Statement }} }}
  OPTIONAL {{ GRAPH ?claim {{ ?thing a ?type }} ?type rdfs:label ?class FILTER(LANG(?class) = "{language}") }}
  OPTIONAL {{ ?time f:earliest ?earliest }}
  OPTIONAL {{ ?time f:latest ?latest }}
  OPTIONAL {{ GRAPH ?told {{ ?voice f:speaker ?by }} ?by rdfs:label ?speaker FILTER(LANG(?speaker) = "{language}") }}
}} ORDER BY ?earliest ?latest ?name ?claim"""


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of a day: of what, its class, the day as written and as reckoned, and how firmly it is said."""

    name: str
    address: str
    kind: str
    edtf: str
    wording: str
    earliest: date | None
    latest: date | None
    claim: str
    planned: bool
    firmness: str
    speaker: str


@blueprint.get("/timeline")
def timeline() -> str:
    """Show the timeline."""
    rows = read(site())
    return render_template("timeline.html", site=site(), rows=rows, pictures=(_picture(rows), _picture(rows, slim)))


@blueprint.get("/timeline.svg")
def drawing() -> Response:
    """Give the picture alone."""
    return served(_picture(read(site())))


def read(site: Site) -> list[Row]:
    """Read what claims say of days, in their order; days without bounds last."""
    rows = [
        _row(site, {name: _text(row[name]) for name in _NAMES})
        for row in site.select(_EVENTS.format(language=language()))
    ]
    return sorted(rows, key=lambda row: (row.earliest or date.max, row.latest or date.max, row.name, row.claim))


_NAMES = (
    "thing",
    "name",
    "class",
    "edtf",
    "wording",
    "earliest",
    "latest",
    "claim",
    "factuality",
    "firmness",
    "speaker",
)


def _row(site: Site, said: dict[str, str]) -> Row:
    return Row(
        said["name"],
        address(said["thing"], site.names) or "",
        said["class"],
        said["edtf"],
        said["wording"],
        _day(said["earliest"]),
        _day(said["latest"]),
        address(said["claim"], site.names) or "",
        said["factuality"].rpartition("/")[2] not in ("occurred", "ongoing"),
        said["firmness"],
        said["speaker"],
    )


def _picture(rows: list[Row], draw: Callable[[list[Happening], str], Picture] = lanes) -> Picture:
    """Draw each thing once for each of its days; it is planned where nothing says that it happened."""
    dated: dict[tuple[str, date, date], list[Row]] = {}
    for row in rows:
        if row.earliest:
            latest = row.latest or row.earliest
            dated.setdefault((row.address, row.earliest, latest), []).append(row)
    happenings = [
        Happening(same[0].name, page, earliest, latest, all(row.planned for row in same))
        for (page, earliest, latest), same in dated.items()
    ]
    return draw(happenings, tell("timeline-title"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(term: object) -> str:
    return getattr(term, "value", "")
