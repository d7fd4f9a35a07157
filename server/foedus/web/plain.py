"""Reads requests that are plain, and writes answers, as HTTP/1.1 has them (https://www.rfc-editor.org/rfc/rfc9112).

Plain is a query by GET, HEAD, POST or QUERY that has come whole and small, with headers of which none is doubled and
none asks for anything special. What is not plain is left to a server that knows all of HTTP.
"""

import re
import time
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from foedus.web.headers import Environ, Pairs

#: Bytes of a request that may be plain.
MOST = 65_536
_LINE = re.compile(rb"(GET|HEAD|POST|QUERY) (/sparql/?|/queries/[a-z0-9.-]+)(?:\?([!-~]*))? HTTP/1\.1\r\n")
_BEGINS = re.compile(rb"(?:GET|HEAD|POST|QUERY) /(?:sparql|queries/)")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]*([!-~](?:[ -~]*[!-~])?)?[ \t]*\r\n")
_END = b"\r\n\r\n"
#: Headers that ask for what is left to others.
_SPECIAL = {"HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE", "HTTP_TE", "HTTP_TRAILER", "HTTP_HTTP2_SETTINGS"}
_UNPREFIXED = {"HTTP_CONTENT_TYPE": "CONTENT_TYPE", "HTTP_CONTENT_LENGTH": "CONTENT_LENGTH"}
_CONNECTION = {"keep-alive": True, "close": False}
_LENGTH = re.compile(r"[0-9]{1,5}")
#: Sets of headers of which so many are kept as they were read: a client sends the same with each request.
_REMEMBERED = 512
_LONGEST_REMEMBERED = 2_000
#: Headers beyond which a request is not plain.
_MANY = 64
_ALWAYS = {
    "SCRIPT_NAME": "",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


class Plain(NamedTuple):
    """A request, the bytes that it took, and whether the connection is kept after it."""

    environ: Environ
    size: int
    kept: bool


class _Headers(NamedTuple):
    environ: dict[str, str]
    length: int
    kept: bool


def may_be(come: bytes) -> bool:
    """Tell whether what has come of a request so far may still be the beginning of a plain one."""
    beginning = come[:20]
    return len(come) < MOST and (_BEGINS.match(beginning) is not None or len(beginning) < len(b"QUERY /queries/"))


def read(come: bytes, peer: str, server: tuple[str, str]) -> Plain | None:
    """Read a request from the beginning of what has come; none where it is not plain, or not whole."""
    end = come.find(_END) + len(_END)
    line = _LINE.match(come)
    if end < len(_END) or line is None:
        return None
    block = come[line.end() : end - 2]
    headers = _remembered(block) if len(block) <= _LONGEST_REMEMBERED else _headers(block)
    method, path, asked = line.groups()
    if headers is None or (headers.length and method in (b"GET", b"HEAD")) or len(come) < end + headers.length:
        return None
    environ: Environ = {**_ALWAYS, **headers.environ}
    environ["REQUEST_METHOD"], environ["PATH_INFO"] = method.decode(), path.decode()
    environ["QUERY_STRING"], environ["REMOTE_ADDR"] = (asked or b"").decode(), peer
    environ["SERVER_NAME"], environ["SERVER_PORT"] = server
    environ["wsgi.input"] = BytesIO(come[end : end + headers.length])
    return Plain(environ, end + headers.length, headers.kept)


def _headers(block: bytes) -> _Headers | None:
    """Read header lines; none where one is malformed, doubled or special, or the host is missing."""
    found: dict[str, str] = {}
    place = 0
    while place < len(block):
        header = _HEADER.match(block, place)
        if header is None:
            return None
        name = "HTTP_" + header[1].decode().upper().replace("-", "_")
        if name in found or name in _SPECIAL or len(found) >= _MANY:
            return None
        found[name] = (header[2] or b"").decode()
        place = header.end()
    kept = _CONNECTION.get(found.get("HTTP_CONNECTION", "keep-alive").lower())
    length = found.get("HTTP_CONTENT_LENGTH", "0")
    if kept is None or "HTTP_HOST" not in found or not _LENGTH.fullmatch(length):
        return None
    return _Headers({_UNPREFIXED.get(name, name): value for name, value in found.items()}, int(length), kept)


_remembered = lru_cache(_REMEMBERED)(_headers)


def head(status: str, pairs: Pairs, *, kept: bool) -> bytes:
    """Write what stands before a body."""
    lines = [f"{name}: {value}\r\n" for name, value in pairs]
    last = "\r\n" if kept else "Connection: close\r\n\r\n"
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}Date: {_date(int(time.time()))}\r\n{last}".encode("latin-1")


@lru_cache(2)
def _date(second: int) -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(second))
