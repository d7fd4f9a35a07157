"""The shipped graph as the invariants read it: claims with their triples, words and factuality in plain names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox
from foedus.anchors import collapse
from foedus.library import Built
from foedus.terms import LABEL, TYPE, Names, foreign, term

Texts = Mapping[ox.NamedNode, str]
Triple = tuple[str, str, str]


@cache
def shortened(names: Names, iri: str) -> str:
    """Write an IRI as a prefixed name; kept, since the same few thousand are asked again and again."""
    return names.shorten(iri)


@dataclass(frozen=True)
class Held:
    """A built graph, and the texts of its articles where they are at hand."""

    built: Built
    texts: Texts

    @cached_property
    def claims(self) -> list["Said"]:
        """Every claim, in the order of the files."""
        return [Said(self, node) for node in self.built.index.typed(term("Claim"))]

    @cached_property
    def classes(self) -> dict[str, set[str]]:
        """The classes that anybody gives each thing, claims included."""
        found: dict[str, set[str]] = {}
        for fact in self.built.index:
            if fact.quad.predicate == TYPE:
                found.setdefault(self.short(fact.quad.subject), set()).add(self.short(fact.quad.object))
        return found

    @cached_property
    def names(self) -> dict[str, tuple[list[str], list[str]]]:
        """The Italian labels of each thing, and its printed variants, claims included."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        for fact in self.built.index:
            subject, predicate, object_ = fact.quad.triple
            if predicate == LABEL and object_.language == "it":
                found.setdefault(self.short(subject), ([], []))[0].append(object_.value)
            elif predicate in (foreign("skos:altLabel"), foreign("skos:hiddenLabel")):
                found.setdefault(self.short(subject), ([], []))[1].append(object_.value)
        return found

    def short(self, node: object) -> str:
        """Write a term as a prefixed name, a literal as its text."""
        if isinstance(node, ox.NamedNode):
            return shortened(self.built.holdings.names, node.value)
        return node.value if isinstance(node, ox.Literal) else str(node)

    def of(self, class_: str) -> set[str]:
        """Name the things that somebody calls by a class."""
        return {thing for thing, classes in self.classes.items() if class_ in classes}


@dataclass(frozen=True)
class Said:
    """One claim."""

    held: Held
    node: ox.NamedNode

    @property
    def name(self) -> str:
        """The claim's number."""
        return self.held.built.holdings.names.local(self.node)

    @cached_property
    def triples(self) -> list[Triple]:
        """The claim's graph."""
        quads = (fact.quad for fact in self.held.built.index.inside(self.node))
        return [(self.held.short(q.subject), self.held.short(q.predicate), self.held.short(q.object)) for q in quads]

    @cached_property
    def world(self) -> list[Triple]:
        """The triples about the world: no gist and nothing that only describes a Time or a Measure."""
        described = {s for s, p, o in self.triples if p == "rdf:type" and o in ("f:Time", "f:Measure")}
        return [row for row in self.triples if row[0] not in described and row[0] != self.held.short(self.node)]

    def given(self, name: str) -> set[str]:
        """Values of one of the claim's own properties, such as its voice."""
        return {self.held.short(value) for value in self.held.built.index.values(self.node, term(name))}

    @property
    def in_own_voice(self) -> bool:
        """Whether the article itself says it."""
        return any(voice.startswith("article:") for voice in self.given("voice"))

    def passages(self) -> Iterator[ox.NamedNode]:
        """Passages on which the claim rests."""
        values = self.held.built.index.values(self.node, term("passage"))
        yield from (value for value in values if isinstance(value, ox.NamedNode))

    @cached_property
    def quotes(self) -> list[str]:
        """The quoted words."""
        index = self.held.built.index
        return [collapse(index.text(passage, term("quote")) or "") for passage in self.passages()]

    @cached_property
    def sentences(self) -> str:
        """The sentences of the passages, where the texts are at hand."""
        index, found = self.held.built.index, []
        for passage in self.passages():
            text = self.held.texts.get(index.value(passage, term("article")), "")  # type: ignore[call-overload] # a literal finds nothing
            found.append(text[slice(*(int(index.text(passage, term(name)) or 0) for name in ("start", "end")))])
        return collapse(" ".join(found))

    @cached_property
    def article(self) -> str:
        """The text of the article in which the claim stands, where it is at hand."""
        index = self.held.built.index
        articles = {index.value(passage, term("article")) for passage in self.passages()}
        return collapse(" ".join(self.held.texts.get(article, "") for article in articles))  # type: ignore[call-overload] # as above


def stands(pattern: str, words: str) -> bool:
    """Whether a pattern stands in the words, small or capital."""
    return re.search(pattern, words, re.IGNORECASE) is not None
