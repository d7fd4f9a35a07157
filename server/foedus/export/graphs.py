"""Writes RDF in the engine's serialisations, in one order, as RDF 1.1 or with claims as reifiers (RDF 1.2)."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

import pyoxigraph as ox

from foedus.export.ordering import by_graph, by_subject
from foedus.export.scope import Selection
from foedus.terms import foreign

_REIFIES = foreign("rdf:reifies")
_PIECE = 1 << 20


def n_quads(selection: Selection) -> Iterator[bytes]:
    """Write a line for each quad, in the order of their bytes."""
    return by_subject(selection.quads)


def n_triples(selection: Selection) -> Iterator[bytes]:
    """Write a line for each triple of the default graph."""
    return by_subject(selection.default)


def trig(selection: Selection) -> Iterator[bytes]:
    """Write the default graph, then each claim's."""
    return _written(by_graph(selection.quads), ox.RdfFormat.TRIG, selection)


def turtle(selection: Selection) -> Iterator[bytes]:
    """Write the default graph."""
    return _written(_triples(by_graph(selection.default)), ox.RdfFormat.TURTLE, selection)


def rdf_xml(selection: Selection) -> Iterator[bytes]:
    """Write the default graph."""
    return _written(_triples(by_graph(selection.default)), ox.RdfFormat.RDF_XML, selection)


def reified_turtle(selection: Selection) -> Iterator[bytes]:
    """Write the default graph, and each claim as the reifier of its triples, which asserts none of them."""
    return _written(_triples(by_graph(_reified(selection.quads))), ox.RdfFormat.TURTLE, selection)


def reified_trig(selection: Selection) -> Iterator[bytes]:
    """Write all graphs, and in the default graph each claim as the reifier of its triples."""
    both = [*selection.quads, *_reified(quad for quad in selection.quads if not _is_default(quad))]
    return _written(by_graph(both), ox.RdfFormat.TRIG, selection)


def _reified(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Move what stands in a graph into the default graph, as a triple term that the graph's name reifies.

    See https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification.
    """
    for quad in quads:
        graph = quad.graph_name
        yield quad if isinstance(graph, ox.DefaultGraph) else ox.Quad(graph, _REIFIES, quad.triple)


def _triples(quads: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    return (quad.triple for quad in quads)


def _written(
    statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat, selection: Selection
) -> Iterator[bytes]:
    with TemporaryFile() as file:
        ox.serialize(statements, file, format=form, prefixes=selection.names.prefixes())
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _is_default(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.DefaultGraph)
