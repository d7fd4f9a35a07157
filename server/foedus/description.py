"""Describes the service in its own terms: SPARQL 1.1 Service Description with the counts of VoID."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.holdings import About
from foedus.terms import LABEL, TYPE, Names, foreign, term

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "TriG",
    "JSON-LD",
    "RDF_XML",
)
_DATASET = "The dataset: one named graph for each claim, and the accepted view as its default graph."
_DEFAULT = (
    "The accepted view: what this graph holds to be so by its written policy, with names, descriptions of claims, "
    "passages, checks and conflicts, and the ontology. It is not the union of the named graphs."
)

Row = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: triples of the default graph, and named graphs (one a claim)."""

    triples: int
    named_graphs: int


def describe(address: str, names: Names, counts: Counts, about: About | None = None) -> Iterator[ox.Triple]:
    """Describe the service that answers at an address; the address is configured, never guessed from a request."""
    said = about or About()
    for row in (*_service(address, said), *_dataset(address, names, said), *_graphs(address, counts)):
        yield ox.Triple(row[0], _predicate(row[1]), row[2])


def _part(address: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{address}#{name}")


def _service(address: str, said: About) -> Iterator[Row]:
    service, title = _part(address, "service"), f"The SPARQL endpoint of {said.title}"
    yield service, "type", _sd("Service")
    yield service, "label", ox.Literal(title if said.title else "A SPARQL endpoint", language="en")
    yield service, "sd:endpoint", ox.NamedNode(address)
    yield service, "sd:supportedLanguage", _sd("SPARQL11Query")
    yield service, "sd:defaultDataset", _part(address, "dataset")
    if said.licence:
        yield service, "licence", ox.NamedNode(said.licence)
    for name in _OFFERED:
        yield service, "sd:resultFormat", ox.NamedNode(_FORMATS + name)


def _dataset(address: str, names: Names, said: About) -> Iterator[Row]:
    dataset = _part(address, "dataset")
    yield dataset, "type", _sd("Dataset")
    yield dataset, "type", _void("Dataset")
    yield dataset, "description", ox.Literal(_DATASET, language="en")
    if said.licence:
        yield dataset, "licence", ox.NamedNode(said.licence)
    yield dataset, "sd:defaultGraph", _part(address, "default-graph")
    yield dataset, "void:sparqlEndpoint", ox.NamedNode(address)
    yield dataset, "void:uriSpace", ox.Literal(names.base)
    yield dataset, "void:classPartition", _part(address, "claims")


def _graphs(address: str, counts: Counts) -> Iterator[Row]:
    default, claims = _part(address, "default-graph"), _part(address, "claims")
    yield claims, "void:class", term("Claim")
    yield claims, "void:entities", _number(counts.named_graphs)
    yield claims, "description", ox.Literal("Each claim is a named graph; so many there are.", language="en")
    yield default, "type", _sd("Graph")
    yield default, "description", ox.Literal(_DEFAULT, language="en")
    yield default, "void:triples", _number(counts.triples)


def prefixes(names: Names) -> dict[str, str]:
    """Give the prefixes in which the description is written."""
    return {**names.prefixes(), "sd": _SD, "void": _VOID}


def _predicate(name: str) -> ox.NamedNode:
    known = {
        "type": TYPE,
        "label": LABEL,
        "licence": foreign("dcterms:license"),
        "description": foreign("dcterms:description"),
    }
    prefix, _, local = name.partition(":")
    return known.get(name) or (_sd(local) if prefix == "sd" else _void(local))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(_VOID + name)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=foreign("xsd:integer"))
