"""Finds what a graph of shapes says about a node: the only module that reads shapes triple by triple."""

from collections.abc import Iterable
from functools import cached_property

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Fact, Origin
from foedus.shacl.model import Alternative, Inverse, Path, Predicate, Repeated, Sequence, Unknown
from foedus.shacl.vocabulary import CLASS, FIRST, NIL, PATHS, REST, SH, SUBCLASS, TYPE, Node, Term

_SIGNS = {"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"}


class Source:
    """The triples of the shapes by subject, with the place of each."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = list(facts)
        self._said: dict[Term, dict[ox.NamedNode, dict[Term, Origin | None]]] = {}
        self._terms: dict[Term, dict[str, list[Term]]] = {}
        self._pointing: dict[tuple[ox.NamedNode, Term], dict[Term, None]] = {}
        for fact in self.facts:
            subject, predicate, object_, _ = fact.quad
            self._said.setdefault(subject, {}).setdefault(predicate, {}).setdefault(object_, fact.origin)
            self._pointing.setdefault((predicate, object_), {})[subject] = None

    def subjects(self) -> list[Node]:
        """Give every subject, in the order of the files."""
        return [node for node in self._said if isinstance(node, Node)]

    def about(self, node: Term) -> dict[ox.NamedNode, dict[Term, Origin | None]]:
        """Give all that is said of a node, with its places."""
        return self._said.get(node, {})

    def values(self, node: Term, name: str) -> list[Term]:
        """Give the values of a term of SHACL."""
        return self.terms(node).get(name, [])

    def terms(self, node: Term) -> dict[str, list[Term]]:
        """Give the values of every term of SHACL that is said of a node, by local names."""
        if node not in self._terms:
            said = self.about(node).items()
            self._terms[node] = {name: list(values) for predicate, values in said if (name := local(predicate))}
        return self._terms[node]

    def objects(self, node: Term, predicate: ox.NamedNode) -> list[Term]:
        """Give the values of any property."""
        return list(self.about(node).get(predicate, ()))

    def pointing(self, predicate: ox.NamedNode, value: Term) -> list[Term]:
        """Give the subjects of a property and a value."""
        return list(self._pointing.get((predicate, value), ()))

    def named(self) -> set[Term]:
        """Give what other nodes name by a term of SHACL or in a list."""
        quads = (fact.quad for fact in self.facts if fact.quad.predicate == FIRST or local(fact.quad.predicate))
        return {quad.object for quad in quads if quad.object != quad.subject}

    def typed(self, class_: ox.NamedNode) -> list[Term]:
        """Give the nodes that are said to be of a class or of one below it."""
        below, todo = {class_: None}, [class_]
        while todo:
            for lower in self.pointing(SUBCLASS, todo.pop()):
                if isinstance(lower, ox.NamedNode) and lower not in below:
                    below[lower] = None
                    todo.append(lower)
        return list(dict.fromkeys(node for kind in below for node in self.pointing(TYPE, kind)))

    @cached_property
    def classes(self) -> set[Term]:
        """Give the nodes that are classes, as the shapes themselves say."""
        return set(self.typed(CLASS))

    def origin(self, node: Term, predicate: ox.NamedNode | None = None, value: Term | None = None) -> Origin | None:
        """Give where a triple stands; else where its subject is first described."""
        said = self.about(node)
        held = said.get(predicate, {}) if predicate else {}
        if value in held:
            return held[value]
        places = [place for values in ([held] if held else said.values()) for place in values.values() if place]
        return min(places, default=None)

    def one(self, node: Term, name: str) -> Term | None:
        """Give the only value of a term of SHACL, or None; raises Unknown where there are more."""
        found = self.values(node, name)
        if len(found) > 1:
            raise Unknown(f"it has more than one sh:{name}")
        return found[0] if found else None

    def members(self, head: Term) -> list[Term]:
        """Read a list; raises Unknown where it is none."""
        found: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            firsts, rests = self.objects(head, FIRST), self.objects(head, REST)
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise Unknown("one of its lists is broken")
            seen.add(head)
            found.append(firsts[0])
            head = rests[0]
        return found

    def path(self, node: Term, deep: int = 0) -> Path:
        """Read a property path; raises Unknown where it is none."""
        if isinstance(node, ox.NamedNode):
            return Predicate(node)
        if deep > 50:  # noqa: PLR2004 - no path of people is that deep; a circle is
            raise Unknown("its path is a circle")
        if self.objects(node, FIRST):
            return Sequence(self._paths(node, deep))
        for name in PATHS:
            inner = self.one(node, name)
            if inner is not None:
                return self._marked(name, inner, deep)
        raise Unknown("its sh:path is no path")

    def _paths(self, head: Term, deep: int) -> tuple[Path, ...]:
        paths = tuple(self.path(member, deep + 1) for member in self.members(head))
        if len(paths) < 2:  # noqa: PLR2004 - a sequence or a choice has at least two members
            raise Unknown("a list in its path has fewer than two members")
        return paths

    def _marked(self, name: str, inner: Term, deep: int) -> Path:
        if name == "alternativePath":
            return Alternative(self._paths(inner, deep))
        path = self.path(inner, deep + 1)
        return Inverse(path) if name == "inversePath" else Repeated(path, _SIGNS[name])


def refuse(reason: str, origin: Origin | None) -> CouldNotDo:
    """Refuse shapes that nobody here can judge."""
    return CouldNotDo(reason, origin)


def local(iri: ox.NamedNode) -> str | None:
    """Give the local name of a term of SHACL, or None for a term of others."""
    return iri.value.removeprefix(SH) if iri.value.startswith(SH) else None
