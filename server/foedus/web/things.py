"""Dereferencing: each thing of the graph has a page, and the same in RDF, under addresses with a suffix.

The IRI of a thing itself leads there with 303: a state is no document
(https://www.w3.org/TR/cooluris/#r303gendocument).
"""

import re
from collections.abc import Callable
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from foedus import negotiation
from foedus.engine import written
from foedus.operations import Answer
from foedus.terms import CONCEPT, ONTOLOGY, PATHS
from foedus.web import disputes, entities, papers, profiles
from foedus.web.catalogue import schemes
from foedus.web.drawn import served
from foedus.web.endpoint import delivered
from foedus.web.headers import LATEST
from foedus.web.problems import nothing_is_known
from foedus.web.site import Site, site

blueprint = Blueprint("things", __name__)
_KINDS = (*PATHS, "concept")
_TRIPLES_ONLY = (negotiation.TURTLE, negotiation.N_TRIPLES, negotiation.RDF_XML)
_NAME = re.compile(r"[\w.~-]+")
_DIGITS = 8
_TRIPLES: tuple[str, Callable[[Site, str], object]] = ("entity.html", entities.find)
_SUFFIXES = {negotiation.SUFFIXES[kind]: kind for kind in negotiation.PAGES}
_PAGE = negotiation.SUFFIXES[negotiation.HTML]


@blueprint.get(f"/<any({', '.join(_KINDS)}):kind>/<local>")
def thing(kind: str, local: str) -> Response:
    """Lead from a thing to its page or its RDF; under a suffix, give that."""
    stem, _, suffix = local.rpartition(".")
    name = stem if suffix in _SUFFIXES else local
    iri = CONCEPT + name if kind == "concept" else site().names.base + PATHS[kind] + name
    address = f"/{kind}/{quote(name)}"
    if not _NAME.fullmatch(name):
        raise nothing_is_known(address)
    if name == local:
        return _led(address, known=entities.is_known(site(), iri))
    if suffix == _PAGE:
        return _linked(Response(_page(kind, iri, address), mimetype=negotiation.HTML), address, iri)
    quads = entities.quads(site(), iri)
    if not quads:
        raise nothing_is_known(address)
    return _linked(_rdf(quads, _SUFFIXES[suffix], name), address, iri)


def _led(address: str, *, known: bool = True) -> Response:
    """Lead to the form that fits the reader, with what else the address said."""
    if not known:
        raise nothing_is_known(address)
    chosen = negotiation.choose(negotiation.PAGES, request.headers.get("Accept"), request.args.getlist("format"))
    rest = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != "format"])
    location = f"{address}.{negotiation.SUFFIXES[chosen]}{'?' if rest else ''}{rest}"
    return Response(status=303, headers={"Location": location, "Cache-Control": LATEST})


def _page(kind: str, iri: str, address: str) -> str:
    """Show a thing by what it is, or by all of its triples where these are asked for."""
    template, find = _PAGES.get("triples" if request.args.get("view") == "triples" else kind, _TRIPLES)
    found = find(site(), iri)
    if found is None:
        raise nothing_is_known(address)
    return render_template(template, thing=found, address=address, site=site())


def _profile(site: Site, iri: str) -> profiles.Profile | None:
    start = request.args.get("from", "0")
    return profiles.find(site, iri, int(start) if start.isdecimal() and len(start) < _DIGITS else 0)


@blueprint.get("/id/<local>.svg")
def around(local: str) -> Response:
    """Give the picture of a thing among those around it."""
    found = profiles.find(site(), site().names.iri("id", local).value) if _NAME.fullmatch(local) else None
    if found is None:
        raise nothing_is_known(f"/id/{quote(local)}")
    return served(found.picture)


_PAGES: dict[str, tuple[str, Callable[[Site, str], object]]] = {
    "id": ("profile.html", _profile),
    "claim": ("claim.html", papers.sheet),
    "article": ("article.html", papers.paper),
    "conflict": ("conflict.html", disputes.one),
}


@blueprint.get("/ontology", defaults={"suffix": None})
@blueprint.get("/ontology.<suffix>")
def ontology(suffix: str | None) -> Response:
    """Show the ontology, or give it in RDF."""
    return _vocabulary("ontology", suffix, ONTOLOGY.rstrip("#"), entities.terms)


@blueprint.get("/concept", defaults={"suffix": None})
@blueprint.get("/concept.<suffix>")
def concepts(suffix: str | None) -> Response:
    """Show every concept by its scheme, or give them in RDF."""
    return _vocabulary("concept", suffix, CONCEPT, schemes)


@blueprint.get("/ontology/context.jsonld")
def context() -> Response:
    """Give the context with which JSON-LD names the terms of the ontology."""
    return delivered(Answer(negotiation.JSON_LD, site().context), "context")


def _vocabulary(name: str, suffix: str | None, home: str, find: Callable[[Site], object]) -> Response:
    """Lead to the page of what is described below ``home`` or to its RDF; under a suffix, give that."""
    address = f"/{name}"
    if suffix is None:
        return _led(address)
    if suffix not in _SUFFIXES:
        raise nothing_is_known(f"{address}.{suffix}")
    if suffix == _PAGE:
        page = render_template(f"{name}.html", found=find(site()), address=address, site=site())
        return _linked(Response(page, mimetype=negotiation.HTML), address, home)
    quads = list(entities.described(site(), home))
    return _linked(_rdf(quads, _SUFFIXES[suffix], name), address, home)


def _rdf(quads: list[ox.Quad], media_type: str, name: str) -> Response:
    """Write quads; formats that know no graphs get the default graph only, so that no claim loses its voice."""
    prefixes = site().names.prefixes()
    if media_type not in _TRIPLES_ONLY:
        return delivered(Answer(media_type, written(quads, media_type, prefixes)), name)
    triples = [quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()]
    return delivered(Answer(media_type, written(triples, media_type, prefixes)), name)


def _linked(response: Response, address: str, iri: str) -> Response:
    """Name what is described (https://www.rfc-editor.org/rfc/rfc6892), and the addresses of the other forms."""
    response.headers.add("Link", f'<{iri}>; rel="describes"')
    for kind in negotiation.PAGES:
        response.headers.add("Link", f'<{address}.{negotiation.SUFFIXES[kind]}>; rel="alternate"; type="{kind}"')
    if site().about.licence:
        response.headers.add("Link", f'<{site().about.licence}>; rel="license"')
    return response
