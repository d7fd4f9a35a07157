"""Finds things by a name, whatever its case and its accents."""

import unicodedata
from collections.abc import Iterator

import pyoxigraph as ox

from foedus.mcp.witnesses import Witnesses

#: How well a name fits: it is the same, holds the same words, holds the same letters.
_SAME, _WORDS, _LETTERS = range(3)


class Finder:
    """Knows every name of the things that claims mention."""

    def __init__(self, witnesses: Witnesses) -> None:
        self._witnesses = witnesses
        self._names = [(_folded(text), node) for node in witnesses.things() for text in witnesses.variants(node)]

    def __call__(self, name: str) -> Iterator[ox.NamedNode]:
        """Give the things that a name fits, the best first, then those of which most is said."""
        wanted, ranks = _folded(name), dict[ox.NamedNode, int]()
        for text, node in self._names:
            if wanted and wanted in text:
                rank = _SAME if text == wanted else _WORDS if f" {wanted} " in f" {text} " else _LETTERS
                ranks[node] = min(rank, ranks.get(node, _LETTERS))
        yield from sorted(ranks, key=lambda node: (ranks[node], -len(self._witnesses.mentioning(node))))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = (char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join("".join(letters).split())
