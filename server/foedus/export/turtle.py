"""Writes sorted lines of N-Quads as Turtle and TriG: the only module that abbreviates them."""

import re
from collections.abc import Iterable, Iterator, Mapping

from foedus.terms import TYPE

#: Stands for rdf:type while lines are sorted, so that the class of a thing comes first; N-Quads hold no such byte.
_MARK = b"\x01"
_TYPE = f"<{TYPE.value}>".encode()
#: Spaces of a line without a graph whose terms have none.
_SPACES = 3
#: Terms whose abbreviation is remembered.
_REMEMBERED = 50_000
#: Characters of a local name; the standard allows more.
_LOCAL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_XSD = b"<http://www.w3.org/2001/XMLSchema#"
#: Literals that Turtle writes without quotation marks, by datatype; read back they are the same.
_BARE = {
    _XSD + b"integer>": re.compile(rb"[+-]?[0-9]+"),
    _XSD + b"decimal>": re.compile(rb"[+-]?[0-9]*\.[0-9]+"),
    _XSD + b"boolean>": re.compile(rb"true|false"),
}


def marked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Write the classes of things so that they come before all else that is said of them."""
    return (piece.replace(b"> " + _TYPE + b" <", b"> " + _MARK + b" <") for piece in pieces)


def keyed(lines: list[bytes]) -> list[bytes]:
    """Write the graph of each line first, nothing for the default graph."""
    keys = []
    for line in lines:
        spaces = line.count(b" ")
        if spaces == _SPACES or ((spaces > _SPACES + 1 or b'"' in line) and not _in_a_graph(line)):
            keys.append(b" " + line)
        else:
            end = line.rindex(b" ", 0, -3)
            keys.append(line[end + 1 : -2] + line[:end] + b" .\n")
    return keys


def keyed_default(lines: list[bytes]) -> list[bytes]:
    """Do the same with the lines that name no graph, and leave out the others."""
    return [b" " + line for line in lines if line.count(b" ") == _SPACES or not _in_a_graph(line)]


def without_graphs(lines: list[bytes]) -> list[bytes]:
    """Keep the lines that name no graph."""
    return [line for line in lines if line.count(b" ") == _SPACES or not _in_a_graph(line)]


def _in_a_graph(line: bytes) -> bool:
    """Tell whether more than one term stands after what may hold spaces: a literal or a triple term."""
    closing = max(line.rfind(b'"'), line.rfind(b")>>"))
    return closing < 0 or line.count(b" ", closing) > 1


def written(batches: Iterable[list[bytes]], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    """Write lines that were marked, keyed and sorted; of the default graph alone it is Turtle, else TriG."""
    yield "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()).encode()
    writer = _Writer(prefixes)
    yield from map(writer.batch, batches)
    yield writer.end()


class _Writer:
    """Knows what was written last, so that it writes only what changes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {b"<" + iri.encode(): prefix.encode() + b":" for prefix, iri in prefixes.items()}
        self._known: dict[bytes, bytes] = {}
        self._verbs = {_MARK: b"a "}
        self._graph = self._subject = self._verb = b""

    def batch(self, lines: list[bytes]) -> bytes:
        """Write some lines."""
        parts: list[bytes] = []
        add, known, short, verbs, said = parts.append, self._known, self._short, self._verbs, self._said
        graph, subject, verb, indent = self._graph, self._subject, self._verb, self._indent()
        for line in lines:
            its, of, says, what = line.split(b" ", 3)
            if of != subject or its != graph:
                add(self._opened(its, of))
                add(verbs.get(says) or said(says))
                graph, subject, verb, indent = its, of, says, self._indent()
            elif says != verb:
                add(b" ;" + indent)
                add(verbs.get(says) or said(says))
                verb = says
            else:
                add(b"," + indent + b"    ")
            add(known.get(what) or short(what))
        self._verb = verb
        return b"".join(parts).replace(_MARK, _TYPE)

    def end(self) -> bytes:
        """Close what is open."""
        return (b" .\n" if self._subject else b"") + (b"}\n" if self._graph else b"")

    def _indent(self) -> bytes:
        return b"\n        " if self._graph else b"\n    "

    def _opened(self, graph: bytes, subject: bytes) -> bytes:
        """Begin a subject, and a graph where it is another."""
        if graph == self._graph:
            opening = (b" .\n    " if graph else b" .\n\n") if self._subject else b"\n"
        else:
            opening = self.end() + b"\n" + self._shortened(graph) + b" {\n    "
        self._graph, self._subject = graph, subject
        return opening + self._shortened(subject) + b" "

    def _said(self, verb: bytes) -> bytes:
        return self._verbs.setdefault(verb, self._shortened(verb) + b" ")

    def _short(self, object_: bytes) -> bytes:
        """Write an object with what ends its line, and remember it unless it is a text."""
        if object_.startswith(b'"') and not object_.endswith(b"> .\n"):
            return object_[:-3]
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        return self._known.setdefault(object_, self._shortened(object_[:-3]))

    def _shortened(self, term: bytes) -> bytes:
        """Write a term as short as Turtle can."""
        if not term.startswith(b"<"):
            return self._literal(term) if term.endswith(b">") else term
        space, mark, local = term.rpartition(b"#" if b"#" in term else b"/")
        prefix = self._prefixes.get(space + mark)
        if prefix and local.translate(None, _LOCAL) == b">" and not local.startswith((b"-", b">")):
            return prefix + local[:-1]
        return self._triple(term) if term.startswith(b"<<(") else term

    def _triple(self, term: bytes) -> bytes:
        return b"<<( " + b" ".join(map(self._shortened, term[4:-4].split(b" ", 2))) + b" )>>"

    def _literal(self, literal: bytes) -> bytes:
        text, _, datatype = literal.rpartition(b"^^")
        bare = _BARE.get(datatype)
        return text[1:-1] if bare and bare.fullmatch(text[1:-1]) else text + b"^^" + self._shortened(datatype)
