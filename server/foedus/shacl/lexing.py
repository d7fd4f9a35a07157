"""Cuts a query into its pieces: names, variables, texts, keywords, signs."""

import re
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z0-9-]+)
    | (?P<name>(?:[^\W\d][\w.-]*+)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+)?)
    | (?P<word>[^\W\d][\w.-]*+)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<space>\s+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query: its kind, its text and its offset."""

    kind: str
    text: str
    offset: int


@lru_cache(maxsize=64)
def tokens(query: str) -> tuple[Token, ...]:
    """Give the pieces of a query, without white space and comments."""
    found = ((match.lastgroup or "sign", match) for match in _TOKEN.finditer(query))
    return tuple(Token(kind, match[0], match.start()) for kind, match in found if kind not in ("comment", "space"))
