"""Who belongs to what, as of when, according to whom: a page for each body that has members, and for all offices."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template

from foedus.pictures import SLIM, Form, Picture, Span, spans
from foedus.web.drawn import served
from foedus.web.problems import nothing_is_known
from foedus.web.shown import address
from foedus.web.site import Site, site
from foedus.web.tongue import language, tell

blueprint = Blueprint("members", __name__)
_BODIES = """
SELECT ?body ?name (COUNT(DISTINCT ?member) AS ?members) WHERE {{
  GRAPH ?claim {{ ?place f:organization ?body ; f:member ?member }}
  ?body rdfs:label ?name FILTER(LANG(?name) = "{language}")
}} GROUP BY ?body ?name ORDER BY DESC(?members) ?name"""
_MEMBERS = """
SELECT DISTINCT ?place ?member ?name ?status ?claim ?article ?speaker ?edtf ?day ?accepted ?contested
  ?began ?ended WHERE {{
  ?claim a f:Claim ; f:polarity c:affirmed ; f:factuality ?factuality ; f:passage/f:article ?paper ; f:voice ?voice .
  FILTER(?factuality IN (c:ongoing, c:occurred))
  GRAPH ?claim {{ ?place f:organization <{body}> ; f:member ?member }}
  ?member rdfs:label ?name FILTER(LANG(?name) = "{language}")
  ?paper rdfs:label ?article FILTER(LANG(?article) = "{language}")
  OPTIONAL {{ GRAPH ?claim {{ ?place f:status ?held }} ?held rdfs:label ?status FILTER(LANG(?status) = "{language}") }}
  OPTIONAL {{ GRAPH ?claim {{ ?place f:begins/f:earliest ?began }} }}
  OPTIONAL {{ GRAPH ?claim {{ ?place f:ends/f:latest ?ended }} }}
  OPTIONAL {{ ?claim f:asOf ?time . ?time f:edtf ?edtf OPTIONAL {{ ?time f:earliest ?day }} }}
  OPTIONAL {{ ?claim f:accepted ?accepted }}
  OPTIONAL {{ ?place f:contestedIn ?contested }}
  OPTIONAL {{ GRAPH ?told {{ ?voice f:speaker ?by }} ?by rdfs:label ?speaker FILTER(LANG(?speaker) = "{language}") }}
}} ORDER BY ?name ?day ?claim"""


@dataclass(frozen=True, slots=True)
class Row:
    """What one claim says of one member."""

    member: str
    page: str
    status: str
    claim: str
    claim_name: str
    source: str
    speaker: str
    edtf: str
    day: date | None
    began: date | None
    ended: date | None
    accepted: bool
    conflict: str


@blueprint.get("/organizations")
def organizations() -> str:
    """List the bodies whose members an article names."""
    rows = site().select(_BODIES.format(language=language()))
    bodies = [(row["name"].value, _local(row["body"].value), int(row["members"].value)) for row in rows]
    return render_template("organizations.html", site=site(), bodies=bodies)


@blueprint.get("/organizations/<name>")
def organization(name: str) -> Response | str:
    """Show the members of a body over time, or give the picture alone (.svg)."""
    local, dot, suffix = name.rpartition(".")
    rows = read(site(), local if dot else name) if suffix in ("svg", name) else []
    if not rows:
        raise nothing_is_known(f"/organizations/{name}")
    body = _name(local if dot else name)
    if dot:
        return served(_picture(rows, body))
    pictures = _picture(rows, body), _picture(rows, body, SLIM)
    return render_template("organization.html", site=site(), name=body, rows=rows, pictures=pictures, local=name)


def read(site: Site, local: str) -> list[Row]:
    """Read who is said to belong to a body; nothing where the name is none of ours."""
    if not local.replace("-", "").isalnum():
        return []
    iri = site.names.iri("id", local).value
    found: dict[tuple[str, str, str], Row] = {}
    for row in site.select(_MEMBERS.format(body=iri, language=language())):
        said = {name: getattr(row[name], "value", "") for name in _NAMES}
        found.setdefault((said["place"], said["claim"], said["status"]), _row(site, said))
    return list(found.values())


_NAMES = (
    "place",
    "member",
    "name",
    "status",
    "claim",
    "article",
    "speaker",
    "edtf",
    "day",
    "accepted",
    "contested",
    "began",
    "ended",
)


def _row(site: Site, said: dict[str, str]) -> Row:
    page, claim, conflict = (address(said[name], site.names) or "" for name in ("member", "claim", "contested"))
    day, began, ended = (
        date.fromisoformat(said[name][:10]) if said[name] else None for name in ("day", "began", "ended")
    )
    return Row(
        said["name"],
        page,
        said["status"],
        claim,
        _local(claim),
        said["article"],
        said["speaker"],
        said["edtf"],
        day,
        began,
        ended,
        said["accepted"] == "true" and not conflict,
        conflict,
    )


def _picture(rows: list[Row], name: str, *form: Form) -> Picture:
    drawn = [
        Span(
            row.member,
            " · ".join(part for part in (row.status, row.speaker or row.source) if part),
            row.claim,
            row.day,
            row.began,
            row.ended,
            firm=row.accepted,
            said=bool(row.speaker),
        )
        for row in rows
    ]
    return spans(drawn, tell("members-title", name=name), tell("members-undated"), *form)


def _name(local: str) -> str:
    rows = site().select(
        "SELECT ?thing ?name WHERE { ?thing rdfs:label ?name }", {"thing": site().names.iri("id", local).value}
    )
    named = {row["name"].language: row["name"].value for row in rows}
    return named.get(language()) or local


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]
