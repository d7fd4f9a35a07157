"""The application factory: puts the parts together, the front before the pages."""

from collections.abc import Callable, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path

import pyoxigraph as ox
from flask import Flask, Response, request

from foedus import judging, negotiation, seeds
from foedus.anchors import digest
from foedus.cache import Answers
from foedus.engine import Engine, InProcess
from foedus.facts import Index
from foedus.holdings import Holdings
from foedus.judged import Judging
from foedus.library import Built, read_sources
from foedus.questions import Question, read
from foedus.say import content, say
from foedus.web import (
    bodies,
    bounds,
    catalogue,
    chronicle,
    citing,
    demands,
    disputes,
    editor,
    endpoint,
    graphs,
    leaflets,
    meetings,
    members,
    openapi,
    pages,
    rules,
    searching,
    speech,
    stock,
    surveys,
    telling,
    things,
    tongue,
    tracks,
    validation,
    wellknown,
    within,
)
from foedus.web.exports import Exports
from foedus.web.front import Front
from foedus.web.harvested import dataset, linked
from foedus.web.headers import PAGE, headed
from foedus.web.shown import address, visible
from foedus.web.site import Language, Site
from foedus.workers import Limits

Sayer = Callable[[str, Language], str | None]
_PARTS = (
    chronicle,
    meetings,
    members,
    speech,
    tracks,
    catalogue,
    citing,
    demands,
    disputes,
    editor,
    endpoint,
    bounds,
    graphs,
    leaflets,
    openapi,
    pages,
    rules,
    searching,
    stock,
    surveys,
    things,
    validation,
    wellknown,
)


def create_app(
    built: Built,
    *,
    public_url: str = "http://127.0.0.1:8000",
    engine: Engine | None = None,
    questions: Sequence[Question] | None = None,
    limits: Limits | None = None,
    articles: Path | None = None,
    answers: Answers | None = None,
) -> Flask:
    """Make the application that serves a built graph; ``public_url`` is the address the public knows.

    ``articles`` has the texts that pages may show sentence by sentence; ``answers`` are held for other processes too.
    """
    holdings = built.holdings
    return application(
        Site(
            engine or Judging(InProcess(built.store, holdings.names)),
            holdings.names,
            public_url,
            tuple(read(holdings.questions) if questions is None else questions),
            _sayer(lambda: built.index, say),
            holdings.about,
            holdings.context.read_bytes(),
            built.version,
            limits,
            rules=judging.pages(holdings),
            own=cache(lambda: judging.documents(holdings)),
            survey=surveys.surveyed(holdings),
            exports=Exports(built),
            content=_sayer(lambda: built.index, content),
            texts=cache(lambda: at_hand(articles, built.records)),
            answers=answers,
        )
    )


def create_stored_app(
    holdings: Holdings,
    version: str,
    *,
    public_url: str,
    engine: Engine,
    limits: Limits | None = None,
    articles: Path | None = None,
    answers: Answers | None = None,
) -> Flask:
    """Make the application that serves a prebuilt store; what its pages need of the files is read when asked for."""
    index = cache(lambda: Index(read_sources(holdings)))
    return application(
        Site(
            engine,
            holdings.names,
            public_url,
            tuple(read(holdings.questions)),
            _sayer(index, say),
            holdings.about,
            holdings.context.read_bytes(),
            version,
            limits,
            rules=judging.pages(holdings),
            own=cache(lambda: judging.documents(holdings)),
            survey=surveys.surveyed(holdings),
            content=_sayer(index, content),
            texts=cache(lambda: at_hand(articles, seeds.records(index()))),
            answers=answers,
        )
    )


def application(site: Site) -> Flask:
    """Make the application that serves a site."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = bodies.LARGEST
    app.config["MAX_FORM_MEMORY_SIZE"] = bodies.LARGEST
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.json.sort_keys = False  # type: ignore[attr-defined] # Flask's own provider has it
    app.extensions["foedus"] = site
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.jinja_env.filters.update(visible=visible, asked=tracks.asked, page=lambda iri: address(iri, site.names) or iri)
    app.after_request(_tagged)  # runs last: what is registered later runs before
    within.register(app, site.public_url)  # runs when all links are there
    for part in _PARTS:
        app.register_blueprint(part.blueprint)
    tongue.register(app)
    app.jinja_env.globals.update(similar=searching.similar, linked=linked, dataset=dataset)
    telling.register(app)
    app.wsgi_app = Front(headed(app.wsgi_app, site.version), site)  # type: ignore[assignment, method-assign] # as Flask advises
    return app


def _tagged(response: Response) -> Response:
    """Send no page again to who has it, and let who has one ask after a while whether it is still the same."""
    if response.status_code == HTTPStatus.OK and response.mimetype == negotiation.HTML:
        response.headers.setdefault("Cache-Control", PAGE)
    if response.status_code == HTTPStatus.OK and not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response


def at_hand(folder: Path | None, records: list[seeds.Record]) -> dict[str, str]:
    """Read the texts that a folder has, by the IRIs of their articles; one that was changed is none."""
    known = {record.article: record.sha256 for record in records}
    texts = seeds.texts(folder, records)
    return {article.value: text for article, text in texts.items() if digest(text) == known[article]}


def _sayer(index: Callable[[], Index], write: Callable[[Index, ox.NamedNode, Language], str]) -> Sayer:
    return cache(lambda claim, language: write(index(), ox.NamedNode(claim), language))
