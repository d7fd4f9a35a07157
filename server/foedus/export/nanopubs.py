"""Writes each claim as one unsigned nanopublication: assertion, provenance, publication info.

See https://nanopub.net/guidelines/working_draft/.
"""

from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox

from foedus.export import graphs
from foedus.export.scope import Selection
from foedus.terms import TYPE, foreign, term

_NP = "http://www.nanopub.org/nschema#"
_PROV = "http://www.w3.org/ns/prov#"


def nanopubs(selection: Selection) -> Iterator[bytes]:
    """Write four graphs a claim; the claim's own graph is the assertion."""
    claims = [claim for claim in selection.index.typed(term("Claim")) if selection.index.inside(claim)]
    quads = [quad for claim in claims for quad in _nanopub(selection, claim)]
    named = replace(selection.names, others=(*selection.names.others, ("np", _NP), ("prov", _PROV)))
    return graphs.trig(Selection(quads, named))


def _nanopub(selection: Selection, claim: ox.NamedNode) -> Iterator[ox.Quad]:
    publication, head, provenance, info = (
        ox.NamedNode(f"{claim.value}#{part}") for part in ("nanopub", "head", "provenance", "pubinfo")
    )
    yield ox.Quad(publication, TYPE, _np("Nanopublication"), head)
    for part, graph in (("Assertion", claim), ("Provenance", provenance), ("PublicationInfo", info)):
        yield ox.Quad(publication, _np("has" + part), graph, head)
    yield from (fact.quad for fact in selection.index.inside(claim))
    for triple in _provenance(selection, claim):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, provenance)
    for triple in _published(selection, claim, publication):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, info)


def _provenance(selection: Selection, claim: ox.NamedNode) -> Iterator[ox.Triple]:
    index = selection.index
    yield from (fact.quad.triple for fact in index.about(claim))
    for passage in index.values(claim, term("passage")):
        if isinstance(passage, ox.NamedNode):
            yield ox.Triple(claim, ox.NamedNode(_PROV + "wasDerivedFrom"), passage)
            yield from (fact.quad.triple for fact in index.about(passage))


def _published(selection: Selection, claim: ox.NamedNode, publication: ox.NamedNode) -> Iterator[ox.Triple]:
    index = selection.index
    checks = index.subjects(term("claim"), claim)
    for check in checks:
        yield from (fact.quad.triple for fact in index.about(check))
    days = sorted(day.value for check in checks for day in index.values(check, term("readOn")))
    if days:
        date = ox.Literal(days[-1], datatype=foreign("xsd:date"))
        yield ox.Triple(publication, foreign("dcterms:created"), date)
    if selection.about.licence:
        yield ox.Triple(publication, foreign("dcterms:license"), ox.NamedNode(selection.about.licence))


def _np(name: str) -> ox.NamedNode:
    return ox.NamedNode(_NP + name)
