"""SPARQL 1.1 Graph Store HTTP Protocol for reading, sans IO: which graph a request wants.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from foedus import parameters
from foedus.operations import Asked, Refusal, Request

METHODS = ("GET", "HEAD", "OPTIONS")
#: What is asked of a graph that stands alone as the dataset: all of it, and whether it holds anything.
ALL = "CONSTRUCT WHERE { ?s ?p ?o }"
ANY = "ASK { ?s ?p ?o }"


def read(request: Request, direct: str | None = None) -> Asked:
    """Read which graph a request wants; ``direct`` is the graph whose own address it asked, where it did.

    The graph becomes the whole dataset of a query, so that it is answered, bounded and refused like any other.
    Raises Refusal for a method that writes, and where the graph is named not at all or more than once.
    """
    if request.method not in METHODS:
        raise graph_store_is_read_only(request.method)
    given = parameters.of_address(request)
    return Asked(
        query=ALL,
        default_graphs=(direct,) if direct else _named(given),
        formats=parameters.formats(given),
        accept=request.headers.get("accept"),
        seconds=parameters.seconds(given),
    )


def _named(given: parameters.Parameters) -> tuple[str, ...]:
    """Give the graph's name, or nothing for the default graph."""
    graphs, defaults = given.get("graph", []), given.get("default", [])
    if not graphs and not defaults:
        raise graph_is_not_named()
    if len(graphs) + len(defaults) > 1:
        raise graph_is_named_twice()
    return tuple(graphs)


def graph_is_not_named() -> Refusal:
    """Refuse a request that names no graph: the whole dataset is no graph."""
    hint = "Add ?default for the accepted view, or ?graph= with a claim's IRI, percent-encoded."
    return Refusal(400, "graph-is-not-named", "The request does not say which graph it wants.", hint=hint)


def graph_is_named_twice() -> Refusal:
    """Refuse more than one graph: the answer is one graph."""
    hint = "Send one graph=, or default alone. Several graphs are asked by a query at /sparql."
    return Refusal(400, "graph-is-named-twice", "The request names more than one graph.", hint=hint)


def graph_is_unknown(iri: str) -> Refusal:
    """Refuse a graph that holds nothing: an empty named graph is none."""
    hint = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } at /sparql lists the graphs that there are."
    return Refusal(404, "graph-is-unknown", "There is no graph of this name.", f"Asked for was {iri!r}.", hint=hint)


def graph_store_is_read_only(method: str) -> Refusal:
    """Refuse to write a graph; 405 is what the protocol, section 5.1, has for what a server does not offer."""
    title = "This graph store is read-only."
    detail = f"The request used {method}; offered are {', '.join(METHODS)}."
    hint = "Facts are added in the files of the graph; see the project's CONTRIBUTING."
    return Refusal(405, "graph-store-is-read-only", title, detail, hint=hint, headers={"Allow": ", ".join(METHODS)})
