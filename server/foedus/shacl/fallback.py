"""Hands shapes to pyshacl on a plain rdflib graph: the only module that imports either, and slow to import for that."""

import logging
from collections.abc import Callable, Collection, Iterable

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError, ValidationFailure
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node as RdflibNode

from foedus import asking
from foedus.facts import CouldNotDo, Fact
from foedus.shacl import literals
from foedus.shacl.index import Index
from foedus.shacl.model import Path, Predicate, Shape
from foedus.shacl.results import Failing
from foedus.shacl.vocabulary import TARGET, TARGETS, XSD, Node, Term, sh

# rdflib logs a stack trace for each ill-formed literal, of which sh:datatype makes a finding
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
_TARGETS = [URIRef(sh(name).value) for name in (*TARGETS, TARGET)]
#: What wants the switch for SHACL Advanced Features.
_ADVANCED: set[Term] = {sh(TARGET), sh("expression"), sh("SPARQLFunction")}
_QUERIES = {sh(name) for name in ("select", "ask", "construct", "update")}
_BROKEN = (ConstraintLoadError, ShapeLoadError, ReportableRuntimeError, ValidationFailure, NotImplementedError)


def judge(index: Index, facts: Iterable[Fact], shapes: dict[Node, Shape], only: Collection[Node]) -> list[Failing]:
    """Judge by some of the shapes only, as pyshacl does; raises CouldNotDo where it cannot use one."""
    translation = _Translation()
    data = translation.graph(index.terms[number] for row in index.places.triples() for number in row)
    laws = list(facts)
    shaped = translation.graph(term for fact in laws for term in fact.quad.triple)
    _narrow(shaped, {translation.there(node) for node in only})
    advanced = any(_ADVANCED & {fact.quad.predicate, fact.quad.object} for fact in laws)
    report = _run(data, _guarded(shaped, laws) if advanced else shaped, advanced=advanced)
    reader = _Reader(report, index, shapes, translation)
    return [reader.failing(result) for result in report.objects(None, SH.result)]


class _Translation:
    """Terms of the parser as terms of rdflib and back, with no literal rewritten on the way."""

    def __init__(self) -> None:
        self._there: dict[Term, RdflibNode] = {}
        self.back: dict[RdflibNode | None, Term] = {}

    def graph(self, terms: Iterable[Term]) -> Graph:
        graph = Graph(bind_namespaces="none")
        flat = iter(terms)
        for subject, predicate, object_ in zip(flat, flat, flat, strict=True):
            graph.add((self.there(subject), self.there(predicate), self.there(object_)))
        return graph

    def there(self, term: Term) -> RdflibNode:
        if term not in self._there:
            self._there[term] = node = _node(term)
            self.back[node] = term
        return self._there[term]


def _node(term: Term) -> RdflibNode:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise CouldNotDo(f"shapes cannot judge the quoted triple {term}; write plain triples")
    if term.language:
        return _Written(term.value, lang=term.language, normalize=False)
    # a plain string: rdflib holds "x" and "x"^^xsd:string for two terms, which makes sh:hasValue and sh:in lie
    datatype = None if term.datatype.value == XSD + "string" else URIRef(term.datatype.value)
    return _Written(term.value, datatype=datatype, normalize=False)


class _Written(Literal):
    """A literal as written; what cannot be compared is not less, as SHACL says, where rdflib would raise."""

    def eq(self, other: object) -> bool:
        """Raise TypeError for values of two families, such as a number and a date: rdflib would order them."""
        if isinstance(other, _Written) and literals.less(_ordered(self), _ordered(other), or_equal=True) is None:
            raise TypeError(f"{self} and {other} cannot be compared")
        return super().eq(other)

    def __lt__(self, other: object) -> bool:
        return self._holds(super().__lt__, other)

    def __le__(self, other: object) -> bool:
        return self._holds(super().__le__, other)

    @staticmethod
    def _holds(comparison: Callable[[object], bool], other: object) -> bool:
        try:
            return comparison(other) is True
        except TypeError:
            return False


