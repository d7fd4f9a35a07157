"""What travels between rooms: a Fact that knows its file and line, and a Finding about one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pyoxigraph as ox

Severity = Literal["violation", "warning", "info"]
#: The rule of a finding that says that something could not be checked: what is wrong there is not known.
NOT_CHECKED = "could-not-check"
RANK: dict[str, int] = {"violation": 0, "warning": 1, "info": 2}
_WHOLE = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a thing stands: a path relative to the holdings; a line counted from 1, 0 for the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fact:
    """One quad in its source form and the place where it was written; computed quads have none."""

    quad: ox.Quad
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What SHACL says of a finding, each part as Turtle spells it in full
    (https://www.w3.org/TR/shacl/#results-validation-result); a rule of ours has no shape.
    """

    component: str
    shape: str | None
    focus: str
    path: str | None = None
    value: str | None = None
    messages: tuple[str, ...] = ()
    #: The IRI of the severity, which may be of the shapes' own.
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where it is wrong, and a sentence a person can act on."""

    rule: str
    message: str
    origin: Origin | None = None
    severity: Severity = "violation"
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    shape: Origin | None = None
    result: Result | None = None

    def __str__(self) -> str:
        place = f"{self.origin}: " if self.origin else ""
        about = " ".join(part for part in (self.focus, self.path, self.value) if part)
        law = f" (shape {self.shape})" if self.shape else ""
        return f"{place}{self.severity}: [{self.rule}] {about}{' -- ' if about else ''}{self.message}{law}"


@dataclass(slots=True)
class Report:
    """Findings in the order of their places, with what was checked and what could not be."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, findings: Iterable[Finding]) -> None:
        """Take in more findings."""
        self.findings.extend(findings)

    @property
    def conforms(self) -> bool:
        """Whether nothing at the level of a violation was found."""
        return all(finding.severity != "violation" for finding in self.findings)

    def sorted(self) -> list[Finding]:
        """Order the findings by file, line, severity and rule: the same on every run."""
        nowhere = Origin("~")
        return sorted(
            self.findings,
            key=lambda f: (
                *(f.origin or nowhere, RANK[f.severity], f.rule, f.focus or "", f.path or "", f.value or ""),
                *(f.message, f.shape or nowhere),
            ),
        )


class CouldNotDo(Exception):  # noqa: N818 - named for what it says to the user
    """Foedus could not do what was asked; the sentence says what, where and what to do (exit code 2)."""

    def __init__(self, sentence: str, origin: Origin | None = None) -> None:
        super().__init__(f"{origin}: {sentence}" if origin else sentence)
        self.sentence = sentence
        self.origin = origin


class Index:
    """Facts of one dataset, found by subject, by predicate or by graph; keeps the order of the files."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = list(facts)
        self._subject: dict[ox.NamedNode, list[Fact]] = {}
        self._graph: dict[ox.NamedNode, list[Fact]] = {}
        self._typed: dict[ox.NamedNode, list[Fact]] = {}
        for fact in self.facts:
            subject, predicate, object_, graph = fact.quad
            if isinstance(graph, ox.NamedNode):
                self._graph.setdefault(graph, []).append(fact)
            elif isinstance(subject, ox.NamedNode):
                self._subject.setdefault(subject, []).append(fact)
                if predicate.value.endswith("#type") and isinstance(object_, ox.NamedNode):
                    self._typed.setdefault(object_, []).append(fact)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def about(self, subject: ox.NamedNode) -> list[Fact]:
        """Facts outside named graphs whose subject this is."""
        return self._subject.get(subject, [])

    def inside(self, graph: ox.NamedNode) -> list[Fact]:
        """Facts of one named graph."""
        return self._graph.get(graph, [])

    def graphs(self) -> list[ox.NamedNode]:
        """Names of the named graphs, in the order of the files."""
        return list(self._graph)

    def typed(self, class_: ox.NamedNode) -> list[ox.NamedNode]:
        """Things that are said outside named graphs to be of a class, in the order of the files."""
        seen = dict.fromkeys(fact.quad.subject for fact in self._typed.get(class_, []))
        return [node for node in seen if isinstance(node, ox.NamedNode)]

    def values(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        """Objects outside named graphs of a subject and a predicate."""
        objects = (fact.quad.object for fact in self.about(subject) if fact.quad.predicate == predicate)
        return [node for node in objects if isinstance(node, ox.NamedNode | ox.Literal)]

    def value(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> ox.NamedNode | ox.Literal | None:
        """Give the first of the values, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> str | None:
        """Give the first value as text, or None."""
        found = self.value(subject, predicate)
        return None if found is None else found.value

    @cached_property
    def _pointing(self) -> dict[tuple[ox.NamedNode, object], list[ox.NamedNode]]:
        found: dict[tuple[ox.NamedNode, object], list[ox.NamedNode]] = {}
        for subject, facts in self._subject.items():
            for fact in facts:
                found.setdefault((fact.quad.predicate, fact.quad.object), []).append(subject)
        return found

    def subjects(self, predicate: ox.NamedNode, object_: ox.NamedNode | ox.Literal) -> list[ox.NamedNode]:
        """Subjects outside named graphs of a predicate and an object."""
        return self._pointing.get((predicate, object_), [])

    def whole(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> int | None:
        """Give the first value as a whole number from 0, or None where it is not one: a shape tells that."""
        text = self.text(subject, predicate) or ""
        return int(text) if _WHOLE.fullmatch(text) else None

    def origin(self, subject: ox.NamedNode) -> Origin | None:
        """Where the subject is first described."""
        return next((fact.origin for fact in self.about(subject)), None)
