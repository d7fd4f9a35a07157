"""Lets Flask tell every refusal, and every error of its own, as problems are told."""

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from foedus import fates, negotiation
from foedus.operations import Refusal
from foedus.web import problems
from foedus.web.bodies import body_is_too_large
from foedus.web.site import site


def register(app: Flask) -> None:
    """Let every refusal and every error of HTTP be told in the same way."""
    app.register_error_handler(Refusal, told)
    app.register_error_handler(HTTPException, lambda error: told(_translated(error)))
    app.register_error_handler(Exception, _broken)


def told(refusal: Refusal) -> Response:
    """Tell a refusal in the form that fits its reader."""
    request.environ["foedus.outcome"] = refusal.slug
    media_type = problems.kind(request.headers.get("Accept"), request.args.getlist("format"))
    if media_type == negotiation.HTML:
        body: str | bytes = render_template("problem.html", refusal=refusal, site=site())
    else:
        body = problems.written(refusal, media_type, request.path, request.environ.get("foedus.request_id", ""))
    response = Response(body, refusal.status, content_type=negotiation.label(media_type))
    response.headers.update(refusal.headers)
    request.environ["foedus.outcome"] = refusal.slug
    return response


def _translated(error: HTTPException) -> Refusal:
    if isinstance(error, NotFound):
        return problems.nothing_is_here()
    if isinstance(error, MethodNotAllowed):
        return problems.method_is_not_offered(sorted({*(error.valid_methods or ()), "OPTIONS"}))
    if isinstance(error, RequestEntityTooLarge):
        return body_is_too_large()
    return Refusal(error.code or 500, "something-broke", f"The request failed: {error.name}.")


def _broken(error: Exception) -> Response:
    current_app.logger.error("an unforeseen %s", type(error).__name__, exc_info=error)
    return told(fates.something_broke())
