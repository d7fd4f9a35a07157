"""Counts a graph in the terms of VoID, by queries: so that what is said of it is true of it as it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox

Select = Callable[[str], list[ox.QuerySolution]]

#: Where triples are counted: in the accepted view, and in all claims, in each that says them.
_VIEW = "{triple}"
_CLAIMS = "?claim a f:Claim . GRAPH ?claim {{ {triple} }}"
_ALL = "?s ?p ?o"
_TOTALS = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) WHERE {{ {0} }}"""
#: The base of a query is the address below which the graph mints its IRIs.
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?entities) WHERE {{ {0} FILTER(STRSTARTS(STR(?s), STR(<>))) }}"
_CLASSES = """
SELECT ?name (COUNT(DISTINCT ?s) AS ?count) (MIN(?s) AS ?example) WHERE {{ {0} }} GROUP BY ?name ORDER BY ?name"""
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) WHERE {{ {0} }} GROUP BY ?name ORDER BY ?name"
_READ = "SELECT (MAX(?on) AS ?day) WHERE { ?reading f:readOn ?on }"
_NAMED = "SELECT (COUNT(DISTINCT ?claim) AS ?claims) WHERE { ?claim a f:Claim . GRAPH ?claim { ?s ?p ?o } }"


@dataclass(frozen=True, slots=True)
class Share:
    """A class with its entities, or a property with its triples; an example where there is one."""

    name: ox.NamedNode
    count: int
    example: ox.NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The counts of a part of the dataset; entities are subjects below the graph's own address."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: tuple[Share, ...] = ()
    properties: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Census:
    """The counts of the accepted view and of the claims, how many claims there are, and the day of the last reading."""

    view: Part
    claims: Part
    graphs: int
    day: str | None = None


def take(select: Select) -> Census:
    """Count by asking; the prefixes of the graph's own files are declared by who asks."""
    day = select(_READ)[0]["day"]
    return Census(
        _part(select, _VIEW),
        _part(select, _CLAIMS),
        _number(select(_NAMED)[0], "claims"),
        day.value if isinstance(day, ox.Literal) else None,
    )


def _part(select: Select, where: str) -> Part:
    every = where.format(triple=_ALL)
    totals = select(_TOTALS.format(every))[0]
    return Part(
        _number(totals, "triples"),
        _number(select(_ENTITIES.format(every))[0], "entities"),
        _number(totals, "subjects"),
        _number(totals, "objects"),
        _shares(select(_CLASSES.format(where.format(triple="?s a ?name")))),
        _shares(select(_PROPERTIES.format(where.format(triple="?s ?name ?o")))),
    )


def _shares(rows: list[ox.QuerySolution]) -> tuple[Share, ...]:
    """Read the rows of a partition; what is no IRI has no place in VoID."""
    found = []
    for row in rows:
        name, example = row["name"], row["example"]
        if isinstance(name, ox.NamedNode):
            found.append(Share(name, _number(row, "count"), example if isinstance(example, ox.NamedNode) else None))
    return tuple(found)


def _number(row: ox.QuerySolution, name: str) -> int:
    return int(cast("ox.Literal", row[name]).value)
