"""Describes service and dataset in their own terms: SPARQL 1.1 Service Description, VoID and DCAT.

https://www.w3.org/TR/sparql11-service-description/, https://www.w3.org/TR/void/, https://www.w3.org/TR/vocab-dcat-3/
"""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph as ox

from foedus.census import Census, Part, Share
from foedus.holdings import About
from foedus.terms import FOREIGN, MATCHES, ONTOLOGY, TYPE, Names, foreign

_OTHERS = {
    **FOREIGN,
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
}
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
_N_TRIPLES = "https://www.iana.org/assignments/media-types/application/n-triples"
#: A service that loads nothing has no input format, and none of the features of the vocabulary is true of this one.
_MATCHES = (
    "Takes a text and words that are sought. True where each of these begins a word of the text or sounds like one, "
    "whatever their script, accents and transliteration: Rakhmon is found as Rahmon and as Рахмон."
)
_SERVICE = (
    "Read-only: SPARQL 1.1 Query, and of the drafts of 1.2 what Oxigraph knows, such as triple terms. "
    "SERVICE and LOAD are refused. A query has a deadline; an answer is whole or it is an error."
)
_DATASET = "The dataset: one named graph for each claim, and the accepted view as its default graph."
_VIEW = (
    "The accepted view: what this graph holds to be so by its written policy, with names, descriptions of claims, "
    "passages, checks and conflicts, and the ontology. It is not the union of the named graphs."
)
_CLAIMS = "What the claims say, each in its named graph; a triple is counted in each claim that says it."
_EXAMPLES = "The saved questions as example queries: the one named graph that is no claim."

Row = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


def describe(home: str, names: Names, census: Census | None, about: About | None = None) -> Iterator[ox.Triple]:
    """Describe what answers below an address, which is configured and never guessed from a request.

    Without a census nothing is said of how much there is.
    """
    said, address = about or About(), home.rstrip("/") + "/sparql"
    rows = [*_service(address, said), *_dataset(address, names, said), *_catalogue(address, said)]
    rows += [*_graphs(address, names), *_dump(address, said)]
    if census:
        rows += [*_counted(_part(address, "default-graph"), census.view, names), *_held(address, names, census)]
        rows += _counted(_part(address, "claims"), census.claims, names)
    for subject, predicate, value in rows:
        yield ox.Triple(subject, _term(predicate), value)


def prefixes(names: Names) -> dict[str, str]:
    """Give the prefixes in which the description is written."""
    return {**names.prefixes(), **_OTHERS}


