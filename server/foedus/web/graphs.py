"""The graph store: each graph whole, in every form of RDF, at an address of its own."""

from flask import Blueprint, Response, request

from foedus import graphstore, negotiation
from foedus.operations import Asked, Operation
from foedus.web.endpoint import answered
from foedus.web.front import received
from foedus.web.site import site

blueprint = Blueprint("graphs", __name__)
#: Writing is routed too, so that it is refused by name.
METHODS = (*graphstore.METHODS, "PUT", "POST", "DELETE", "PATCH")


@blueprint.route("/graphs", methods=METHODS, provide_automatic_options=False)
def graphs() -> Response:
    """Give the graph that the address names."""
    return given()


def given(direct: str | None = None) -> Response:
    """Give one graph, or say how it may be asked for; ``direct`` is the graph that lives at the address asked."""
    came = received(request.environ)
    if came.method == "OPTIONS":
        return Response(headers={"Allow": ", ".join(graphstore.METHODS)})
    asked = graphstore.read(came, direct)
    _judge_presence(asked)
    return answered(asked, graphstore.ALL)


def _judge_presence(asked: Asked) -> None:
    """Refuse a named graph that is not there; the default graph is always there, be it empty."""
    for iri in asked.default_graphs:
        there = Operation(graphstore.ANY, "ask", negotiation.CSV, (iri,), seconds=asked.seconds)
        if site().cache.held(there).answer.body.strip() != b"true":
            raise graphstore.graph_is_unknown(iri)
