"""The application factory: puts the parts together and sets the headers that every answer bears."""

from collections.abc import Callable, Sequence

import pyoxigraph as ox
from flask import Flask, Response, request

from foedus.engine import Engine, InProcess
from foedus.library import Built
from foedus.questions import Question, read
from foedus.say import say
from foedus.web import catalogue, disputes, endpoint, graphs, pages, problems, things
from foedus.web.shown import visible
from foedus.web.site import Language, Site

#: Bytes of a body; a query of a person has some hundreds.
LARGEST_BODY = 2_000_000
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Query, Allow, Content-Disposition, Content-Location, Link, Retry-After",
    "Content-Security-Policy": _POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ASKED_BEFOREHAND = {
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}


def create_app(
    built: Built,
    *,
    public_url: str = "http://127.0.0.1:8000",
    engine: Engine | None = None,
    questions: Sequence[Question] | None = None,
) -> Flask:
    """Make the application that serves a built graph; ``public_url`` is the address the public knows."""
    holdings = built.holdings
    return application(
        Site(
            engine or InProcess(built.store, holdings.names),
            holdings.names,
            public_url,
            tuple(read(holdings.questions) if questions is None else questions),
            _sayer(built),
            holdings.about,
            holdings.context.read_bytes(),
        )
    )


def application(site: Site) -> Flask:
    """Make the application that serves a site."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's own provider has it
    app.extensions["foedus"] = site
    app.url_map.strict_slashes = False
    app.jinja_env.filters["visible"] = visible
    for part in (catalogue, disputes, endpoint, graphs, pages, things):
        app.register_blueprint(part.blueprint)
    problems.register(app)
    app.after_request(_headed)
    return app


def _headed(response: Response) -> Response:
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    response.vary.add("Accept")
    if request.method == "OPTIONS" and "Allow" in response.headers:
        response.status_code = 204
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers.update(_ASKED_BEFOREHAND)
    return response


def _sayer(built: Built) -> Callable[[str, Language], str | None]:
    return lambda claim, language: say(built.index, ox.NamedNode(claim), language)