def _part(address: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{address}#{name}")


def _service(address: str, said: About) -> Iterator[Row]:
    service, title = _part(address, "service"), f"The SPARQL endpoint of {said.title}"
    yield service, "rdf:type", _term("sd:Service")
    yield service, "rdf:type", _term("dcat:DataService")
    yield service, "rdfs:label", ox.Literal(title if said.title else "A SPARQL endpoint", language="en")
    yield service, "dcterms:description", ox.Literal(_SERVICE, language="en")
    yield service, "sd:endpoint", ox.NamedNode(address)
    yield service, "dcat:endpointURL", ox.NamedNode(address)
    yield service, "dcat:endpointDescription", ox.NamedNode(address)
    yield service, "sd:supportedLanguage", _term("sd:SPARQL11Query")
    yield service, "sd:defaultDataset", _part(address, "dataset")
    yield service, "dcat:servesDataset", _part(address, "dataset")
    yield service, "sd:extensionFunction", ox.NamedNode(MATCHES)
    yield ox.NamedNode(MATCHES), "rdf:type", _term("sd:Function")
    yield ox.NamedNode(MATCHES), "dcterms:description", ox.Literal(_MATCHES, language="en")
    yield from _licensed(service, said)
    for name in _OFFERED:
        yield service, "sd:resultFormat", ox.NamedNode(_FORMATS + name)


def _dataset(address: str, names: Names, said: About) -> Iterator[Row]:
    dataset = _part(address, "dataset")
    for class_ in ("sd:Dataset", "void:Dataset", "dcat:Dataset"):
        yield dataset, "rdf:type", _term(class_)
    if said.title:
        yield dataset, "dcterms:title", ox.Literal(said.title)
    yield dataset, "dcterms:description", ox.Literal(_DATASET, language="en")
    yield from _licensed(dataset, said)
    yield dataset, "sd:defaultGraph", _part(address, "default-graph")
    yield dataset, "sd:namedGraph", _part(address, "examples")
    for name in ("default-graph", "claims"):
        yield dataset, "void:subset", _part(address, name)
    yield dataset, "void:sparqlEndpoint", ox.NamedNode(address)
    yield dataset, "void:uriSpace", ox.Literal(names.base)
    yield dataset, "dcat:landingPage", ox.NamedNode(address.removesuffix("sparql"))


def _catalogue(address: str, said: About) -> Iterator[Row]:
    catalogue, document = _part(address, "catalogue"), ox.NamedNode(f"{address.removesuffix('sparql')}.well-known/void")
    yield catalogue, "rdf:type", _term("dcat:Catalog")
    yield catalogue, "dcterms:title", ox.Literal(said.title or "Catalogue of one dataset", language="en")
    yield catalogue, "dcat:dataset", _part(address, "dataset")
    yield catalogue, "dcat:service", _part(address, "service")
    yield document, "rdf:type", _term("void:DatasetDescription")
    yield document, "foaf:primaryTopic", _part(address, "dataset")


def _graphs(address: str, names: Names) -> Iterator[Row]:
    default, claims, examples = (_part(address, name) for name in ("default-graph", "claims", "examples"))
    for node, classes, words in (
        (default, ("sd:Graph", "void:Dataset"), _VIEW),
        (claims, ("void:Dataset",), _CLAIMS),
        (examples, ("sd:NamedGraph",), _EXAMPLES),
    ):
        for class_ in classes:
            yield node, "rdf:type", _term(class_)
        yield node, "dcterms:description", ox.Literal(words, language="en")
    yield examples, "sd:name", names.examples


def _dump(address: str, said: About) -> Iterator[Row]:
    """Describe what can be had whole: the accepted view, from the graph store."""
    dump, file = _part(address, "default-graph-dump"), f"{address.removesuffix('sparql')}graphs?default&format=nt"
    yield _part(address, "default-graph"), "void:dataDump", ox.NamedNode(file)
    yield _part(address, "dataset"), "dcat:distribution", dump
    yield dump, "rdf:type", _term("dcat:Distribution")
    yield dump, "dcterms:description", ox.Literal(_VIEW, language="en")
    yield dump, "dcat:downloadURL", ox.NamedNode(file)
    yield dump, "dcat:accessURL", ox.NamedNode(address)
    yield dump, "dcat:accessService", _part(address, "service")
    yield dump, "dcat:mediaType", ox.NamedNode(_N_TRIPLES)
    yield from _licensed(dump, said)


def _licensed(node: ox.NamedNode, said: About) -> Iterator[Row]:
    if said.licence:
        yield node, "dcterms:license", ox.NamedNode(said.licence)


def _held(address: str, names: Names, census: Census) -> Iterator[Row]:
    """Say of the whole dataset how much there is, in which vocabularies, with an example of each of our classes."""
    dataset, parts = _part(address, "dataset"), (census.view, census.claims)
    yield dataset, "void:triples", _number(census.view.triples + census.claims.triples)
    yield _part(address, "claims"), "void:documents", _number(census.graphs)
    if census.day:
        yield dataset, "dcterms:modified", ox.Literal(census.day, datatype=foreign("xsd:date"))
    used = {share.name.value for part in parts for share in (*part.classes, *part.properties)}
    for space in sorted({name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in used}):
        yield dataset, "void:vocabulary", ox.NamedNode(space)
    for share in census.view.classes:
        ours = share.name.value.startswith(ONTOLOGY)
        if ours and share.example and share.example.value.startswith(names.base):
            yield dataset, "void:exampleResource", share.example


def _counted(node: ox.NamedNode, part: Part, names: Names) -> Iterator[Row]:
    for name, count in (
        ("void:triples", part.triples),
        ("void:entities", part.entities),
        ("void:distinctSubjects", part.subjects),
        ("void:distinctObjects", part.objects),
        ("void:classes", len(part.classes)),
        ("void:properties", len(part.properties)),
    ):
        yield node, name, _number(count)
    for share in part.classes:
        yield from _shared(node, "class", "void:entities", share, names)
    for share in part.properties:
        yield from _shared(node, "property", "void:triples", share, names)


def _shared(node: ox.NamedNode, kind: str, counted: str, share: Share, names: Names) -> Iterator[Row]:
    short = names.shorten(share.name.value).strip("<>").replace(":", "-", 1)
    partition = ox.NamedNode(f"{node.value}-{kind}-{quote(short, safe='')}")
    yield node, f"void:{kind}Partition", partition
    yield partition, f"void:{kind}", share.name
    yield partition, counted, _number(share.count)


def _term(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return TYPE if name == "rdf:type" else ox.NamedNode(_OTHERS[prefix] + local)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=foreign("xsd:integer"))
