"""Reads how far a query looks: which predicates it names, and which focus nodes a changed triple can matter to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from foedus.shacl.index import Index, neighbours
from foedus.shacl.lexing import Token, tokens
from foedus.shacl.paths import Edge
from foedus.shacl.vocabulary import TYPE

#: Where more nodes than these are in reach, all focus nodes are judged again.
MOST = 20000
_TERMS = ("variable", "iri", "name", "string", "number")
_SKIP = {"FILTER", "BIND"}
_BOUNDARIES = {"FILTER", "BIND", "OPTIONAL", "UNION", "GRAPH", "EXISTS", "NOT", "WHERE"}


@dataclass(frozen=True, slots=True)
class Reach:
    """The predicates that a query names, those that link two of its nodes, and in how many steps at most."""

    named: frozenset[ox.NamedNode]
    links: frozenset[ox.NamedNode]
    steps: int
    #: Whether every triple of the query hangs together with the focus node by links.
    connected: bool
    #: Whether it may look at any predicate at all.
    anything: bool
    #: Whether it may ask for nodes of which it names no triple, as a path of no step does.
    everything: bool


def read(text: str, prefixes: tuple[tuple[str, str], ...]) -> Reach:
    """Read the reach of a query, wider rather than narrower where in doubt."""
    found = tokens(text)
    body = found[next((place for place, token in enumerate(found) if token.text == "{"), 0) :]
    names = dict(prefixes) | _declared(found)
    named = frozenset(iri for token in body if (iri := _iri(token, names)))
    statements = _statements(body)
    links, connected = _links(statements, names)
    repeated = any(
        after.text in ("*", "+") and (token.kind in ("iri", "name", "word") or token.text == ")")
        for token, after in pairwise(body)
    )
    steps = sum(_iri(token, names) in links for statement in statements for token in statement)
    anything = _anything(body) or any(_obscure(token, names) for token in body)
    everything = anything or any(token.kind == "sign" and token.text in "*?" for token in body)
    return Reach(named, links, steps, connected and not repeated, anything, everything)


def _declared(found: Sequence[Token]) -> dict[str, str]:
    """Read the prefixes that a query declares itself."""
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and iri.kind == "iri"
    }


def _obscure(token: Token, names: dict[str, str]) -> bool:
    """Whether a name cannot be read with certainty."""
    if token.kind == "iri":
        return "\\" in token.text
    return token.kind == "name" and token.text.partition(":")[0] not in names


def _iri(token: Token, names: dict[str, str]) -> ox.NamedNode | None:
    if token.kind == "iri":
        return ox.NamedNode(token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.rstrip(".").partition(":")
        return ox.NamedNode(names[prefix] + local.replace("\\", "")) if prefix in names else None
    return TYPE if token.kind == "word" and token.text == "a" else None


def _anything(body: Sequence[Token]) -> bool:
    """Whether a variable, or all but some predicates, may stand where a predicate stands."""
    for before, token, after in zip(body, body[1:], body[2:], strict=False):
        follows = before.kind in _TERMS or before.text in ("]", ")", ";", "[")
        if not follows or (before.kind == "name" and before.text.endswith(".")):
            continue
        if token.kind == "variable" and (after.kind in _TERMS or after.text in ("[", "(", "+", "-")):
            return True
        if token.text == "!" and after.text not in ("=", "IN"):
            return True
    return False


def _statements(body: Sequence[Token]) -> list[list[Token]]:
    """Cut the patterns of a query into statements with one subject; filters and bindings are left out."""
    statements: list[list[Token]] = [[]]
    depth = skipped = 0
    for place, token in enumerate(body):
        word = token.text.upper() if token.kind == "word" else ""
        if skipped:
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 and token.text != "(" and (token.text == ")" or body[place + 1 : place + 2] != []):
                skipped = int(depth == 0 and token.text != ")" and body[place + 1].text == "(")
            continue
        if word in _SKIP:
            skipped, depth = 1, 0
        if token.text in "{}." or word in _BOUNDARIES:
            statements.append([])
            continue
        statements[-1].append(token)
        if token.kind == "name" and token.text.endswith("."):
            statements.append([])
    return [statement for statement in statements if statement]


def _links(statements: list[list[Token]], names: dict[str, str]) -> tuple[frozenset[ox.NamedNode], bool]:
    links: set[ox.NamedNode] = set()
    groups: list[set[str]] = []
    connected = True
    for statement in statements:
        variables = {token.text[1:] for token in statement if token.kind == "variable"}
        connected = connected and bool(variables)
        apart = [group for group in groups if not group & variables]
        groups = [*apart, variables.union(*(group for group in groups if group & variables))]
        links |= _linking(statement, names)
    return frozenset(links), connected and (not groups or (len(groups) == 1 and "this" in groups[0]))


def _linking(statement: Sequence[Token], names: dict[str, str]) -> set[ox.NamedNode]:
    """Give the predicates of a statement that lead to a node; a plain one before a constant leads nowhere."""
    found: set[ox.NamedNode] = set()
    part: list[Token] = []
    for token in [*statement[1:], Token("sign", ";", 0)]:
        if token.text != ";":
            part.append(token)
            continue
        constants = len(part) == 2 and part[1].kind in ("iri", "name", "string", "number")  # noqa: PLR2004 - predicate, object
        if not constants:
            found |= {iri for piece in part if (iri := _iri(piece, names))}
        part = []
    return found


def affected(reach: Reach, index: Index, edges: Collection[Edge]) -> set[int] | None:
    """Give the nodes from which a query can reach a changed triple, or None for any."""
    named = {index.number(iri) for iri in reach.named}
    touched = [edge for edge in edges if reach.anything or edge[1] in named]
    if not touched:
        return set()
    if reach.anything or not reach.connected:
        return None
    links = [index.number(iri) for iri in reach.links]
    found = {s for s, _, _ in touched} | {o for _, p, o in touched if p in links}
    edge = found
    for _ in range(reach.steps):
        edge = {far for node in edge for link in links for far in _around(index, link, node)} - found
        found |= edge
        if len(found) > MOST:
            return None
    return found


def _around(index: Index, link: int, node: int) -> list[int]:
    return [*neighbours(index.objects(link), node), *neighbours(index.subjects(link), node)]
