"""Keeps the links of a released version's pages in that version: the only module that knows a path before ours."""

import re
from urllib.parse import urlsplit

from flask import Flask, Response

from foedus import negotiation

_MEDIA_TYPES = (negotiation.HTML, "image/svg+xml")
#: Addresses that are the server's own, whichever version a page shows.
_OF_THE_SERVER = r"static/|releases\b|changes\b|v/"
_LINK = re.compile(rf'(\s(?:href|action|src|data-words)=")(/(?!/|{_OF_THE_SERVER}))')
_HEADER = re.compile(rf"(<|\A)(/(?!/|{_OF_THE_SERVER}))")
_HEADERS = ("Location", "Content-Location", "Link")


def register(app: Flask, public_url: str) -> None:
    """Put the path of the graph's public address before the links of its pages, where it has one."""
    path = urlsplit(public_url).path.rstrip("/")
    if path:
        app.after_request(lambda response: _kept(response, path))


def _kept(response: Response, path: str) -> Response:
    if response.mimetype in _MEDIA_TYPES and not response.direct_passthrough:
        response.set_data(_LINK.sub(rf"\1{path}\2", response.get_data(as_text=True)))
    for name in _HEADERS:
        if values := response.headers.getlist(name):
            response.headers.setlist(name, [_HEADER.sub(rf"\1{path}\2", value) for value in values])
    return response
