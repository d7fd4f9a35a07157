"""Checks the shapes themselves: terms that SHACL lacks, values of a wrong kind, shapes that can find nothing."""

import difflib
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Fact, Finding, Origin, Severity
from foedus.shacl.index import Index
from foedus.shacl.model import Shape
from foedus.shacl.paths import predicates
from foedus.shacl.session import Session
from foedus.shacl.source import Source, local
from foedus.shacl.terms import KINDS, TERMS
from foedus.shacl.vocabulary import NEEDS, OWL, RDF, RDFS, TARGETS, TYPE, XSD, Node, Term, sh
from foedus.terms import Names

#: What is wrong with shapes so that they mean nothing; the rest may be meant.
ALWAYS = ("unknown-shacl-term", "shape-value-kind", "parameter-without-effect")
_CLASSES = {RDFS + "Class", OWL + "Class", RDFS + "Datatype"}
_PROPERTIES = {RDF + "Property", *(OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))}


def check(session: Session, ontology: Iterable[Fact] = (), *, names: Names | None = None) -> list[Finding]:
    """Check the shapes of a session against SHACL, its data and an ontology; nothing here says that data are wrong."""
    checker = _Checker(session.source, session.index, session.shapes, list(ontology), names or Names())
    said = (checker.words, checker.kinds, checker.alone)
    parts = (*said, checker.unused, checker.idle, checker.queries, checker.vocabulary)
    return [finding for part in parts for finding in part()]


