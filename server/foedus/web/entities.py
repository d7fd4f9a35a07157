"""What the graph says of one thing: every triple with it, and where each is said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.terms import LABEL, TYPE, term
from foedus.web.shown import Cell, cell
from foedus.web.site import Site, Solutions
from foedus.web.tongue import language

#: Triples of a thing that a page shows; the address with a suffix gives all.
MOST_LINES = 100

_ORDER = {TYPE.value: 0, LABEL.value: 1}
_OUT = """
SELECT DISTINCT ?thing ?predicate ?other ?graph ?label ?in ?at WHERE {
  { ?thing ?predicate ?other } UNION { GRAPH ?graph { ?thing ?predicate ?other } }
  OPTIONAL { ?other rdfs:label ?label . FILTER(LANG(?label) = "@@") }
  OPTIONAL { ?other f:article ?in ; f:quoteStart ?at }
} ORDER BY ?predicate ?in ?at ?other ?graph"""
_INTO = """
SELECT DISTINCT ?thing ?predicate ?other ?graph ?label WHERE {
  { ?other ?predicate ?thing } UNION { GRAPH ?graph { ?other ?predicate ?thing } }
  OPTIONAL { ?other rdfs:label ?label . FILTER(LANG(?label) = "@@") }
} ORDER BY ?predicate ?other ?graph"""
_KNOWN = """
SELECT ?thing WHERE {
  { ?thing ?out ?value } UNION { GRAPH ?graph { ?thing ?out ?value } }
  UNION { ?other ?in ?thing } UNION { GRAPH ?graph { ?other ?in ?thing } }
} LIMIT 1"""
_DESCRIBED = """
SELECT ?thing ?subject ?predicate ?object ?graph WHERE {
  { ?thing f:passage ?subject . ?subject ?predicate ?object }
  UNION { ?subject f:claim ?thing ; ?predicate ?object }
  UNION { GRAPH ?thing { ?subject ?predicate ?object } BIND(?thing AS ?graph) }
}"""
_INSIDE = """
SELECT ?thing ?subject ?predicate ?object WHERE { GRAPH ?thing { ?subject ?predicate ?object } }
ORDER BY ?subject ?predicate ?object"""
_QUOTES = """
SELECT DISTINCT ?thing ?passage ?article ?words ?at WHERE {
  ?thing f:passage? ?passage .
  ?passage f:article ?article ; f:quote ?quote .
  OPTIONAL { ?passage f:quoteText ?text }
  OPTIONAL { ?passage f:quoteStart ?at }
  BIND(COALESCE(?text, ?quote) AS ?words)
} ORDER BY ?article ?at ?passage"""
_CHECKS = """
SELECT ?thing ?check ?verdict ?standing ?reading ?on ?reader ?method WHERE {
  ?check f:claim ?thing ; f:verdict ?verdict . OPTIONAL { ?check f:standing ?standing }
  OPTIONAL { ?check f:reading ?reading } OPTIONAL { ?check f:readOn ?on }
  OPTIONAL { ?check f:reader ?reader } OPTIONAL { ?check f:method ?method }
} ORDER BY ?on ?check"""
_CLAIMS = """
SELECT ?thing ?claim (GROUP_CONCAT(?quoted; SEPARATOR=" … ") AS ?words) WHERE {
  ?passage f:article ?thing ; f:quote ?quote .
  ?claim f:passage ?passage ; a f:Claim .
  OPTIONAL { ?passage f:quoteText ?text }
  BIND(COALESCE(?text, ?quote) AS ?quoted)
} GROUP BY ?thing ?claim ORDER BY ?claim"""


@dataclass(slots=True)
class Line:
    """One triple of a thing: its predicate and its other end, held by the view or said in claims."""

    predicate: Cell
    other: Cell
    label: str
    held: bool = False
    claims: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Entity:
    """What a page shows of a thing."""

    iri: str
    short: str
    label: str
    out: Sequence[Line]
    into: Sequence[Line]
    total: int
    kind: str = ""
    sentences: Sequence[tuple[str, str]] = ()
    tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Cell | None]]]] = ()


def find(site: Site, iri: str) -> Entity | None:
    """Gather what the graph says of a thing; None where it says nothing."""
    out, into = (
        list(_lines(site, site.select(query.replace("@@", language()), {"thing": iri}))) for query in (_OUT, _INTO)
    )
    if not out and not into:
        return None
    return Entity(
        iri,
        site.names.shorten(iri),
        _label(out),
        out[:MOST_LINES],
        into[:MOST_LINES],
        len(out) + len(into),
        next((line.label for line in out if line.predicate.full == TYPE.value), "").capitalize(),
        _said(site, iri) if _is_claim(out) else (),
        list(_tables(site, iri)),
    )


def is_known(site: Site, iri: str) -> bool:
    """Whether the graph says anything of a thing."""
    return bool(site.select(_KNOWN, {"thing": iri}))


def quads(site: Site, iri: str) -> list[ox.Quad]:
    """Give the thing's own description, and what claims say of it, each in the graph that says it."""
    said = [
        *(
            _quad(row["thing"], row["predicate"], row["other"], row["graph"])
            for row in site.select(_OUT, {"thing": iri})
        ),
        *(
            _quad(row["subject"], row["predicate"], row["object"], row["graph"])
            for row in site.select(_DESCRIBED, {"thing": iri})
        ),
    ]
    return sorted(
        said, key=lambda quad: (quad.graph_name != ox.DefaultGraph(), str(quad.graph_name), str(quad.subject))
    )


