"""The addresses that everybody knows: where crawlers look for what the dataset is, and tools for example queries."""

from flask import Blueprint, Response, request

from foedus import negotiation
from foedus.terms import EXAMPLES
from foedus.web.endpoint import description
from foedus.web.graphs import METHODS, given
from foedus.web.site import site

blueprint = Blueprint("wellknown", __name__)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset in a form of RDF; a browser gets Turtle too (https://www.w3.org/TR/void/#well-known)."""
    offered = negotiation.GRAPHS[:-1]
    accept, formats = request.headers.get("Accept"), request.args.getlist("format")
    return description(negotiation.choose(offered, accept, formats))


@blueprint.get("/void.ttl")
@blueprint.get("/.well-known/void.ttl")
def turtle() -> Response:
    """Describe the dataset in Turtle, for who can name no form."""
    return description(negotiation.TURTLE)


@blueprint.route(f"/{EXAMPLES}", methods=METHODS, provide_automatic_options=False)
def examples() -> Response:
    """Give the graph of example queries, which lives at this address."""
    return given(site().names.examples.value)
