"""Reads RDF files into facts that know their file and line: the only module that feeds a parser."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Origin

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LineFeed:
    """Hands a parser one line at a time, so that what comes out stands on the last line handed in."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ended = False
        self.line = 1

    def read(self, size: int = -1) -> bytes:
        """Give at most one line."""
        if self._ended:
            self.line += 1
        text = self._file.readline(size if size and size > 0 else -1)
        self._ended = text.endswith(b"\n")
        return text


def read(content: bytes, name: str, format_: ox.RdfFormat = ox.RdfFormat.TRIG) -> Iterator[Fact]:
    """Parse a document; ``name`` is what findings call its file. A fact's line is where its object ends.

    Raises CouldNotDo with line and column on a syntax error.
    """
    feed = LineFeed(BytesIO(content.removeprefix(_BYTE_ORDER_MARK)))
    try:
        for quad in ox.parse(feed, format=format_):  # type: ignore[arg-type] # a reader needs read() only
            yield Fact(quad if isinstance(quad, ox.Quad) else ox.Quad(*quad), Origin(name, feed.line))
    except SyntaxError as error:
        column = f" (column {error.offset})" if error.offset else ""
        sentence = f"this does not parse{column}: {error.msg}"
        raise CouldNotDo(sentence, Origin(name, error.lineno or feed.line)) from None


def read_file(path: Path, name: str) -> Iterator[Fact]:
    """Parse one file by its extension; ``name`` is what findings call it."""
    if path.suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise CouldNotDo(f"the extension is not one of {known}; rename or convert the file", Origin(name))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CouldNotDo(f"the file cannot be read: {error.strerror}", Origin(name)) from None
    yield from read(content, name, FORMATS[path.suffix])