class _Checker:
    def __init__(
        self, source: Source, index: Index, shapes: dict[Node, Shape], ontology: list[Fact], names: Names
    ) -> None:
        self.source, self.index, self.shapes, self.ontology, self.names = source, index, shapes, ontology, names

    def words(self) -> Iterator[Finding]:
        """Find terms in the namespace of SHACL that it does not have: a processor ignores them."""
        for fact in self.source.facts:
            for term in fact.quad.triple:
                name = local(term) if isinstance(term, ox.NamedNode) else None
                if name and name not in TERMS:
                    close = difflib.get_close_matches(name, TERMS, n=1)
                    hint = f" Did you mean sh:{close[0]}?" if close else ""
                    said = f"SHACL has no term sh:{name}, so it is ignored.{hint}"
                    yield self._finding("unknown-shacl-term", said, fact.origin, (fact.quad.subject, term))

    def kinds(self) -> Iterator[Finding]:
        """Find values that are not of the kind that SHACL gives a term."""
        for fact in self.source.facts:
            subject, predicate, value, _ = fact.quad
            kind = KINDS.get(local(predicate) or "")
            if kind and not self._is(kind, value):
                said = f"the value of sh:{local(predicate)} must be {_KINDS[kind]}"
                yield self._finding("shape-value-kind", said, fact.origin, (subject, value))
        for node in self.source.typed(sh("PropertyShape")):
            if not self.source.values(node, "path"):
                said = "a property shape needs one sh:path"
                yield self._finding("shape-value-kind", said, self.source.origin(node), (node, None))

    def alone(self) -> Iterator[Finding]:
        """Find parameters that are no constraint without another one, which is not there."""
        for shape in self.shapes.values():
            said = self.source.terms(shape.node)
            for name, others in NEEDS.items():
                if name in said and not said.keys() & set(others):
                    place = self.source.origin(shape.node, sh(name))
                    words = f"sh:{name} demands nothing without {' or '.join(f'sh:{other}' for other in others)}"
                    yield self._finding("parameter-without-effect", words, place, (shape.node, None))

    def _is(self, kind: str, value: Term) -> bool:
        if kind == "list":
            return bool(self.source.about(value)) or value == ox.NamedNode(RDF + "nil")
        if kind in ("iri", "node"):
            return isinstance(value, ox.NamedNode) or (kind == "node" and isinstance(value, ox.BlankNode))
        if not isinstance(value, ox.Literal):
            return False
        if kind == "integer":
            return value.datatype.value == XSD + "integer"
        return kind == "literal" or value.datatype.value in (XSD + kind, RDF + "langString" if kind == "string" else "")

    def unused(self) -> Iterator[Finding]:
        """Find shapes that judge nothing: without a target, and named by no other shape."""
        named = self.source.named()
        for shape in self.shapes.values():
            if not any(shape.targets.values()) and not shape.deactivated and shape.node not in named:
                said = "this shape has no target and no other shape names it, so it judges nothing"
                yield self._finding("shape-without-use", said, self.source.origin(shape.node), (shape.node, None))

    def idle(self) -> Iterator[Finding]:
        """Find targets that choose no node, and paths of predicates that nothing knows."""
        spoken = {fact.quad.subject for fact in self.ontology}
        for shape in self.shapes.values():
            for name in TARGETS:
                for term in shape.targets.get(name, ()):
                    if not self._chooses(name, term):
                        place = self.source.origin(shape.node, sh(name), term)
                        said = f"sh:{name} {self._written(term)} chooses no node of the data"
                        yield self._finding("target-matches-nothing", said, place, (shape.node, term))
            for iri in sorted(predicates(shape.path), key=str) if shape.path else ():
                if iri not in spoken and not self._spoken(iri):
                    place = self.source.origin(shape.node, sh("path"))
                    said = f"no triple and no term of the ontology uses {self._written(iri)}"
                    yield self._finding("path-used-nowhere", said, place, (shape.node, iri), "info")

    def _spoken(self, predicate: ox.NamedNode) -> bool:
        number = self.index.known(predicate)
        return number is not None and bool(self.index.objects(number))

    def _chooses(self, name: str, term: Term) -> bool:
        number = self.index.known(term)
        if number is None:
            return False
        if name == "targetClass":
            return bool(self.index.instances(number))
        if name == "targetNode":
            return self.index.places.mentioned(number)
        return bool(self.index.objects(number))

    def queries(self) -> Iterator[Finding]:
        """Find queries that do not parse."""
        for shape in self.shapes.values():
            for query in (*shape.queries, *(custom.query for custom in shape.customs)):
                head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in query.prefixes)
                try:
                    asking.ask(ox.Store(), head + query.text.replace("$PATH", "<urn:path>"), "the query")
                except CouldNotDo as error:
                    yield self._finding("query-does-not-parse", str(error), query.origin, (shape.node, query.node))

    def vocabulary(self) -> Iterator[Finding]:
        """Find terms of the ontology that nothing uses, and terms of the data that it should declare and does not."""
        declared: dict[Term, Origin | None] = {
            fact.quad.subject: fact.origin for fact in reversed(self.ontology) if _declares(fact)
        }
        used = self._used()
        shaped = {term for fact in self.source.facts for term in fact.quad.triple}
        for term, origin in reversed(declared.items()):
            if term not in used and term not in shaped:
                yield self._finding(
                    "term-unused", "neither data nor shapes use this term", origin, (term, None), "info"
                )
        homes = {_home(term) for term in declared if isinstance(term, ox.NamedNode)}
        for term, (node, predicate) in used.items():
            if term not in declared and isinstance(term, ox.NamedNode) and _home(term) in homes:
                place = self.index.places.find(node, predicate, self.index.known(term))
                said = "the ontology declares terms of this namespace, but not this one"
                yield self._finding("term-undeclared", said, place, (self.index.terms[node], term))

    def _used(self) -> dict[Term, tuple[int, int]]:
        """Give the predicates and classes of the data, each with a subject and a predicate where it stands."""
        found: dict[Term, tuple[int, int]] = {}
        for number, table in self.index.out.items():
            if table:
                found[self.index.terms[number]] = (next(iter(table)), number)
        for class_, held in self.index.subjects(self.index.type).items():
            found[self.index.terms[class_]] = (held if isinstance(held, int) else next(iter(held)), self.index.type)
        return found

    def _finding(
        self,
        rule: str,
        said: str,
        place: Origin | None,
        about: tuple[Term, Term | None],
        severity: Severity = "warning",
    ) -> Finding:
        focus, value = about
        shown = None if value is None else self._written(value)
        return Finding(rule, said, place, severity, self._written(focus), None, shown, shape=None)

    def _written(self, term: Term) -> str:
        return self.names.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)


_KINDS = {
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "a text",
    "literal": "a literal",
    "iri": "an IRI",
    "node": "a shape: an IRI or a blank node",
    "list": "a list",
}


def _declares(fact: Fact) -> bool:
    object_ = fact.quad.object
    kinds: Collection[str] = _CLASSES | _PROPERTIES
    return fact.quad.predicate == TYPE and isinstance(object_, ox.NamedNode) and object_.value in kinds


def _home(term: ox.NamedNode) -> str:
    return term.value[: max(term.value.rfind("/"), term.value.rfind("#")) + 1]
