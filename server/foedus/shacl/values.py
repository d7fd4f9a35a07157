"""Judges one value at a time: the constraints of SHACL Core that look at a value node alone."""

from collections.abc import Callable
from dataclasses import dataclass

import pyoxigraph as ox

from foedus.shacl import literals, patterns
from foedus.shacl.index import Index
from foedus.shacl.model import Shape, Unknown
from foedus.shacl.vocabulary import RDFS, Term, component

#: Whether a value, by its number, is as a constraint wants it.
Holds = Callable[[int], bool]


@dataclass(frozen=True, slots=True)
class Judge:
    """One constraint on values: its component, what it wants, and whether a value is so."""

    component: str
    wanted: Term | None
    holds: Holds
    #: Whether it is a look-up, and asking it is as fast as remembering its answer.
    plain: bool = False


def together(verdicts: list[Holds]) -> Holds:
    """Give the verdict that a value has where all of several hold."""
    if len(verdicts) == 1:
        return verdicts[0]

    def holds(value: int) -> bool:
        for verdict in verdicts:  # noqa: SIM110 - all() takes twice as long
            if not verdict(value):
                return False
        return True

    return holds


def judges(shape: Shape, index: Index) -> list[Judge]:
    """Compile the constraints of a shape that depend on nothing but the value itself."""
    found: list[Judge] = []
    for name, (part, make) in _MAKERS.items():
        for wanted in shape.parameters.get(name, ()):
            holds = make(wanted, shape)
            found.append(Judge(component(part), wanted, _numbered(holds, index)))
    for members in shape.lists.get("in", ()):
        allowed = {index.number(member) for member in members}
        found.append(Judge(component("In"), None, allowed.__contains__, plain=True))
    for ranges in shape.lists.get("languageIn", ()):
        spoken = _numbered(_languages(ranges), index)
        found.append(Judge(component("LanguageIn"), None, spoken))
    return found


def _numbered(holds: Callable[[Term], bool], index: Index) -> Holds:
    terms = index.terms
    return lambda value: holds(terms[value])


def _datatype(wanted: Term, _: Shape) -> Callable[[Term], bool]:
    datatype, anything = wanted.value if isinstance(wanted, ox.NamedNode) else "", RDFS + "Literal"
    if datatype == anything:
        return lambda term: isinstance(term, ox.Literal)
    return lambda term: isinstance(term, ox.Literal) and term.datatype == wanted and literals.well_formed(term)


_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (ox.NamedNode,),
    "BlankNode": (ox.BlankNode,),
    "Literal": (ox.Literal,),
    "BlankNodeOrIRI": (ox.BlankNode, ox.NamedNode),
    "BlankNodeOrLiteral": (ox.BlankNode, ox.Literal),
    "IRIOrLiteral": (ox.NamedNode, ox.Literal),
}


def _node_kind(wanted: Term, _: Shape) -> Callable[[Term], bool]:
    kinds = _KINDS.get(str(wanted).rsplit("#", 1)[-1].rstrip(">"))
    if kinds is None:
        raise Unknown("the value of sh:nodeKind is no kind of node")
    return lambda term: isinstance(term, kinds)


def _bound(*, above: bool, or_equal: bool) -> Callable[[Term, Shape], Callable[[Term], bool]]:
    def make(wanted: Term, _: Shape) -> Callable[[Term], bool]:
        limit = literals.value(wanted)
        if limit is None:
            raise Unknown(f"{wanted} is no value that can be compared")
        if above:
            return lambda term: literals.less(limit, literals.value(term), or_equal=or_equal) is True
        return lambda term: literals.less(literals.value(term), limit, or_equal=or_equal) is True

    return make


def _text(term: Term) -> str | None:
    """Give the string of an IRI or a literal, and none of a blank node."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None


def _length(*, least: bool) -> Callable[[Term, Shape], Callable[[Term], bool]]:
    def make(wanted: Term, _: Shape) -> Callable[[Term], bool]:
        limit = int(wanted.value) if isinstance(wanted, ox.Literal) else 0

        def holds(term: Term) -> bool:
            text = _text(term)
            if text is None:
                return least and limit == 0
            return len(text) >= limit if least else len(text) <= limit

        return holds

    return make


def _pattern(wanted: Term, shape: Shape) -> Callable[[Term], bool]:
    flags = "".join(flag.value for flag in shape.parameters.get("flags", ()) if isinstance(flag, ox.Literal))
    if not isinstance(wanted, ox.Literal):
        raise Unknown("its sh:pattern is no text")
    matches = patterns.matcher(wanted.value, flags)

    def holds(term: Term) -> bool:
        text = _text(term)
        return text is not None and matches(text)

    return holds


def _languages(ranges: list[Term]) -> Callable[[Term], bool]:
    wanted = [str(text.value).lower() for text in ranges if isinstance(text, ox.Literal)]
    if len(wanted) != len(ranges):
        raise Unknown("a member of sh:languageIn is no text")

    def holds(term: Term) -> bool:
        tag = (term.language or "").lower() if isinstance(term, ox.Literal) else ""
        return bool(tag) and any(span in ("*", tag) or tag.startswith(span + "-") for span in wanted)

    return holds


_MAKERS: dict[str, tuple[str, Callable[[Term, Shape], Callable[[Term], bool]]]] = {
    "datatype": ("Datatype", _datatype),
    "nodeKind": ("NodeKind", _node_kind),
    "minExclusive": ("MinExclusive", _bound(above=True, or_equal=False)),
    "minInclusive": ("MinInclusive", _bound(above=True, or_equal=True)),
    "maxExclusive": ("MaxExclusive", _bound(above=False, or_equal=False)),
    "maxInclusive": ("MaxInclusive", _bound(above=False, or_equal=True)),
    "minLength": ("MinLength", _length(least=True)),
    "maxLength": ("MaxLength", _length(least=False)),
    "pattern": ("Pattern", _pattern),
}
