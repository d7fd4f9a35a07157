"""Describes the service in its own terms: SPARQL 1.1 Service Description with the counts of VoID."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.terms import LABEL, TYPE, Names, foreign, term

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

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

Node = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: triples of the default graph, and named graphs (one a claim)."""

    triples: int
    named_graphs: int


def describe(address: str, names: Names, counts: Counts) -> Iterator[ox.Triple]:
    """Describe the service that answers at an address; the address is configured, never guessed from a request."""
    service, dataset, default, claims = (
        ox.NamedNode(f"{address}#{part}") for part in ("service", "dataset", "default-graph", "claims")
    )
    rows: list[tuple[ox.NamedNode, str, Node]] = [
        (service, "type", _sd("Service")),
        (service, "label", ox.Literal("The SPARQL endpoint of foedus", language="en")),
        (service, "sd:endpoint", ox.NamedNode(address)),
        (service, "sd:supportedLanguage", _sd("SPARQL11Query")),
        (service, "sd:defaultDataset", dataset),
        (service, "licence", ox.NamedNode(LICENCE)),
        *((service, "sd:resultFormat", ox.NamedNode(_FORMATS + name)) for name in _OFFERED),
        (dataset, "type", _sd("Dataset")),
        (dataset, "type", _void("Dataset")),
        (dataset, "description", ox.Literal(_DATASET, language="en")),
        (dataset, "licence", ox.NamedNode(LICENCE)),
        (dataset, "sd:defaultGraph", default),
        (dataset, "void:sparqlEndpoint", ox.NamedNode(address)),
        (dataset, "void:uriSpace", ox.Literal(names.base)),
        (dataset, "void:classPartition", claims),
        (claims, "void:class", term("Claim")),
        (claims, "void:entities", _number(counts.named_graphs)),
        (claims, "description", ox.Literal("Each claim is a named graph; so many there are.", language="en")),
        (default, "type", _sd("Graph")),
        (default, "description", ox.Literal(_DEFAULT, language="en")),
        (default, "void:triples", _number(counts.triples)),
    ]
    return (ox.Triple(subject, _predicate(name), object_) for subject, name, object_ in rows)


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
