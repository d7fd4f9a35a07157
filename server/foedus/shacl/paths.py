"""Walks property paths over an index: the values of a path, its starts, and its spelling in SPARQL and Turtle."""

from collections.abc import Callable, Collection

import pyoxigraph as ox

from foedus.shacl.index import Index, neighbours
from foedus.shacl.model import Alternative, Inverse, Path, Predicate, Repeated, Sequence

Walk = Callable[[int], Collection[int]]
Edge = tuple[int, int, int]


def walk(path: Path, index: Index, *, back: bool = False) -> Walk:
    """Give the function from a node to the nodes at the other end of a path, each once."""
    match path:
        case Predicate(iri):
            return _step(index, index.number(iri), back=back)
        case Inverse(inner):
            return walk(inner, index, back=not back)
        case Sequence(paths):
            return _chain([walk(inner, index, back=back) for inner in (reversed(paths) if back else paths)])
        case Alternative(paths):
            return _either([walk(inner, index, back=back) for inner in paths])
        case Repeated(inner, "?"):
            step = walk(inner, index, back=back)
            return lambda node: dict.fromkeys((node, *step(node)))
        case Repeated(inner, sign):
            return _repeat(walk(inner, index, back=back), with_start=sign == "*")


def _step(index: Index, predicate: int, *, back: bool) -> Walk:
    if back:
        return lambda node: neighbours(index.subjects(predicate), node)
    return lambda node: neighbours(index.objects(predicate), node)


def _chain(steps: list[Walk]) -> Walk:
    def chained(node: int) -> Collection[int]:
        reached: Collection[int] = (node,)
        for step in steps:
            reached = dict.fromkeys(far for near in reached for far in step(near))
        return reached

    return chained


def _either(steps: list[Walk]) -> Walk:
    return lambda node: dict.fromkeys(far for step in steps for far in step(node))


def _repeat(step: Walk, *, with_start: bool) -> Walk:
    def repeated(node: int) -> Collection[int]:
        reached = dict.fromkeys((node,) if with_start else step(node))
        todo = list(reached)
        while todo:
            for far in step(todo.pop()):
                if far not in reached:
                    reached[far] = None
                    todo.append(far)
        return reached

    return repeated


def starts(path: Path, index: Index, edges: Collection[Edge], *, back: bool = False) -> set[int]:
    """Give the nodes whose values may change where these triples come or go; the index holds old and new alike."""
    match path:
        case Predicate(iri):
            predicate = index.number(iri)
            return {o if back else s for s, p, o in edges if p == predicate}
        case Inverse(inner):
            return starts(inner, index, edges, back=not back)
        case Alternative(paths):
            return {node for inner in paths for node in starts(inner, index, edges, back=back)}
        case Sequence(paths):
            found: set[int] = set()
            for inner in paths if back else reversed(paths):
                found = reach(walk(inner, index, back=not back), found) | starts(inner, index, edges, back=back)
            return found
        case Repeated(inner):
            first = starts(inner, index, edges, back=back)
            return reach(walk(Repeated(inner, "*"), index, back=not back), first)


def reach(step: Walk, nodes: Collection[int]) -> set[int]:
    """Give every node that a walk reaches from several."""
    return {far for node in nodes for far in step(node)}


def first_step(path: Path, *, back: bool = False) -> tuple[ox.NamedNode, bool]:
    """Give the first predicate of a path, and whether it is walked backwards."""
    match path:
        case Predicate(iri):
            return iri, back
        case Inverse(inner):
            return first_step(inner, back=not back)
        case Sequence(paths):
            return first_step(paths[-1 if back else 0], back=back)
        case Alternative(paths):
            return first_step(paths[0], back=back)
        case Repeated(inner):
            return first_step(inner, back=back)


def predicates(path: Path) -> set[ox.NamedNode]:
    """Give every predicate that a path names."""
    match path:
        case Predicate(iri):
            return {iri}
        case Inverse(inner) | Repeated(inner):
            return predicates(inner)
        case Sequence(paths) | Alternative(paths):
            return {iri for inner in paths for iri in predicates(inner)}


def in_sparql(path: Path) -> str:
    """Write a path as SPARQL does, with full IRIs."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Inverse(inner):
            return f"^({in_sparql(inner)})"
        case Sequence(paths):
            return "(" + "/".join(in_sparql(inner) for inner in paths) + ")"
        case Alternative(paths):
            return "(" + "|".join(in_sparql(inner) for inner in paths) + ")"
        case Repeated(inner, sign):
            return f"({in_sparql(inner)}){sign}"


_TERMS = {"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"}


def in_turtle(path: Path) -> str:
    """Write a path as a SHACL report does, in Turtle with full IRIs but for the prefix sh."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Inverse(inner):
            return f"[ sh:inversePath {in_turtle(inner)} ]"
        case Sequence(paths):
            return "( " + " ".join(in_turtle(inner) for inner in paths) + " )"
        case Alternative(paths):
            return "[ sh:alternativePath ( " + " ".join(in_turtle(inner) for inner in paths) + " ) ]"
        case Repeated(inner, sign):
            return f"[ sh:{_TERMS[sign]} {in_turtle(inner)} ]"
