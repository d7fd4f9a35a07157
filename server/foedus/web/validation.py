"""Validation as a service: data by POST, judged by the shapes that come with them or by those of this graph."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import FileStorage

from foedus import judged, negotiation, parameters
from foedus.judging import Document
from foedus.operations import Answer, Operation, Refusal
from foedus.web.front import received
from foedus.web.headers import STOP
from foedus.web.site import site

blueprint = Blueprint("validation", __name__)
_OFFERED = (*judged.MEDIA_TYPES.values(), negotiation.HTML)
_FORM, _PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
_Sent = tuple[list[Document], list[Document], list[Document]]


@blueprint.get("/validate")
def form() -> str:
    """Offer a form."""
    return render_template("validate.html", site=site(), data="", shapes="", told="")


@blueprint.post("/validate")
def validate() -> Response:
    """Judge what was sent and give the report in the form that fits its reader."""
    media_type = _media_type(request.args.get("format", ""), request.headers.get("Accept"))
    data, shapes, ontology = _sent()
    arrived = time.monotonic()
    if not data:
        raise data_is_missing()
    own = site().own() if not shapes else ([], [])
    page = media_type == negotiation.HTML
    asked = judged.operation(data, shapes or own[0], ontology or own[1], "text/plain" if page else media_type)
    answer = _judged(replace(asked, arrived=arrived, stop=request.environ.get(STOP)))
    if page:
        texts = {"data": request.form.get("data", ""), "shapes": request.form.get("shapes", "")}
        return Response(render_template("validate.html", site=site(), told=answer.body.decode(), **texts))
    return Response(answer.body, mimetype=media_type, headers={"Cache-Control": "no-store"})


def _judged(asked: Operation) -> Answer:
    limits = site().limits
    try:
        return site().engine.answer(asked)
    except Refusal as refusal:
        if limits and refusal.slug == "query-took-too-long":
            raise judged.data_took_too_long(limits.seconds) from None
        raise


def _media_type(format_: str, accept: str | None) -> str:
    return judged.MEDIA_TYPES.get(format_) or negotiation.choose(_OFFERED, accept)


def _sent() -> _Sent:
    """Read the documents: fields of a form, parts, or one body of RDF that is all data."""
    body = received(request.environ).body
    kind = request.mimetype
    if kind == _FORM:
        given = parameters.read(body)
        return _as_sent(lambda role: _fields(given.get(role, []), role))
    if kind == _PARTS:
        return _as_sent(
            lambda role: [*_fields(request.form.getlist(role), role), *_parts(request.files.getlist(role), role)]
        )
    if kind not in negotiation.GRAPHS[:-1]:
        raise data_have_no_type(kind)
    return [Document(body, kind)], [], []


def _as_sent(read: Callable[[str], list[Document]]) -> _Sent:
    return read("data"), read("shapes"), read("ontology")


def _fields(given: Iterable[str], role: str) -> list[Document]:
    """Read the fields of a form, as TriG, which Turtle is too."""
    texts = [text for text in given if text.strip()]
    return [Document(text, negotiation.TRIG, role + (str(n) if n > 1 else "")) for n, text in enumerate(texts, 1)]


def _parts(files: Iterable[FileStorage], role: str) -> list[Document]:
    """Read uploaded files; the type of a part decides, else the ending of its name."""
    documents = []
    for file in files:
        name = (file.filename or role).replace("\\", "/").rsplit("/", 1)[-1]
        known = file.mimetype in negotiation.GRAPHS[:-1]
        documents.append(Document(file.read(), file.mimetype if known else name.rpartition(".")[2], name))
    return documents


def data_is_missing() -> Refusal:
    """Refuse a request that sends nothing to judge."""
    hint = "Send RDF as the body with its media type, or as the field or part data."
    return Refusal(400, "data-is-missing", "The request carries no data to judge.", hint=hint)


def data_have_no_type(said: str) -> Refusal:
    """Refuse a body of which nobody can tell the format."""
    title = "The body's media type is none of RDF."
    detail = f"The request said {said!r}." if said else "The request said none."
    hint = f"Send one of {', '.join(negotiation.GRAPHS[:-1])}, or a form with the fields data and shapes."
    return Refusal(415, "data-have-no-type", title, detail, hint=hint)
