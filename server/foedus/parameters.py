"""The parameters of an address or a form, sans IO: what every reading protocol of ours has in common."""

import re
from binascii import a2b_qp
from contextlib import suppress
from math import inf
from urllib.parse import unquote_to_bytes

from foedus.operations import Refusal, Request

#: Bytes; beyond it the server under us would cut the request with no sentence.
LONGEST_ADDRESS = 30_000
#: Parameters that name a format, the strongest first; the last is one client library's third spelling.
_FORMATS = ("format", "output", "results")
_MOST_PARAMETERS = 1_000
_NOT_ENCODED = re.compile(rb"%(?![0-9A-Fa-f]{2})")

Parameters = dict[str, list[str]]


def of_address(request: Request) -> Parameters:
    """Read the parameters of a request's address."""
    if len(request.query_string) > LONGEST_ADDRESS:
        raise address_is_too_long()
    return read(request.query_string)


def read(encoded: bytes) -> Parameters:
    """Read an address's query string, or a form; what does not decode as UTF-8 is refused."""
    found: Parameters = {}
    if encoded.count(b"&") >= _MOST_PARAMETERS:
        raise parameters_are_too_many()
    if not encoded.isascii():
        raise query_is_not_utf_8()
    for pair in filter(None, encoded.split(b"&")):
        name, _, value = pair.partition(b"=")
        try:
            found.setdefault(_decoded(name), []).append(_decoded(value))
        except UnicodeDecodeError:
            raise query_is_not_utf_8() from None
    return found


def _decoded(text: bytes) -> str:
    """Decode a name or a value of a form (https://url.spec.whatwg.org/#urlencoded-parsing).

    Percent-encoding is quoted-printable with another sign, which Python decodes ten times as fast.
    """
    text = text.replace(b"+", b" ")
    if b"%" in text:
        broken = _NOT_ENCODED.search(text)
        text = unquote_to_bytes(text) if broken else a2b_qp(text.replace(b"=", b"=3D").replace(b"%", b"="))
    return text.decode("utf-8")


def formats(given: Parameters) -> tuple[str, ...]:
    """Give the formats wished for, the strongest first."""
    return tuple(value for name in _FORMATS for value in given.get(name, []))


def seconds(given: Parameters) -> float | None:
    """Read the shortest time that a request allows itself; like a format, a value that means nothing is passed over."""
    found = []
    for text in given.get("timeout", []):
        with suppress(ValueError):
            found.append(float(text))
    return min((number for number in found if 0 < number < inf), default=None)


def query_is_not_utf_8() -> Refusal:
    """Refuse what does not decode: a half-decoded query would answer another question."""
    hint = "Encode the query, and percent-encode addresses and forms, as UTF-8."
    return Refusal(400, "query-is-not-utf-8", "The request is not valid UTF-8.", hint=hint)


def parameters_are_too_many() -> Refusal:
    """Refuse more parameters than a person would send."""
    title = f"The request carries more than {_MOST_PARAMETERS} parameters."
    return Refusal(400, "parameters-are-too-many", title, hint="Send fewer parameters.")


def address_is_too_long() -> Refusal:
    """Refuse a long address: long queries travel in a body."""
    title = f"The address is longer than {LONGEST_ADDRESS:,} bytes."
    hint = "Send the same query by POST, as the form field query or as a body of type application/sparql-query."
    return Refusal(414, "address-is-too-long", title, hint=hint)
