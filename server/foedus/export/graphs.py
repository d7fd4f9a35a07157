"""Writes RDF, in one order, as RDF 1.1 or with claims as reifiers (RDF 1.2)."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from foedus.export.scope import Selection
from foedus.export.turtle import keyed, keyed_default, marked, without_graphs, written
from foedus.ordering import by_subject, ordered, pieces, split
from foedus.terms import foreign

_REIFIES = foreign("rdf:reifies")
_VERSION = b'VERSION "1.2"\n'
Keyer = Callable[[list[bytes]], list[bytes]]


def n_quads(selection: Selection) -> Iterator[bytes]:
    """Write a line for each quad, in the order of their bytes."""
    return by_subject(selection.pieces())


def n_triples(selection: Selection) -> Iterator[bytes]:
    """Write a line for each triple of the default graph."""
    return map(b"".join, ordered(map(without_graphs, split(selection.pieces()))))


def trig(selection: Selection) -> Iterator[bytes]:
    """Write the default graph, then each claim's."""
    return _abbreviated(selection.pieces(), selection)


def turtle(selection: Selection) -> Iterator[bytes]:
    """Write the default graph."""
    return _abbreviated(selection.pieces(), selection, keyed_default)


def rdf_xml(selection: Selection) -> Iterator[bytes]:
    """Write the default graph; for graphs that fit into memory."""
    parsed = ox.parse(b"".join(turtle(selection)), format=ox.RdfFormat.TURTLE)
    triples = (quad.triple for quad in parsed if isinstance(quad, ox.Quad))
    yield ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=selection.names.prefixes()) or b""


def reified_turtle(selection: Selection) -> Iterator[bytes]:
    """Write the default graph, and each claim as the reifier of its triples, which asserts none of them."""
    return chain([_VERSION], _abbreviated(pieces(_reified(selection.quads)), selection))


def reified_trig(selection: Selection) -> Iterator[bytes]:
    """Write all graphs, and in the default graph each claim as the reifier of its triples."""
    both = chain(selection.quads, _reified(quad for quad in selection.quads if not _is_default(quad)))
    return chain([_VERSION], _abbreviated(pieces(both), selection))


def _reified(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Move what stands in a graph into the default graph, as a triple term that the graph's name reifies.

    See https://www.w3.org/TR/rdf12-concepts/#section-triple-terms-reification.
    """
    for quad in quads:
        graph = quad.graph_name
        yield quad if isinstance(graph, ox.DefaultGraph) else ox.Quad(graph, _REIFIES, quad.triple)


def _abbreviated(found: Iterable[bytes], selection: Selection, key: Keyer = keyed) -> Iterator[bytes]:
    return written(ordered(map(key, split(marked(found)))), selection.names.prefixes())


def _is_default(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.DefaultGraph)
