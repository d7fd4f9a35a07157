"""Writes what describes a release: DCAT 3 with VoID, RO-Crate, a citation, the licence."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pyoxigraph as ox

from foedus.export.tables import Table
from foedus.holdings import About
from foedus.terms import Names, foreign, term

_DCAT = "http://www.w3.org/ns/dcat#"
_VOID = "http://rdfs.org/ns/void#"
_SPDX = "http://spdx.org/rdf/terms#"
_IANA = "https://www.iana.org/assignments/media-types/"


def digest(content: bytes) -> str:
    """Give the SHA-256 of bytes, in hexadecimal digits."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its path in the folder, its bytes, and its media type."""

    path: str
    content: bytes
    media_type: str
    words: str = ""

    @property
    def hash(self) -> str:
        """The SHA-256 of the bytes, in hexadecimal digits."""
        return digest(self.content)


@dataclass(frozen=True)
class Edition:
    """What a release says of itself. ``counts`` are taken from the data; ``day`` is ISO 8601."""

    version: str
    day: str
    hash: str
    counts: dict[str, int]
    names: Names
    about: About
    files: list[File] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The address of this version."""
        return f"{self.names.base}v/{self.version}/"

    @property
    def title(self) -> str:
        """The name of the graph."""
        return self.about.title or "A graph laid out as foedus"


def catalogue(edition: Edition) -> bytes:
    """Describe the dataset and each file as DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/) with the counts of VoID."""
    prefixes = {"dcat": _DCAT, "dcterms": "http://purl.org/dc/terms/", "spdx": _SPDX, "void": _VOID}
    ordered = sorted(_triples(edition), key=str)
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _triples(edition: Edition) -> Iterator[ox.Triple]:
    dataset, title = ox.NamedNode(edition.home), ox.Literal(edition.title, language="en")
    for kind in (_DCAT + "Dataset", _VOID + "Dataset"):
        yield ox.Triple(dataset, foreign("rdf:type"), ox.NamedNode(kind))
    yield ox.Triple(dataset, foreign("dcterms:title"), title)
    yield ox.Triple(dataset, ox.NamedNode(_DCAT + "version"), ox.Literal(edition.version))
    yield ox.Triple(dataset, ox.NamedNode(_DCAT + "isVersionOf"), ox.NamedNode(edition.names.base))
    yield ox.Triple(dataset, foreign("dcterms:issued"), ox.Literal(edition.day, datatype=foreign("xsd:date")))
    yield ox.Triple(dataset, foreign("dcterms:identifier"), ox.Literal("sha256:" + edition.hash))
    if edition.about.licence:
        yield ox.Triple(dataset, foreign("dcterms:license"), ox.NamedNode(edition.about.licence))
    part = ox.NamedNode(edition.home + "#claims")
    yield ox.Triple(dataset, ox.NamedNode(_VOID + "triples"), _number(edition.counts["triples"]))
    yield ox.Triple(dataset, ox.NamedNode(_VOID + "classPartition"), part)
    yield ox.Triple(part, ox.NamedNode(_VOID + "class"), term("Claim"))
    yield ox.Triple(part, ox.NamedNode(_VOID + "entities"), _number(edition.counts["claims"]))
    for file in edition.files:
        yield from _distribution(edition, dataset, file)


def _distribution(edition: Edition, dataset: ox.NamedNode, file: File) -> Iterator[ox.Triple]:
    node = ox.NamedNode(edition.home + file.path)
    checksum = ox.NamedNode(f"{node.value}#sha256")
    yield ox.Triple(dataset, ox.NamedNode(_DCAT + "distribution"), node)
    yield ox.Triple(node, foreign("rdf:type"), ox.NamedNode(_DCAT + "Distribution"))
    yield ox.Triple(node, ox.NamedNode(_DCAT + "downloadURL"), node)
    yield ox.Triple(node, ox.NamedNode(_DCAT + "mediaType"), ox.NamedNode(_IANA + file.media_type.partition(";")[0]))
    size = ox.Literal(str(len(file.content)), datatype=foreign("xsd:nonNegativeInteger"))
    yield ox.Triple(node, ox.NamedNode(_DCAT + "byteSize"), size)
    if file.words:
        yield ox.Triple(node, foreign("dcterms:description"), ox.Literal(file.words, language="en"))
    yield ox.Triple(node, ox.NamedNode(_SPDX + "checksum"), checksum)
    yield ox.Triple(checksum, foreign("rdf:type"), ox.NamedNode(_SPDX + "Checksum"))
    yield ox.Triple(checksum, ox.NamedNode(_SPDX + "algorithm"), ox.NamedNode(_SPDX + "checksumAlgorithm_sha256"))
    value = ox.Literal(file.hash, datatype=foreign("xsd:hexBinary"))
    yield ox.Triple(checksum, ox.NamedNode(_SPDX + "checksumValue"), value)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=foreign("xsd:integer"))


def crate(edition: Edition) -> bytes:
    """Describe the folder as an RO-Crate 1.1 (https://www.researchobject.org/ro-crate/1.1/)."""
    own = {"@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": {"@id": "./"}}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": edition.title,
        "description": edition.about.readings or edition.title,
        "version": edition.version,
        "datePublished": edition.day,
        "license": {"@id": edition.about.licence} if edition.about.licence else "see LICENSE",
        "identifier": "sha256:" + edition.hash,
        "hasPart": [{"@id": file.path} for file in edition.files],
    }
    licence = {"@id": edition.about.licence, "@type": "CreativeWork", "name": "of the data, not of the quotations"}
    files = [
        {
            "@id": file.path,
            "@type": "File",
            "encodingFormat": file.media_type,
            "contentSize": str(len(file.content)),
            "description": file.words or file.path,
        }
        for file in edition.files
    ]
    licences = [licence] if edition.about.licence else []
    conforms = {**own, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}}
    nodes = [conforms, root, *files, *licences]
    return written({"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": nodes})


def citation(edition: Edition) -> bytes:
    """Say how to cite the release, in the Citation File Format 1.2 (https://citation-file-format.github.io)."""
    quoted = json.dumps(edition.title, ensure_ascii=False)
    keepers = json.dumps(f"The keepers of {edition.title}", ensure_ascii=False)
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this graph, please cite it as below.",
        "type: dataset",
        f"title: {quoted}",
        f"version: {json.dumps(edition.version)}",
        f"date-released: {edition.day}",
        f"authors:\n  - name: {keepers}",
        f"url: {edition.home}",
        f"identifiers:\n  - type: other\n    value: sha256:{edition.hash}",
        "    description: the content of data/graph.nq",
    ]
    if edition.about.licence:
        lines.append(f"license-url: {edition.about.licence}")
    return "\n".join(lines).encode() + b"\n"


def licence(edition: Edition) -> bytes:
    """Say what may be done with the data, and with the quotations in it."""
    own = edition.about.licence or "no licence: ask its keepers"
    return (
        f"{edition.title}, version {edition.version}, is under {own}\n\n"
        "The quotations in it remain their publishers'. They are short, stand as evidence for the claims that rest on\n"
        "them, and are not under that licence. No article is in this release.\n"
    ).encode()


def written(value: dict[str, Any]) -> bytes:
    """Write a description as JSON, the same on every run."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
