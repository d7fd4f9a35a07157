"""Finds the things that claims mention by their names alone, with what search knows of spellings and ranks."""

from collections.abc import Iterator

import pyoxigraph as ox

from foedus import search
from foedus.mcp.witnesses import Witnesses


class Finder:
    """Knows every name of the things that claims mention."""

    def __init__(self, witnesses: Witnesses) -> None:
        things = list(witnesses.things())
        self._count = len(things)
        self._search = search.Finder(
            search.Found(node.value, text, "label") for node in things for text in witnesses.variants(node)
        )

    def __call__(self, name: str) -> Iterator[ox.NamedNode]:
        """Give the things that a name fits, the best first."""
        return (ox.NamedNode(found.iri) for found in self._search.find(name, limit=self._count))
