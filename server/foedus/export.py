"""Writes the built graph for other tools; sorted, so that one graph gives the same bytes on every run."""

from collections.abc import Iterable

import pyoxigraph as ox

from foedus.facts import CouldNotDo
from foedus.terms import Names

#: What users call each serialisation.
FORMS = {
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def form_of(name: str) -> ox.RdfFormat:
    """Find a form by its name or extension.

    Raises CouldNotDo naming the forms that there are.
    """
    for called, form in FORMS.items():
        if name.lower().lstrip(".") in (called, form.file_extension):
            return form
    raise CouldNotDo(f"there is no format {name}; choose one of {', '.join(FORMS)}")


def export(quads: Iterable[ox.Quad], form: ox.RdfFormat, names: Names) -> bytes:
    """Serialise quads; a form without named graphs holds the default graph alone, which is the accepted view.

    Give source quads, not a store's: a store rewrites literals.
    """
    rows = set(quads)
    if not form.supports_datasets:
        rows = {quad for quad in rows if isinstance(quad.graph_name, ox.DefaultGraph)}
    ordered = sorted(rows, key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)))
    body = ordered if form.supports_datasets else [quad.triple for quad in ordered]
    return ox.serialize(body, format=form, prefixes=names.prefixes()) or b""
