"""Lays facts in the canonical bytes of graph/ and seeds/: the only module that writes TriG by hand."""

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from foedus.terms import FOREIGN, TYPE, Names

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_WIDE = 100
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_COMMENT = re.compile(
    r"""<[^<>\s]*>|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\\.|(?P<comment>\#[^\n]*)""",
    re.DOTALL,
)
_RANKS = ("{", "article", "claim", "passage")


def lay(quads: Iterable[ox.Quad], names: Names) -> str:
    """Write quads as canonical TriG (Turtle where no graph is named).

    All prefixes stand first, then a block for each named graph and each subject, ordered by local name;
    adding a thing adds a block and changes no other line.
    """
    blocks: dict[tuple[str, bool], dict[Term, set[tuple[ox.NamedNode, Term]]]] = {}
    for quad in quads:
        named = isinstance(quad.graph_name, ox.NamedNode)
        owner = quad.graph_name if named else quad.subject
        block = blocks.setdefault((str(owner).strip("<>"), named), defaultdict(set))
        block[quad.subject].add((quad.predicate, quad.object))
    writer = _Writer(names)
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in names.prefixes().items())
    ordered = sorted(blocks.items(), key=lambda item: _place(writer.iri(item[0][0]), named=item[0][1]))
    return head + "".join("\n" + writer.block(key, block) for key, block in ordered)


def comments(text: str) -> list[int]:
    """Give the lines, counted from 1, on which TriG or Turtle has a comment: laying would lose it."""
    found = (match for match in _COMMENT.finditer(text) if match["comment"])
    return [text.count("\n", 0, match.start()) + 1 for match in found]


def _place(name: str, *, named: bool) -> tuple[tuple[str, ...], int, str]:
    prefix, _, local = name.partition(":")
    kind = "{" if named else prefix
    rank = _RANKS.index(kind) if kind in _RANKS else len(_RANKS)
    return tuple(local.split("-")), rank, name


class _Writer:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str, str] = {}

    def iri(self, value: str) -> str:
        if value not in self._known:
            self._known[value] = self._names.shorten(value)
        return self._known[value]

    def block(self, key: tuple[str, bool], subjects: dict[Term, set[tuple[ox.NamedNode, Term]]]) -> str:
        owner, named = key
        indent = "    " if named else ""
        inner = (self.subject(subject, rows, indent) for subject, rows in subjects.items())
        body = "".join(sorted(inner))
        return f"{self.iri(owner)} {{\n{body}}}\n" if named else body

    def subject(self, subject: Term, rows: set[tuple[ox.NamedNode, Term]], indent: str) -> str:
        objects: dict[str, list[str]] = defaultdict(list)
        for predicate, object_ in rows:
            objects["a" if predicate == TYPE else self.iri(predicate.value)].append(self.term(object_))
        ordered = sorted(objects, key=lambda name: (name != "a", name))
        lines = [self.line(name, sorted(objects[name]), indent) for name in ordered]
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}    ".join(lines) + " .\n"

    def line(self, predicate: str, objects: list[str], indent: str) -> str:
        joined = f"{predicate} " + ", ".join(objects)
        if len(objects) == 1 or len(joined) <= _WIDE:
            return joined
        return f"{predicate}\n{indent}        " + f",\n{indent}        ".join(objects)

    def term(self, node: Term) -> str:
        if isinstance(node, ox.NamedNode):
            return self.iri(node.value)
        if isinstance(node, ox.Literal):
            return self.literal(node)
        return str(node)

    def literal(self, literal: ox.Literal) -> str:
        if literal.datatype.value == FOREIGN["xsd"] + "integer" and _INTEGER.fullmatch(literal.value):
            return literal.value
        text = "".join(_ESCAPES.get(char, char) for char in literal.value)
        text = '"' + _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04X}", text) + '"'
        if literal.language:
            return f"{text}@{literal.language}"
        if literal.datatype.value == FOREIGN["xsd"] + "string":
            return text
        return f"{text}^^{self.iri(literal.datatype.value)}"
