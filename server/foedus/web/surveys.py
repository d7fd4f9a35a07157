"""The quality of the graph as a page, and the same as JSON and Markdown."""

from collections.abc import Callable

import pyoxigraph as ox
from flask import Blueprint, Response, render_template
from markupsafe import Markup

from foedus import asking, negotiation, quality
from foedus.engine import Engine
from foedus.facts import CouldNotDo, Origin
from foedus.holdings import Holdings
from foedus.operations import Operation
from foedus.quality import Survey, told
from foedus.web.problems import nothing_is_here
from foedus.web.site import site

blueprint = Blueprint("surveys", __name__)
_WRITERS = {"json": (told.as_json, "application/json"), "md": (told.markdown, "text/markdown")}


def surveyed(holdings: Holdings) -> Callable[[Engine, str], Survey]:
    """Give what surveys a graph of a version by its engine, once: a served graph does not change."""

    def survey(engine: Engine, version: str) -> Survey:
        if version not in held:
            held[version] = quality.survey(lambda query, file: _select(engine, query, file), holdings, version)
        return held[version]

    held: dict[str, Survey] = {}
    return survey


def _select(engine: Engine, query: str, file: str) -> ox.QuerySolutions:
    asking.judge(query, file)
    answer = engine.answer(Operation(query, "select", negotiation.JSON))
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    if not isinstance(results, ox.QuerySolutions):
        raise CouldNotDo("this must be a SELECT query; write one", Origin(file, 1))
    return results


@blueprint.get("/quality", defaults={"suffix": None})
@blueprint.get("/quality.<suffix>")
def shown(suffix: str | None) -> Response:
    """Show the survey of the graph that is served."""
    survey = site().survey(site().engine, site().version)
    if survey is None or (suffix and suffix not in _WRITERS):
        raise nothing_is_here()
    if suffix:
        writer, media_type = _WRITERS[suffix]
        return Response(writer(survey), mimetype=media_type)
    sections = Markup(told.sections(survey))  # noqa: S704 - every word of the graph in it was escaped
    return Response(render_template("quality.html", site=site(), sections=sections))
