"""Reads a triple that somebody typed: the only module that knows how one is written in words."""

import pyoxigraph as ox

from foedus import graph
from foedus.facts import CouldNotDo
from foedus.terms import Names

Triple = tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]


def read(subject: str, predicate: str, object_: str, names: Names) -> Triple:
    """Read three terms as Turtle writes them; a full IRI needs no angle brackets."""
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in names.prefixes().items())
    terms = [
        f"<{part}>" if part.startswith(("http://", "https://")) else part for part in (subject, predicate, object_)
    ]
    try:
        quads = [fact.quad for fact in graph.read(f"{head}{' '.join(terms)} .".encode(), "triple", ox.RdfFormat.TURTLE)]
    except CouldNotDo:
        raise CouldNotDo(
            "this is not a triple: give subject, predicate and object as prefixed names, IRIs or, for"
            " the object, a literal in quotation marks"
        ) from None
    if len(quads) == 1:
        found = quads[0]
        if isinstance(found.subject, ox.NamedNode) and isinstance(found.object, ox.NamedNode | ox.Literal):
            return found.subject, found.predicate, found.object
    raise CouldNotDo("this is not one triple between named things; blank nodes have no claims behind them")
