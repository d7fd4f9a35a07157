"""The SPARQL endpoint: joins protocol, guard, negotiation and engine, and shows answers to people as tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from foedus import guard, negotiation, protocol
from foedus.description import describe, prefixes
from foedus.engine import written
from foedus.operations import Answer, Asked, Form, Operation, Refusal, Request
from foedus.questions import Question
from foedus.web.problems import body_is_too_large, nothing_is_here, wants_page
from foedus.web.shown import Table, tabulate
from foedus.web.site import site

blueprint = Blueprint("endpoint", __name__)
#: What people may choose on the form, and what links under a result offer.
FORMATS = ("html", "csv", "tsv", "json", "xml", "turtle", "ntriples", "jsonld", "rdfxml", "trig", "nquads")
DOWNLOADS: dict[bool, Sequence[str]] = {False: ("csv", "tsv", "json", "xml"), True: FORMATS[5:]}


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
        fields = [("query", self.query), *fields_of(self.asked)]
        return f"/sparql?{urlencode(fields)}&format="


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def sparql() -> Response:
    """Answer a query, or say what this service is."""
    asked = Asked()
    try:
        asked = protocol.read(received())
        if asked.query is None:
            return described(asked)
        return answered(asked, asked.query)
    except Refusal as refusal:
        formats = asked.formats or request.args.getlist("format")
        if not wants_page(request.headers.get("Accept"), formats):
            raise
        return paged(Shown(asked.query or request.values.get("query", ""), asked, refusal=refusal))


@blueprint.after_request
def advertised(response: Response) -> Response:
    """Say at the endpoint, whatever the answer, which bodies QUERY may have."""
    if request.endpoint == "endpoint.sparql":
        response.headers["Accept-Query"] = protocol.ACCEPT_QUERY
    return response


@blueprint.get("/query")
def form() -> Response:
    """Show the form."""
    return paged(Shown(request.args.get("query", "")))


@blueprint.get("/queries/<name>")
def saved(name: str) -> Response:
    """Answer a saved question; a suffix such as .csv names the format."""
    stem, _, suffix = name.partition(".")
    question = next((question for question in site().questions if question.name == stem), None)
    if question is None:
        raise nothing_is_here()
    formats = (*filter(None, [suffix]), *request.args.getlist("format"))
    asked = Asked(question.query, formats=formats, accept=request.headers.get("Accept"))
    return answered(asked, question.query, question)


def received() -> Request:
    """Take what came over the wire."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        body = request.get_data(cache=True, parse_form_data=False)
    except RequestEntityTooLarge:
        raise body_is_too_large() from None
    return Request(request.method, request.query_string, headers, body)


def answered(asked: Asked, query: str, question: Question | None = None) -> Response:
    """Answer a query in the media type that fits its form and its reader."""
    kind = guard.judge(query)
    media_type = negotiation.choose(negotiation.offers(kind), asked.accept, asked.formats)
    if media_type == negotiation.HTML:
        return tabled(asked, query, kind, question)
    answer = site().engine.answer(_operation(asked, query, kind, media_type))
    return delivered(answer, "answer")


def tabled(asked: Asked, query: str, kind: Form, question: Question | None) -> Response:
    """Show the answer as a table, with links to the same answer for programs."""
    graph = kind in ("construct", "describe")
    media_type = negotiation.N_TRIPLES if graph else negotiation.JSON
    answer = site().engine.answer(_operation(asked, query, kind, media_type))
    table = tabulate(answer, site().names)
    return paged(Shown(query, asked, table, downloads=DOWNLOADS[graph], question=question))


def described(asked: Asked) -> Response:
    """Show the form to a browser and the service description to everybody else."""
    media_type = negotiation.choose(negotiation.GRAPHS, asked.accept, asked.formats)
    if media_type == negotiation.HTML:
        return paged(Shown())
    names = site().names
    triples = describe(site().endpoint, names, site().counts, site().about)
    return delivered(Answer(media_type, written(triples, media_type, prefixes(names))), "service")


def delivered(answer: Answer, name: str) -> Response:
    """Send an answer whole, with its honest label and a harmless file name."""
    response = Response(answer.body, content_type=negotiation.label(answer.media_type))
    suffix = negotiation.SUFFIXES[answer.media_type]
    response.headers["Content-Disposition"] = (
        f'inline; filename="foedus-{name if name.isascii() else "thing"}.{suffix}"'
    )
    return response


def paged(shown: Shown) -> Response:
    """Show the form, filled with what was asked."""
    fields = fields_of(shown.asked)
    page = render_template("query.html", shown=shown, site=site(), formats=FORMATS, fields=fields)
    refusal = shown.refusal
    status, headers = (refusal.status, refusal.headers) if refusal else (200, {})
    return Response(page, status, headers, mimetype=negotiation.HTML)


def fields_of(asked: Asked) -> list[tuple[str, str]]:
    """Give the fields of the form that keep the dataset of a request."""
    graphs = [("default-graph-uri", iri) for iri in asked.default_graphs]
    return graphs + [("named-graph-uri", iri) for iri in asked.named_graphs]


def _operation(asked: Asked, query: str, kind: Form, media_type: str) -> Operation:
    return Operation(query, kind, media_type, asked.default_graphs, asked.named_graphs, seconds=asked.seconds)
