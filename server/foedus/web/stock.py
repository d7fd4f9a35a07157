"""What can be carried away: the graph in every form, the releases, and what changed from one to the next."""

from flask import Blueprint, Response, current_app, render_template, request, send_file

from foedus import export
from foedus.web.editions import Editions
from foedus.web.history import Step, feed, steps
from foedus.web.problems import nothing_is_here
from foedus.web.site import site

blueprint = Blueprint("stock", __name__)


@blueprint.get("/downloads")
def downloads() -> str:
    """List the forms in which the graph can be had."""
    return render_template("downloads.html", site=site(), forms=_forms(), releases=_editions())


@blueprint.get("/downloads/graph.<path:suffix>")
def download(suffix: str) -> Response:
    """Give the graph in one form, whole."""
    exports, form = site().exports, next((form for form in _forms() if form.suffix == suffix), None)
    if not exports or not form:
        raise nothing_is_here()
    path = exports.path(form.name)
    response = send_file(path, form.media_type, as_attachment=True, download_name=f"graph.{suffix}", max_age=60)
    response.set_etag(f"{site().version}-{form.name}")
    response.make_conditional(request)
    return response


@blueprint.get("/releases")
def releases() -> str:
    """List the releases that are answered here, the latest first."""
    editions = _editions()
    held = list(editions.held.values()) if editions else []
    return render_template("releases.html", site=site(), releases=held)


@blueprint.get("/changes")
def changes() -> str:
    """Tell what changed from each release to the next."""
    return render_template("changes.html", site=site(), steps=_steps())


@blueprint.get("/changes.atom")
def changes_feed() -> Response:
    """Tell the same as a feed (https://www.rfc-editor.org/rfc/rfc4287)."""
    return Response(feed(_steps(), site().public_url, site().title), mimetype="application/atom+xml")


def _forms() -> list[export.Form]:
    return [form for form in export.FORMS.values() if form.name != "parquet"] if site().exports else []


def _editions() -> Editions | None:
    found: Editions | None = current_app.extensions.get("foedus.editions")
    return found


def _steps() -> list[Step]:
    editions = _editions()
    return steps(editions) if editions else []
