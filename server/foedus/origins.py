"""Finds where a triple was written: the only module that knows how a finding comes to its file and line."""

from collections.abc import Iterable

import pyoxigraph as ox

from foedus.facts import Fact, Origin

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph
_Key = tuple[Term | None, ...]


class Origins:
    """Where things were written, from the whole triple down to the mere mention of a thing."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._places: dict[_Key, Origin] = {}
        for fact in facts:
            if fact.origin:
                for key in _keys(fact.quad):
                    self._places.setdefault(key, fact.origin)

    def find(
        self, focus: Term | None, path: Term | None = None, value: Term | None = None, graph: Term | None = None
    ) -> Origin | None:
        """Find the line of a triple; where it stands nowhere, of its nearest relative.

        In turn: the triple, another value of the property, the thing as a subject, the graph, any mention.
        Inside ``graph`` first, where one is given.
        """
        graphs = (graph, None) if graph else (None,)
        tries: list[_Key] = [(home, focus, path, value) for home in graphs]
        tries += [(home, focus, path, None) for home in graphs]
        tries += [(home, focus, None, None) for home in graphs]
        tries += [(graph, None, None, None), (None, None, None, focus), (None, None, None, value)]
        return next((self._places[key] for key in tries if key in self._places and any(key)), None)


def _keys(quad: ox.Quad) -> list[_Key]:
    subject, predicate, object_, graph = quad
    keys: list[_Key] = [(graph, None, None, None), (None, None, None, object_), (None, None, None, predicate)]
    for home in (graph, None):
        keys += [(home, subject, predicate, object_), (home, subject, predicate, None), (home, subject, None, None)]
    return keys
