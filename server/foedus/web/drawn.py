"""How a picture is served as a file of its own: by itself it may load nothing and run nothing."""

from flask import Response

from foedus.pictures import Picture

_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def served(picture: Picture) -> Response:
    """Give a picture as SVG."""
    return alone(picture.file())


def alone(drawing: bytes) -> Response:
    """Give the bytes of a picture that may load and run nothing."""
    response = Response(drawing, mimetype="image/svg+xml", headers={"Content-Security-Policy": _POLICY})
    response.vary.add("Accept-Language")
    return response
