"""What serialisers write on: bounded, and XML only where a reader can parse it to what was meant."""

import csv
import io
import re
from math import inf
from typing import Protocol

from foedus.operations import Refusal

#: Characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), as UTF-8.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: A predicate whose end cannot be an XML name comes out of the serialiser as an element without one.
_NAMELESS = b"<oxprefix: "
#: What stands at the head of a graph in an order that changes from one time to the next.
_HEADS = {
    "text/turtle": re.compile(rb"^@prefix [^\n]*\n", re.MULTILINE),
    "application/trig": re.compile(rb"^@prefix [^\n]*\n", re.MULTILINE),
    "application/rdf+xml": re.compile(rb' xmlns:[\w.-]+="[^"]*"'),
}
#: CSV in which no cell is a formula to a spreadsheet, as it travels to the engine.
CSV = "text/csv"
GUARDED = f"{CSV}; guarded"
#: With what a cell begins that a spreadsheet computes, unless it is a number.
_FORMULA = re.compile(r"[=+\-@\t\r](?!\d*\.?\d+(?:[eE][+-]?\d+)?\Z)", re.DOTALL)
#: Bytes of what is searched for that may stand before a piece begins.
_OVERLAP = len(_NAMELESS) - 1


class Out(Protocol):
    """Whatever takes the bytes of an answer as they come."""

    def write(self, piece: bytes, /) -> object:
        """Take the next bytes."""
        ...


class Heap:
    """Keeps in memory what is written."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, piece: bytes, /) -> None:
        """Add a piece."""
        self._written += piece

    @property
    def text(self) -> bytes:
        """All that was written."""
        return bytes(self._written)


class Paper:
    """Hands on what a serialiser writes; the sheet ends where an answer would be larger than ``most`` bytes.

    Readers of XML turn a bare CR into LF, so it is written as a reference. Prefixes are put in order, so that the
    same answer has the same bytes; they stand whole in the first piece.
    """

    def __init__(self, out: Out, media_type: str, most: int | None = None) -> None:
        self.media_type = media_type
        self._out = out
        self._most = inf if most is None else most
        self._size = 0
        self._is_xml = media_type.endswith("+xml")
        self._end = b""
        self._head = _HEADS.get(media_type)

    def write(self, piece: bytes) -> int:
        """Hand on a piece, or raise Refusal: no answer is cut."""
        if self._head:
            piece, self._head = _ordered(self._head, piece), None
        handed = self._sound(piece) if self._is_xml else piece
        self._size += len(handed)
        if self._size > self._most:
            raise answer_is_too_large(int(self._most))
        self._out.write(handed)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: serialisers ask for it."""

    def _sound(self, piece: bytes) -> bytes:
        """Judge a piece together with the end of the one before it."""
        seen = self._end + piece
        if _NOT_XML.search(seen):
            raise answer_does_not_fit_xml("it holds a control character, which XML 1.0 forbids")
        if _NAMELESS in seen:
            raise answer_does_not_fit_xml("it holds a predicate whose last part cannot be an XML name")
        self._end = seen[-_OVERLAP:]
        return piece.replace(b"\r", b"&#13;")


class Page:
    """Takes so many lines and then raises Filled; what it took ends with a whole line."""

    def __init__(self, out: Out, lines: int) -> None:
        self._out = out
        self._left = lines

    def write(self, piece: bytes, /) -> None:
        """Hand on a piece as far as there is room."""
        count = piece.count(b"\n")
        if count < self._left:
            self._left -= count
            self._out.write(piece)
            return
        end = -1
        for _ in range(self._left):
            end = piece.index(b"\n", end + 1)
        self._out.write(piece[: end + 1])
        self._left = 0  # serialisers write what they have kept even then
        raise Filled


class Filled(Exception):  # noqa: N818 - no error: there is as much as was wanted
    """The page is full."""


def guarded(table: bytes) -> bytes:
    """Write an apostrophe before each cell of a CSV that a spreadsheet would compute; numbers stay as they are."""
    csv.field_size_limit(max(len(table), csv.field_size_limit()))
    rows = csv.reader(io.StringIO(table.decode(), newline=""))
    written = io.StringIO(newline="")
    told = ([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)
    csv.writer(written, lineterminator="\r\n").writerows(told)
    return written.getvalue().encode()


def _ordered(part: re.Pattern[bytes], piece: bytes) -> bytes:
    """Put the parts of a head in order, each at the place of another: those that follow on the first at once."""
    found = []
    place = part.search(piece)
    while place:
        found.append(place)
        place = part.match(piece, place.end())
    if not found:
        return piece
    return piece[: found[0].start()] + b"".join(sorted(one[0] for one in found)) + piece[found[-1].end() :]


def answer_does_not_fit_xml(reason: str) -> Refusal:
    """Refuse rather than send XML that no reader can parse."""
    title = f"The answer cannot be written as XML: {reason}."
    return Refusal(406, "answer-does-not-fit-xml", title, hint="Ask for JSON or TSV, or for Turtle.")


def answer_is_too_large(most: int) -> Refusal:
    """Refuse an answer beyond the cap: it would be whole or it is not sent.

    507 rather than 413, which speaks of what was sent to the server.
    """
    title = f"The answer is larger than {most:,} bytes."
    hint = "Ask for less: add a LIMIT, choose fewer variables, or count first."
    return Refusal(507, "answer-is-too-large", title, hint=hint)
