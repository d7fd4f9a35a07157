"""Knows what of a graph goes out: all, a view, an article or an entity, with the evidence that stands behind it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

from foedus.export.reading import Files
from foedus.facts import CouldNotDo, Fact, Index
from foedus.holdings import About
from foedus.ordering import pieces
from foedus.terms import FOREIGN, LABEL, TYPE, Names, term

#: "all" is what is served; "accepted" is its default graph; "claims" is what was written, with nothing computed.
View = Literal["all", "accepted", "claims"]
#: What names a thing: it goes with every selection that speaks of it.
_NAMING = (TYPE, LABEL)


@dataclass(frozen=True)
class Selection:
    """Quads in their source form, and what the forms need to write them.

    ``quads`` can be gone through more than once; ``context`` is the JSON-LD context; ``tables`` are queries by the
    name of their table.
    """

    quads: Iterable[ox.Quad]
    names: Names = field(default_factory=Names)
    about: About = field(default_factory=About)
    context: bytes = b'{"@context": {}}'
    tables: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def index(self) -> Index:
        """The quads, found by subject or by graph."""
        return Index(Fact(quad) for quad in self.quads)

    @cached_property
    def store(self) -> ox.Store:
        """The quads in a store that answers; it rewrites literals, so quads are never written from it."""
        store = ox.Store()
        store.bulk_extend(self.quads)
        return store

    def pieces(self) -> Iterator[bytes]:
        """Give the quads as canonical N-Quads, in pieces of whole lines."""
        return self.quads.pieces() if isinstance(self.quads, Files) else pieces(self.quads)


def narrowed(
    quads: list[ox.Quad], names: Names, *, article: str | None = None, entity: str | None = None
) -> list[ox.Quad]:
    """Keep the claims of an article, those that speak of an entity, or those that do both; without either, all.

    Raises CouldNotDo when there is no such article or no such claim.
    """
    if not article and not entity:
        return quads
    index = Index(Fact(quad) for quad in quads)
    chosen = [find(index, names, key) for find, key in ((of_article, article), (of_entity, entity)) if key]
    claims = set.intersection(*chosen)
    if not claims:
        raise CouldNotDo(f"no claim of article {article} speaks of {entity}; leave out one of the two")
    return around(index, claims)


def of_article(index: Index, names: Names, key: str) -> set[ox.NamedNode]:
    """Give the claims that stand on passages of one article.

    Raises CouldNotDo when there is no such article.
    """
    article = names.iri("article", key)
    if not index.about(article):
        known = ", ".join(sorted(names.local(node) for node in index.typed(term("Article"))))
        raise CouldNotDo(f"there is no article {key}; choose one of {known}")
    passages = index.subjects(term("article"), article)
    return {claim for passage in passages for claim in index.subjects(term("passage"), passage)}


def of_entity(index: Index, names: Names, name: str) -> set[ox.NamedNode]:
    """Give the claims whose content speaks of a thing, named by its IRI or prefixed name.

    Raises CouldNotDo when no claim does.
    """
    try:
        node = names.expand(name) if ":" in name else names.iri("id", name)
    except ValueError as error:
        raise CouldNotDo(f"{name} is not the name of a thing: {error}") from None
    speaking = {
        graph
        for graph in index.graphs()
        if any(node in (fact.quad.subject, fact.quad.object) for fact in index.inside(graph))
    }
    if not speaking:
        raise CouldNotDo(f"no claim speaks of {name}; `foedus query` finds things by their labels")
    return speaking


def around(index: Index, claims: set[ox.NamedNode]) -> list[ox.Quad]:
    """Give claims whole: content, passages, checks, conflicts with reviews, and the names of all they speak of."""
    content = [fact.quad for claim in claims for fact in index.inside(claim)]
    triples = {quad.triple for quad in content}
    behind = _evidence(index, claims)
    described = [fact.quad for node in behind for fact in index.about(node)]
    spoken = {node for quad in (*content, *described) for node in (quad.subject, quad.predicate, quad.object)} - behind
    accepted = [fact.quad for fact in index if fact.quad.triple in triples and _is_default(fact.quad)]
    named = [fact.quad for node in spoken if isinstance(node, ox.NamedNode) for fact in _names(index, node)]
    return [*content, *described, *accepted, *named]


def _evidence(index: Index, claims: set[ox.NamedNode]) -> set[ox.NamedNode]:
    """Find all that stands behind claims: passages, articles, checks, the conflicts they are in, and their reviews."""
    found, fresh = set(claims), set(claims)
    while fresh:
        nodes = fresh
        fresh = set()
        for node in nodes:
            for name in ("passage", "article", "sentence", "voice"):
                fresh |= {value for value in index.values(node, term(name)) if isinstance(value, ox.NamedNode)}
            for name in ("claim", "between", "reviews", "weighs", "derivedFrom"):
                fresh |= set(index.subjects(term(name), node))
        fresh -= found
        found |= fresh
    return found


def _names(index: Index, node: ox.NamedNode) -> list[Fact]:
    skos = FOREIGN["skos"]
    return [
        fact
        for fact in index.about(node)
        if fact.quad.predicate in _NAMING or fact.quad.predicate.value.startswith(skos)
    ]


def _is_default(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.DefaultGraph)