def _ordered(literal: Literal) -> literals.Value | None:
    if literal.language:
        return None
    return literals.value(ox.Literal(str(literal), datatype=ox.NamedNode(literal.datatype or XSD + "string")))


def _narrow(shapes: Graph, only: set[RdflibNode]) -> None:
    """Take the targets from all other shapes, those that are classes included."""
    for target in _TARGETS:
        for shape in set(shapes.subjects(target)) - only:
            shapes.remove((shape, target, None))
    for shape in set(shapes.subjects(RDF.type, SH.NodeShape)) | set(shapes.subjects(RDF.type, SH.PropertyShape)):
        if shape not in only:
            for kind in set(shapes.objects(shape, RDF.type)) - {SH.NodeShape, SH.PropertyShape}:
                shapes.remove((shape, RDF.type, kind))


def _guarded(shapes: Graph, facts: Iterable[Fact]) -> Graph:
    """Take the rules from shapes, which would infer, and refuse a query that reaches for the network."""
    shapes.remove((None, SH.rule, None))
    for fact in facts:
        if fact.quad.predicate in _QUERIES and isinstance(fact.quad.object, ox.Literal):
            place = fact.origin
            asking.judge(fact.quad.object.value, place.file if place else "a shape", place.line if place else 0)
    return shapes


def _run(data: Graph, shapes: Graph, *, advanced: bool) -> Graph:
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, advanced=advanced)
    except _BROKEN as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise CouldNotDo(f"a shape cannot be used: {reason}. Correct it in shapes/.") from None
    except Exception as error:  # noqa: BLE001 - pyshacl lets any error of rdflib through, which must not be a stack trace
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise CouldNotDo(
            f"a shape cannot be used, nor by pyshacl: {type(error).__name__} {reason}. Correct it."
        ) from None
    if not isinstance(report, Graph):
        raise CouldNotDo(f"the shapes could not be applied: {text}")
    return report


class _Reader:
    """Reads the results of a report back into terms of the parser."""

    def __init__(self, report: Graph, index: Index, shapes: dict[Node, Shape], translation: _Translation) -> None:
        self._report, self._index, self._shapes, self._back = report, index, shapes, translation.back

    def failing(self, result: RdflibNode) -> Failing:
        focus, value = self._number(result, SH.focusNode), self._number(result, SH.value)
        node = self._back.get(self._report.value(result, SH.sourceShape))
        shape = self._shapes.get(node, Shape(node)) if isinstance(node, Node) else Shape(ox.BlankNode())
        part = str(self._report.value(result, SH.sourceConstraintComponent))
        messages = self._report.objects(result, SH.resultMessage)
        texts = tuple(_text(text) for text in messages if isinstance(text, Literal))
        number = focus if focus is not None else 0
        return Failing(shape, part, None, number, number, self._path(result, shape), value, texts)

    def _number(self, result: RdflibNode, predicate: URIRef) -> int | None:
        node = self._report.value(result, predicate)
        return None if node is None else self._index.number(self._back.get(node) or _term(node))

    def _path(self, result: RdflibNode, shape: Shape) -> Path | None:
        path = self._report.value(result, SH.resultPath)
        return Predicate(ox.NamedNode(str(path))) if isinstance(path, URIRef) else shape.path


def _term(node: RdflibNode) -> Term:
    """Give a term that neither data nor shapes hold: a query computed it."""
    if isinstance(node, Literal):
        kind = ox.NamedNode(node.datatype or XSD + "string")
        return _text(node) if node.language else ox.Literal(str(node), datatype=kind)
    return ox.NamedNode(str(node)) if isinstance(node, URIRef) else ox.BlankNode(str(node))


def _text(text: Literal) -> ox.Literal:
    return ox.Literal(str(text), language=text.language) if text.language else ox.Literal(str(text))
