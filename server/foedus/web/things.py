"""Dereferencing: each thing of the graph has a page, and the same in RDF under an address with a suffix.

An address answers at once with the form that fits the reader and names that form's own address in
Content-Location, rather than redirect there with 303: one journey less, and behind the redirects of
persistent addresses it is the second.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

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
from foedus.web.problems import nothing_is_known
from foedus.web.site import Site, site

blueprint = Blueprint("things", __name__)
_KINDS = (*PATHS, "concept")
_TRIPLES_ONLY = (negotiation.TURTLE, negotiation.N_TRIPLES, negotiation.RDF_XML)
_NAME = re.compile(r"[\w.~-]+")
_DIGITS = 8
_TRIPLES: tuple[str, Callable[[Site, str], object]] = ("entity.html", entities.find)
_SUFFIXES = {negotiation.SUFFIXES[kind]: kind for kind in negotiation.PAGES}


@blueprint.get(f"/<any({', '.join(_KINDS)}):kind>/<local>")
def thing(kind: str, local: str) -> Response:
    """Show a thing of the graph, or give it in RDF."""
    stem, dot, suffix = local.rpartition(".")
    known = bool(dot) and suffix in _SUFFIXES
    name = stem if known else local
    iri = CONCEPT + name if kind == "concept" else site().names.base + PATHS[kind] + name
    media_type = _chosen(_SUFFIXES[suffix] if known else None)
    address = f"/{kind}/{quote(name)}"
    if not _NAME.fullmatch(name):
        raise nothing_is_known(address)
    if media_type == negotiation.HTML:
        return _linked(Response(_page(kind, iri, address), mimetype=negotiation.HTML), address, media_type)
    quads = entities.quads(site(), iri)
    if not quads:
        raise nothing_is_known(address)
    return _linked(_rdf(quads, media_type, name), address, media_type)


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
    """Show what is described below ``home`` in its own page, or give it in RDF."""
    address = f"/{name}"
    if suffix is not None and suffix not in _SUFFIXES:
        raise nothing_is_known(f"{address}.{suffix}")
    media_type = _chosen(_SUFFIXES[suffix] if suffix else None)
    if media_type == negotiation.HTML:
        page = render_template(f"{name}.html", found=find(site()), address=address, site=site())
        return _linked(Response(page, mimetype=negotiation.HTML), address, media_type)
    return _linked(_rdf(list(entities.described(site(), home)), media_type, name), address, media_type)


def _chosen(named: str | None) -> str:
    if named:
        return named
    return negotiation.choose(negotiation.PAGES, request.headers.get("Accept"), request.args.getlist("format"))


def _rdf(quads: list[ox.Quad], media_type: str, name: str) -> Response:
    """Write quads; formats that know no graphs get the default graph only, so that no claim loses its voice."""
    prefixes = site().names.prefixes()
    if media_type not in _TRIPLES_ONLY:
        return delivered(Answer(media_type, written(quads, media_type, prefixes)), name)
    triples = [quad.triple for quad in quads if quad.graph_name == ox.DefaultGraph()]
    return delivered(Answer(media_type, written(triples, media_type, prefixes)), name)


def _linked(response: Response, address: str, media_type: str) -> Response:
    """Name the address of just this form, and those of the others."""
    response.headers["Content-Location"] = f"{address}.{negotiation.SUFFIXES[media_type]}"
    for kind in negotiation.PAGES:
        response.headers.add("Link", f'<{address}.{negotiation.SUFFIXES[kind]}>; rel="alternate"; type="{kind}"')
    if site().about.licence:
        response.headers.add("Link", f'<{site().about.licence}>; rel="license"')
    return response
