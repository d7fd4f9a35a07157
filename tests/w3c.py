"""Reads the W3C SHACL test suite, kept beside the checkout: cases with their data, shapes and expected results."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from foedus.facts import Fact, Finding, Origin
from foedus.shacl.paths import in_turtle
from foedus.shacl.source import Source
from foedus.shacl.vocabulary import sh

HOME = Path(__file__).parents[2] / "shared" / "w3c" / "shacl"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Case:
    """One case; ``expected`` is None where validation must fail."""

    name: str
    data: list[Fact]
    shapes: list[Fact]
    expected: Counter[Row] | None
    messages: set[str]


def parse(path: Path) -> list[Fact]:
    """Parse a file of the suite under an address of its own."""
    name = path.relative_to(HOME).as_posix()
    quads = ox.parse(path=path, base_iri=f"http://w3c.test/{name}")
    return [Fact(quad, Origin(name, 1)) for quad in quads]


def cases(part: str) -> Iterator[Case]:
    """Give the cases of a part of the suite that its manifests include, core or sparql."""
    todo = [HOME / part / "manifest.ttl"]
    while todo:
        path = todo.pop()
        source = Source(parse(path))
        for fact in source.facts:
            if fact.quad.predicate.value == MF + "include":
                todo.append(file_of(fact.quad.object))
            if fact.quad.predicate.value == MF + "action":
                yield case(source, fact.quad.subject, fact.quad.object)


def file_of(node: ox.NamedNode) -> Path:
    return HOME / node.value.removeprefix("http://w3c.test/")


def case(source: Source, entry: ox.NamedNode, action: ox.BlankNode) -> Case:
    data, shapes = (source.objects(action, ox.NamedNode(SHT + name))[0] for name in ("dataGraph", "shapesGraph"))
    result = source.objects(entry, ox.NamedNode(MF + "result"))[0]
    own = {
        file_of(node): source.facts
        for node in (data, shapes)
        if source.facts[0].origin.file == file_of(node).relative_to(HOME).as_posix()
    }
    facts = own.get(file_of(data)) or parse(file_of(data))
    law = facts if data == shapes else own.get(file_of(shapes)) or parse(file_of(shapes))
    failure = result == ox.NamedNode(SHT + "Failure")
    rows = [row(source, node) for node in source.values(result, "result")]
    texts = {str(text) for node in source.values(result, "result") for text in source.values(node, "resultMessage")}
    return Case(entry.value.removeprefix("http://w3c.test/"), facts, law, None if failure else Counter(rows), texts)


def row(source: Source, node: ox.BlankNode) -> Row:
    """Give what the suite compares of a result; blank nodes are all alike."""
    path = next(iter(source.values(node, "resultPath")), None)
    severity = next(iter(source.values(node, "resultSeverity")), sh("Violation"))
    names = ("focusNode", "value", "sourceConstraintComponent", "sourceShape")
    terms = [next(iter(source.values(node, name)), None) for name in names]
    return (
        *(alike(str(term)) if term else None for term in terms),
        path and in_turtle(source.path(path)),
        severity.value,
    )


def found(finding: Finding) -> Row:
    """Give the same of a finding."""
    result = finding.result
    return (
        alike(result.focus),
        result.value and alike(result.value),
        f"<{result.component}>",
        alike(result.shape),
        result.path,
        result.severity,
    )


def alike(term: str) -> str:
    return "_:" if term.startswith("_:") else term
