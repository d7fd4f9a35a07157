"""The page of conflicts: both sides of each, side by side, with their words, and how it was judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox
from flask import Blueprint, render_template

from foedus.web.shown import Cell, cell
from foedus.web.site import Site, site
from foedus.web.tongue import language

blueprint = Blueprint("disputes", __name__)

_CONFLICTS = """
SELECT ?conflict ?kind ?state ?derivation ?because (GROUP_CONCAT(DISTINCT ?opposed; SEPARATOR=", ") AS ?voices)
WHERE {
  ?conflict a f:Conflict ; f:kind/rdfs:label ?kind ; f:standing/rdfs:label ?state .
  ?conflict f:derivation/rdfs:label ?derivation .
  OPTIONAL { ?conflict f:opposes/rdfs:label ?opposed . FILTER(LANG(?opposed) = "@@") }
  OPTIONAL { ?conflict f:because ?because . FILTER(LANG(?because) = "@@") }
  FILTER(LANG(?kind) = "@@" && LANG(?state) = "@@" && LANG(?derivation) = "@@")
} GROUP BY ?conflict ?kind ?state ?derivation ?because ORDER BY ?kind ?conflict"""
_SIDES = """
SELECT DISTINCT ?conflict ?claim ?passage ?article ?at ?words
  (GROUP_CONCAT(DISTINCT ?name; SEPARATOR=", ") AS ?speakers)
WHERE {
  ?conflict a f:Conflict ; f:between ?claim .
  ?claim f:voice ?voice ; f:passage ?passage .
  ?passage f:article ?article ; f:quoteText ?words .
  OPTIONAL { ?passage f:quoteStart ?at }
  OPTIONAL { GRAPH ?report { ?voice f:speaker ?speaker } ?speaker rdfs:label ?name . FILTER(LANG(?name) = "@@") }
} GROUP BY ?conflict ?claim ?passage ?article ?at ?words ORDER BY ?conflict ?claim ?article ?at ?passage"""
_REVIEWS = """
SELECT ?conflict ?review ?resolution ?day ?because ?standing WHERE {
  ?review f:reviews ?conflict ; f:resolution/rdfs:label ?resolution ; f:readOn ?day ; f:because ?because .
  OPTIONAL { ?review f:standing ?standing }
  FILTER(LANG(?resolution) = "@@" && LANG(?because) = "@@")
} ORDER BY ?conflict ?day ?review"""


@dataclass(slots=True)
class Side:
    """One claim of a conflict: its sentence, whose words it has, and the words with their articles."""

    claim: Cell | None
    sentence: str
    speakers: str
    quotes: list[tuple[str, Cell | None]] = field(default_factory=list)


@dataclass(slots=True)
class Dispute:
    """One conflict as the page shows it."""

    conflict: Cell | None
    kind: str
    state: str
    derivation: str
    voices: str
    because: str
    sides: dict[str, Side] = field(default_factory=dict)
    reviews: list[dict[str, str]] = field(default_factory=list)


@blueprint.get("/conflicts")
def conflicts() -> str:
    """Show every conflict."""
    return render_template("conflicts.html", site=site(), disputes=find(site()))


def find(site: Site) -> Sequence[Dispute]:
    """Gather the conflicts with their sides and reviews."""
    found = {row["conflict"].value: _dispute(site, row) for row in site.select(_CONFLICTS.replace("@@", language()))}
    for row in site.select(_SIDES.replace("@@", language())):
        dispute, claim = found.get(row["conflict"].value), row["claim"].value
        if dispute:
            unsaid = Side(cell(row["claim"], site.names), site.content(claim, language()) or "", _text(row, "speakers"))
            side = dispute.sides.setdefault(claim, unsaid)
            side.quotes.append((_text(row, "words"), cell(row["article"], site.names)))
    for row in site.select(_REVIEWS.replace("@@", language())):
        dispute = found.get(row["conflict"].value)
        if dispute:
            judged = {name: _text(row, name) for name in ("resolution", "day", "because", "standing")}
            dispute.reviews.append(judged)
    return list(found.values())


def one(site: Site, iri: str) -> Dispute | None:
    """Give one conflict; None where there is none."""
    return next((dispute for dispute in find(site) if dispute.conflict and dispute.conflict.full == iri), None)


def _dispute(site: Site, row: ox.QuerySolution) -> Dispute:
    kind, state, derivation, voices, because = (
        _text(row, name) for name in ("kind", "state", "derivation", "voices", "because")
    )
    return Dispute(cell(row["conflict"], site.names), kind, state, derivation, voices, because)


def _text(row: ox.QuerySolution, name: str) -> str:
    return row[name].value if row[name] else ""