def _quad(subject: object, predicate: object, object_: object, graph: object) -> ox.Quad:
    return ox.Quad(subject, predicate, object_, graph or ox.DefaultGraph())  # type: ignore[arg-type] # terms of a solution in their places


def _lines(site: Site, rows: Solutions) -> Iterator[Line]:
    """Gather rows of the same triple into one line: where it is held, and by which claims it is said."""
    lines: dict[tuple[object, object], Line] = {}
    for row in rows:
        key = (row["predicate"], row["other"])
        if key not in lines:
            predicate, other = (cell(end, site.names) for end in key)
            if predicate and other:
                lines[key] = Line(predicate, other, row["label"].value if row["label"] else "")
        graph = cell(row["graph"], site.names)
        if graph is None:
            lines[key].held = True
        elif graph not in lines[key].claims:
            lines[key].claims.append(graph)
    yield from sorted(lines.values(), key=lambda line: _ORDER.get(line.predicate.full, len(_ORDER)))


def _is_claim(lines: Iterable[Line]) -> bool:
    return any(line.predicate.full == TYPE.value and line.other.full == term("Claim").value for line in lines)


def _label(lines: Iterable[Line]) -> str:
    labels = [line.other for line in lines if line.predicate.full == LABEL.value]
    spoken = [label.text for label in labels if label.language == language()]
    return next(iter(spoken), next((label.text for label in labels), ""))


def _said(site: Site, iri: str) -> list[tuple[str, str]]:
    text = site.say(iri, language())
    return [(language(), text)] if text else []


def _tables(site: Site, iri: str) -> Iterator[tuple[str, Sequence[str], Sequence[Sequence[Cell | None]]]]:
    """Make the tables that claims, passages and articles have beside their triples; empty ones are left out."""
    for title, columns, query in (
        ("triples-words", ("passage", "article", "words"), _QUOTES),
        ("triples-says", ("subject", "predicate", "object"), _INSIDE),
        ("triples-readings", ("check", "verdict", "standing", "reading", "on", "reader", "method"), _CHECKS),
        ("triples-claims", ("claim", "words"), _CLAIMS),
    ):
        rows = [[cell(row[name], site.names) for name in columns] for row in site.select(query, {"thing": iri})]
        if rows:
            yield title, columns, rows


def terms(site: Site) -> dict[str, list[dict[str, Cell | None]]]:
    """Give the classes and the properties of the ontology with their labels and definitions."""
    query = """
SELECT ?term ?type ?label ?definition ?question WHERE {
  ?term a ?type ; rdfs:label ?label ; skos:definition ?definition .
  OPTIONAL { ?term skos:example ?question . FILTER(LANG(?question) = "@@" || LANG(?question) = "") }
  FILTER(STRSTARTS(STR(?term), STR(f:)) && LANG(?label) = "@@" && LANG(?definition) = "@@")
} ORDER BY ?term"""
    found: dict[str, list[dict[str, Cell | None]]] = {"classes": [], "properties": []}
    for row in site.select(query.replace("@@", language())):
        kind = row["type"].value.rpartition("#")[2]
        if kind in ("Class", "ObjectProperty", "DatatypeProperty"):
            names = ("term", "label", "definition", "question")
            found["classes" if kind == "Class" else "properties"].append(
                {name: cell(row[name], site.names) for name in names}
            )
    return found


def described(site: Site, home: str) -> Iterator[ox.Quad]:
    """Give every triple of the terms or concepts below an address of ours."""
    query = f'SELECT ?s ?p ?o WHERE {{ ?s ?p ?o . FILTER(STRSTARTS(STR(?s), "{home}")) }}'
    for row in site.select(query):
        yield _quad(row["s"], row["p"], row["o"], None)
