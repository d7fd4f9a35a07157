"""Writes the built graph for other tools; sorted, so that one graph gives the same bytes on every run."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.facts import CouldNotDo
from foedus.terms import Names


@dataclass(frozen=True, slots=True)
class Form:
    """A serialisation: what users call it, its extension, and whether it holds named graphs."""

    name: str
    extension: str
    format: ox.RdfFormat
    graphs: bool


FORMS = {
    form.name: form
    for form in (
        Form("trig", "trig", ox.RdfFormat.TRIG, graphs=True),
        Form("nquads", "nq", ox.RdfFormat.N_QUADS, graphs=True),
        Form("jsonld", "jsonld", ox.RdfFormat.JSON_LD, graphs=True),
        Form("turtle", "ttl", ox.RdfFormat.TURTLE, graphs=False),
        Form("ntriples", "nt", ox.RdfFormat.N_TRIPLES, graphs=False),
        Form("rdfxml", "rdf", ox.RdfFormat.RDF_XML, graphs=False),
    )
}


def form_of(name: str) -> Form:
    """Find a form by its name or extension.

    Raises CouldNotDo naming the forms that there are.
    """
    for form in FORMS.values():
        if name.lower().lstrip(".") in (form.name, form.extension):
            return form
    raise CouldNotDo(f"there is no format {name}; choose one of {', '.join(FORMS)}")


def export(quads: Iterable[ox.Quad], form: Form, names: Names) -> bytes:
    """Serialise quads; a form without named graphs holds the default graph alone, which is the accepted view.

    Give source quads, not a store's: a store rewrites literals.
    """
    rows = set(quads)
    if not form.graphs:
        rows = {quad for quad in rows if isinstance(quad.graph_name, ox.DefaultGraph)}
    ordered = sorted(rows, key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)))
    body = ordered if form.graphs else [quad.triple for quad in ordered]
    return ox.serialize(body, format=form.format, prefixes=names.prefixes()) or b""
