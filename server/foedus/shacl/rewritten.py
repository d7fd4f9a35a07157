"""Finds the literals that a store hands back in another form, by asking one."""

import re
from collections.abc import Collection

import pyoxigraph as ox

from foedus.shacl.vocabulary import RDF, XSD, Term

#: Texts that a store keeps as they are, by datatype: canonical forms, cheap to know.
_KEPT = {
    XSD + "integer": re.compile(r"0|-?[1-9]\d{0,17}"),
    XSD + "decimal": re.compile(r"-?(?:0|[1-9]\d{0,15})\.\d?[1-9]|0|-?[1-9]\d{0,15}"),
    XSD + "date": re.compile(r"[12]\d{3}-\d\d-\d\d"),
    XSD + "dateTime": re.compile(r"[12]\d{3}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\dZ?"),
    XSD + "gYear": re.compile(r"[12]\d{3}"),
    XSD + "boolean": re.compile("true|false"),
}
_PLAIN = {XSD + "string", RDF + "langString", XSD + "anyURI"}
_SUBJECT, _OBJECT = ox.NamedNode("urn:x-foedus:literal"), ox.Variable("o")


def rewritten(terms: list[Term], among: Collection[int] | None = None) -> set[int]:
    """Give the numbers of the literals that a store would rewrite."""
    given = enumerate(terms) if among is None else ((number, terms[number]) for number in among)
    doubtful = {}
    for number, term in given:
        if isinstance(term, ox.Literal):
            datatype = term.datatype.value
            kept = _KEPT.get(datatype)
            if datatype not in _PLAIN and not (kept and kept.fullmatch(term.value)):
                doubtful[number] = term
    if not doubtful:
        return set()
    store = ox.Store()
    store.extend(ox.Quad(_SUBJECT, ox.NamedNode(f"urn:x-foedus:literal:{n}"), term) for n, term in doubtful.items())
    stored = {int(quad.predicate.value.rsplit(":", 1)[1]): quad.object for quad in store}
    return {number for number, term in doubtful.items() if stored[number] != term}
