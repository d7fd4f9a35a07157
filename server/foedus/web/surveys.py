"""The quality of the graph as a page, and the same as JSON and Markdown."""

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from foedus.quality import told
from foedus.web.problems import nothing_is_here
from foedus.web.site import site

blueprint = Blueprint("surveys", __name__)
_WRITERS = {"json": (told.as_json, "application/json"), "md": (told.markdown, "text/markdown")}


@blueprint.get("/quality", defaults={"suffix": None})
@blueprint.get("/quality.<suffix>")
def quality(suffix: str | None) -> Response:
    """Show the survey of the graph that is served."""
    survey = site().survey()
    if survey is None or (suffix and suffix not in _WRITERS):
        raise nothing_is_here()
    if suffix:
        writer, media_type = _WRITERS[suffix]
        return Response(writer(survey), mimetype=media_type)
    sections = Markup(told.sections(survey))  # noqa: S704 - every word of the graph in it was escaped
    return Response(render_template("quality.html", site=site(), sections=sections))
