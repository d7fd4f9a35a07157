"""The pages around the graph: home, guide, about, problems, and the signs of health."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, current_app, jsonify, render_template

from foedus import negotiation
from foedus.operations import Operation
from foedus.questions import Question
from foedus.terms import PROBLEMS
from foedus.web import tongue
from foedus.web.endpoint import FORMATS
from foedus.web.headers import NEVER, SCRIPTED
from foedus.web.meters import CONTENT_TYPE, Meters
from foedus.web.problems import nothing_is_here
from foedus.web.site import site

blueprint = Blueprint("pages", __name__)
_PREFIX = re.compile(r"^PREFIX[^\n]*\n", re.MULTILINE | re.IGNORECASE)
#: Prefixes that the guide shows whether its questions use them or not.
_ALWAYS = ("article", "claim", "passage", "skos")
_HEADER = re.compile(r"\A(?:#[^\n]*\n)+")


@blueprint.get("/")
def home() -> Response:
    """Say what this is and offer the form."""
    page = render_template("home.html", site=site(), formats=FORMATS, fields=[])
    return Response(page, headers={"Content-Security-Policy": SCRIPTED})


@blueprint.get("/guide")
def guide() -> str:
    """Show how to ask, by patterns."""
    return render_template("guide.html", site=site(), shown=body, prefixes=prefixes)


@blueprint.get("/about")
def about() -> str:
    """Say where the facts come from and who read them."""
    return render_template("about.html", site=site())


@blueprint.get("/problems/<slug>")
def problem(slug: str) -> str:
    """Explain a kind of refusal."""
    if slug not in tongue.refusals():
        raise nothing_is_here()
    return render_template("explained.html", site=site(), slug=slug, types=PROBLEMS)


@blueprint.get("/healthz")
def health() -> Response:
    """Say that the server answers, however busy its engine is."""
    return _well()


@blueprint.get("/readyz")
def readiness() -> Response:
    """Say that the engine answers."""
    site().engine.answer(Operation("ASK {}", "ask", negotiation.JSON))
    return _well()


def _well() -> Response:
    response = jsonify(status="ok")
    response.headers["Cache-Control"] = NEVER
    return response


@blueprint.get("/metrics")
def metrics() -> Response:
    """Tell Prometheus what was counted."""
    meters: Meters | None = current_app.extensions.get("foedus.meters")
    if meters is None:
        raise nothing_is_here()
    return Response(meters.exposition(), content_type=CONTENT_TYPE, headers={"Cache-Control": NEVER})


def body(question: Question) -> str:
    """Give a question's query without its header and prefixes."""
    return _PREFIX.sub("", _HEADER.sub("", question.query)).strip()


def prefixes(questions: Sequence[Question]) -> list[str]:
    """Give the PREFIX lines that the questions use, and those of the things that the notes name, each once."""
    used = {match[0].strip() for question in questions for match in _PREFIX.finditer(question.query)}
    known = site().names.prefixes()
    return sorted(used | {f"PREFIX {prefix}: <{known[prefix]}>" for prefix in _ALWAYS})
