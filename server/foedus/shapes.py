"""Judges facts by SHACL shapes: the only module that imports pyshacl, and slow to import for that reason."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, ShapeLoadError
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from foedus import asking
from foedus.facts import CouldNotDo, Fact, Finding, Result, Severity
from foedus.origins import Origins, Term
from foedus.terms import FOREIGN, SCOPE, Names

_SCOPE = URIRef(SCOPE)
# rdflib logs a stack trace for each ill-formed literal, of which sh:datatype makes a finding
logging.getLogger("rdflib.term").setLevel(logging.ERROR)
_STRING = FOREIGN["xsd"] + "string"
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_QUERIES = {str(SH[name]) for name in ("ask", "construct", "select", "update")}
_SEVERITIES: dict[Node | None, Severity] = {SH.Warning: "warning", SH.Info: "info"}


def judge(
    facts: Iterable[Fact],
    shapes: Iterable[Fact],
    ontology: Iterable[Fact] = (),
    *,
    scope: str = "source",
    names: Names | None = None,
    idle: bool = False,
) -> list[Finding]:
    """Judge facts, all graphs merged, by the shapes of one scope; the ontology only lends its class tree.

    Facts must be as parsed: a store rewrites literals. Raises CouldNotDo when there is no shape, a shape is
    broken, or no shape finds anything to judge (unless ``idle`` allows that).
    """
    said, rules = list(facts), list(shapes)
    _judge_queries(rules)
    translation = _Translation()
    data, shaped = translation.graph([*said, *_tree(ontology)]), translation.graph(rules)
    _narrow(shaped, scope)
    if not any((None, target, None) in shaped for target in _TARGETS) and not _implicit(shaped):
        raise CouldNotDo(f'no shape of the scope "{scope}" has a target, so nothing was judged; add shapes')
    if not _has_focus(data, shaped):
        if idle:
            return []
        raise CouldNotDo(f'no shape of the scope "{scope}" found anything to judge; check the classes of the data')
    _spread(shaped)
    report = _run(data, shaped)
    reader = _Reader(report, shaped, translation, Origins(said), Origins(rules), names or Names())
    return [reader.finding(result) for result in report.objects(None, SH.result)]


def _judge_queries(shapes: Iterable[Fact]) -> None:
    """Refuse a shape whose query reaches for the network, before pyshacl reads it."""
    for fact in shapes:
        if fact.quad.predicate.value in _QUERIES and isinstance(fact.quad.object, ox.Literal) and fact.origin:
            asking.judge(fact.quad.object.value, fact.origin.file, fact.origin.line)


def _tree(ontology: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in ontology if fact.quad.predicate.value == str(RDFS.subClassOf)]


class _Translation:
    """Terms of the parser as terms of rdflib and back, with no literal rewritten on the way."""

    def __init__(self) -> None:
        self._there: dict[Term, Node] = {}
        self.back: dict[Node | None, Term] = {}

    def graph(self, facts: Iterable[Fact]) -> Graph:
        graph = Graph(bind_namespaces="none")
        for fact in facts:
            subject, predicate, object_, _ = fact.quad
            graph.add((self.there(subject), self.there(predicate), self.there(object_)))
        return graph

    def there(self, term: Term) -> Node:
        if term not in self._there:
            self._there[term] = node = _node(term)
            self.back[node] = term
        return self._there[term]


def _node(term: Term) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise CouldNotDo(f"shapes cannot judge the quoted triple {term}; write plain triples")
    if term.language:
        return _Written(term.value, lang=term.language, normalize=False)
    # a plain string: rdflib holds "x" and "x"^^xsd:string for two terms, which makes sh:hasValue and sh:in lie
    datatype = None if term.datatype.value == _STRING else URIRef(term.datatype.value)
    return _Written(term.value, datatype=datatype, normalize=False)


class _Written(Literal):
    """A literal as written; what cannot be compared is not less, as SHACL says, where rdflib would raise."""

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


def _narrow(shapes: Graph, scope: str) -> None:
    """Take the targets from shapes that speak for another scope only."""
    for shape in set(shapes.subjects(_SCOPE)):
        if Literal(scope) not in set(shapes.objects(shape, _SCOPE)):
            for target in _TARGETS:
                shapes.remove((shape, target, None))


def _implicit(shapes: Graph) -> set[Node]:
    """Shapes that are classes, and so target their own instances."""
    return set(shapes.subjects(RDF.type, RDFS.Class)) & set(shapes.subjects(RDF.type, SH.NodeShape))


def _has_focus(data: Graph, shapes: Graph) -> bool:
    classes = {*shapes.objects(None, SH.targetClass), *_implicit(shapes)}
    kinds = {kind for class_ in classes for kind in data.transitive_subjects(RDFS.subClassOf, class_)}
    return (
        any((None, RDF.type, kind) in data for kind in kinds)
        or any((None, path, None) in data for path in shapes.objects(None, SH.targetSubjectsOf))
        or any((None, path, None) in data for path in shapes.objects(None, SH.targetObjectsOf))
        or (None, SH.targetNode, None) in shapes
    )


def _spread(shapes: Graph) -> None:
    """Hand the targets of a shape on to its property shapes, which says the same and is judged three times faster.

    pyshacl walks every property shape once a focus node, but a shape with targets once for all of them.
    """
    for shape in set(shapes.subjects(SH.property)):
        targets = [(name, node) for name in _TARGETS for node in shapes.objects(shape, name)]
        if shape in _implicit(shapes):
            targets.append((SH.targetClass, shape))
        # a closed shape counts its own properties, so it keeps them
        kept = any((shape, name, None) in shapes for name in (SH.closed, SH.deactivated))
        if not targets or kept or (None, None, shape) in shapes:
            continue
        for inner in set(shapes.objects(shape, SH.property)):
            shapes.remove((shape, SH.property, inner))
            for name, node in targets:
                shapes.add((inner, name, node))


def _run(data: Graph, shapes: Graph) -> Graph:
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, advanced=False)
    except (ConstraintLoadError, ShapeLoadError, ReportableRuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise CouldNotDo(f"a shape cannot be used: {reason} Correct it in shapes/.") from None
    if not isinstance(report, Graph):
        raise CouldNotDo(f"the shapes could not be applied: {text}")
    return report


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one result of the report as a finding."""

    report: Graph
    shapes: Graph
    translation: _Translation
    written: Origins
    shaped: Origins
    names: Names

    def finding(self, result: Node) -> Finding:
        focus, value = (self.term(result, name) for name in (SH.focusNode, SH.value))
        shape, path = self.report.value(result, SH.sourceShape), self.report.value(result, SH.resultPath)
        steps, inverse = _first_step(self.report, path)
        step = self.translation.back.get(steps)
        place = (value, step, focus) if inverse else (focus, step, value)
        component = str(self.report.value(result, SH.sourceConstraintComponent))
        return Finding(
            component.rsplit("#", 1)[-1].removesuffix("ConstraintComponent"),
            self.message(result),
            self.written.find(*place),
            _SEVERITIES.get(self.report.value(result, SH.resultSeverity), "violation"),
            self.written_as(focus),
            ("^" if inverse else "") + self.written_as(step) if step else None,
            self.written_as(value) if value else None,
            self.shaped.find(self.translation.back.get(shape)),
            self.result(result, path),
        )

    def result(self, result: Node, path: Node | None) -> Result:
        focus, value, shape = (self.term(result, name) for name in (SH.focusNode, SH.value, SH.sourceShape))
        return Result(
            str(self.report.value(result, SH.sourceConstraintComponent)),
            str(shape) if shape else None,
            str(focus),
            None if path is None else _path(self.report, path),
            str(value) if value else None,
            tuple(sorted(message.n3() for message in self.report.objects(result, SH.resultMessage))),
        )

    def term(self, result: Node, predicate: URIRef) -> Term | None:
        node = self.report.value(result, predicate)
        return self.translation.back.get(node)

    def message(self, result: Node) -> str:
        messages = list(self.report.objects(result, SH.resultMessage))
        english = [text for text in messages if isinstance(text, Literal) and text.language == "en"]
        return str((english or messages or ["this does not conform"])[0])

    def written_as(self, term: Term | None) -> str:
        return self.names.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _path(graph: Graph, path: Node) -> str:
    """Write a path as Turtle does."""
    if not isinstance(path, BNode):
        return path.n3()
    if (path, RDF.first, None) in graph:
        return f"( {' '.join(_path(graph, step) for step in graph.items(path))} )"
    return f"[ {' ; '.join(f'{name.n3()} {_path(graph, step)}' for name, step in graph.predicate_objects(path))} ]"


def _first_step(graph: Graph, path: Node | None) -> tuple[Node | None, bool]:
    """Give the first predicate of a path, and whether it is walked backwards."""
    if isinstance(path, BNode):
        backwards = graph.value(path, SH.inversePath)
        if backwards is not None:
            return backwards, True
        nested = graph.value(path, RDF.first) or graph.value(path, SH.alternativePath)
        return _first_step(graph, nested)
    return path, False
