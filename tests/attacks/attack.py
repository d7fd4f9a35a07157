"""An attack by one query, and the outcomes that are clean."""

from dataclasses import dataclass

#: What a query is told on which the engine dies, or for which its memory does not suffice.
DIES = frozenset({500, 507})
#: What a query is told that has no end.
ENDLESS = frozenset({503})


@dataclass(frozen=True)
class Attack:
    """A query that means harm, the statuses that it may get, and the kind of problem, where only one is right."""

    name: str
    query: str
    statuses: frozenset[int]
    slug: str = ""
    accept: str = "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.1"

    def __str__(self) -> str:
        return self.name
