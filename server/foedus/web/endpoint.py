"""The SPARQL endpoint: joins protocol, guard, negotiation and engine, and shows answers to people as tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from foedus import guard, negotiation, protocol
from foedus.description import prefixes
from foedus.engine import written
from foedus.operations import Answer, Asked, Refusal
from foedus.parameters import LONGEST_ADDRESS
from foedus.questions import Question
from foedus.web.front import ASKED, REFUSED
from foedus.web.headers import STOP, labels
from foedus.web.problems import nothing_is_here
from foedus.web.shown import Table, lines, tabulate
from foedus.web.site import site
from foedus.web.snippets import Snippet, snippets

blueprint = Blueprint("endpoint", __name__)
METHODS = [method for method in protocol.METHODS if method not in ("HEAD", "OPTIONS")]
#: What people may choose on the form, and what links under a result offer.
ROWS, TRIPLES = (
    ("csv", "csv-guarded", "tsv", "json", "xml"),
    ("turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads"),
)
FORMATS = ("html", *ROWS, *TRIPLES)
DOWNLOADS: dict[bool, Sequence[str]] = {False: ROWS, True: TRIPLES}


@dataclass(frozen=True)
class Shown:
    """What the page of the form shows: the query, and its table or the reason why there is none."""

    query: str = ""
    asked: Asked = field(default_factory=Asked)
    table: Table | None = None
    refusal: Refusal | None = None
    downloads: Sequence[str] = ()
    question: Question | None = None

    @property
    def address(self) -> str:
        """The address of the same answer, to which a format is added."""
        if self.question:
            return f"/queries/{self.question.name}."
        return f"/sparql?{urlencode(self.fields)}&format="

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of the form that ask for this answer."""
        return [("query", self.query), *fields_of(self.asked)]

    @property
    def pinned(self) -> str:
        """The address of the same answer from this version of the graph alone; empty where it would be too long."""
        address = f"{site().pinned}?{urlencode(self.fields)}"
        return address if len(address) <= LONGEST_ADDRESS else ""

    @property
    def snippets(self) -> list[Snippet]:
        """How programs ask for the same answer."""
        return snippets(site().pinned, self.fields, guard.admit(self.query))


@blueprint.route("/sparql", methods=METHODS)
@blueprint.route("/v/<_version>/sparql", methods=METHODS)
def sparql(_version: str = "") -> Response:
    """Show the answer of a query, or why there is none, or what this service is."""
    asked = request.environ.get(ASKED) or Asked(request.values.get("query", ""))
    refusal = request.environ.get(REFUSED)
    try:
        if refusal is None:
            return described(asked) if asked.query is None else tabled(asked, asked.query)
    except Refusal as found:
        refusal = found
    return paged(Shown(asked.query or "", asked, refusal=refusal))


@blueprint.after_request
def advertised(response: Response) -> Response:
    """Say at the endpoint, whatever the answer, which bodies QUERY may have."""
    if request.endpoint == "endpoint.sparql":
        response.headers["Accept-Query"] = protocol.ACCEPT_QUERY
    return response


@blueprint.get("/queries/<name>")
def saved(name: str) -> Response:
    """Show a saved question with its answer; programs have theirs before."""
    question = next((question for question in site().questions if question.name == name.partition(".")[0]), None)
    if question is None:
        raise nothing_is_here()
    if REFUSED in request.environ:
        raise request.environ[REFUSED]
    return tabled(request.environ[ASKED], question.query, question)


def answered(asked: Asked, query: str) -> Response:
    """Answer a query in the media type that fits its form and its reader."""
    kind = guard.admit(query)
    media_type = negotiation.choose(negotiation.offers(kind), asked.accept, asked.formats)
    if media_type == negotiation.HTML:
        return tabled(asked, query)
    media_type = negotiation.versioned(media_type, asked.accept, asked.formats)
    held = site().cache.held(asked.operation(kind, media_type))
    response = delivered(held.answer, "answer")
    response.headers["ETag"] = held.tag
    return response


def tabled(asked: Asked, query: str, question: Question | None = None) -> Response:
    """Show the answer as a table, with links to the same answer for programs."""
    kind = guard.admit(query)
    graph = kind in ("construct", "describe")
    media_type = negotiation.N_TRIPLES if graph else negotiation.JSON if kind == "ask" else negotiation.TSV
    operation = replace(asked.operation(kind, media_type), lines=lines(media_type), stop=request.environ.get(STOP))
    answer = site().cache.held(operation).answer
    table = tabulate(answer, site().names)
    return paged(Shown(query, asked, table, downloads=DOWNLOADS[graph], question=question))


def described(asked: Asked) -> Response:
    """Show the form to a browser and the service description to everybody else."""
    media_type = negotiation.choose(negotiation.GRAPHS, asked.accept, asked.formats)
    return paged(Shown()) if media_type == negotiation.HTML else description(media_type)


def description(media_type: str) -> Response:
    """Give the description of the service and its dataset."""
    body = written(site().description, media_type, prefixes(site().names))
    return delivered(Answer(media_type, body), "service")


def delivered(answer: Answer, name: str) -> Response:
    """Send an answer whole, with its honest label and a harmless file name."""
    response = Response(answer.pieces(), headers=labels(answer, name))
    response.content_length = answer.size
    return response


def paged(shown: Shown, **beside: object) -> Response:
    """Show the form, filled with what was asked, and what a page has beside it."""
    fields = fields_of(shown.asked)
    page = render_template("query.html", shown=shown, site=site(), formats=FORMATS, fields=fields, **beside)
    refusal = shown.refusal
    if refusal:
        request.environ["foedus.outcome"] = refusal.slug
    status, headers = (refusal.status, refusal.headers) if refusal else (200, {})
    return Response(page, status, headers, mimetype=negotiation.HTML)


def fields_of(asked: Asked) -> list[tuple[str, str]]:
    """Give the fields of the form that keep the dataset of a request."""
    graphs = [("default-graph-uri", iri) for iri in asked.default_graphs]
    return graphs + [("named-graph-uri", iri) for iri in asked.named_graphs]
