"""Applies the rules of shapes/dataset/: the only module that reads their headers; each is one question for one sin."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus import asking
from foedus.facts import RANK, CouldNotDo, Fact, Finding, Origin, Severity
from foedus.holdings import Holdings
from foedus.origins import Origins
from foedus.terms import Names

_HEADER = re.compile(r"^# (severity|message|nearest): (.+)$", re.MULTILINE)
_VARIABLES = ("entity", "property", "value", "graph", "message")
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Rule:
    """One question that must have no answer; ``nearest`` names the variable that may be a misspelling."""

    name: str
    query: str
    message: str
    severity: Severity
    nearest: str | None
    origin: Origin


def read(holdings: Holdings) -> list[Rule]:
    """Read the rules that foedus ships and those of the graph, in the order of their names."""
    return [parse(path, holdings.name(path)) for path in holdings.overlaid("shapes/dataset", ".rq").values()]


def parse(path: Path, name: str) -> Rule:
    """Read one rule: ``# severity:`` and ``# message:`` above a SELECT of ?entity ?property ?value."""
    text, origin = path.read_text("utf-8"), Origin(name, 1)
    header = dict(_HEADER.findall(text))
    severity = header.get("severity")
    if severity not in RANK or "message" not in header:
        known = ", ".join(RANK)
        raise CouldNotDo(f"a rule begins with `# severity: ` ({known}) and `# message: ` and a sentence", origin)
    nearest = header.get("nearest")
    if nearest is not None and nearest not in _VARIABLES:
        raise CouldNotDo(f"`# nearest: ` names one of {', '.join(_VARIABLES)}, not {nearest}", origin)
    return Rule(path.stem, text, header["message"], severity, nearest, origin)


def apply(facts: Iterable[Fact], rules: Iterable[Rule], names: Names | None = None) -> list[Finding]:
    """Ask every rule of the source facts, named graphs kept apart; each answer is a finding.

    Raises CouldNotDo when there is no rule or one of them is not a SELECT query.
    """
    known, asked = list(facts), list(rules)
    if not asked:
        raise CouldNotDo("there is no rule to apply; add rules to shapes/dataset/")
    store = ox.Store()
    store.bulk_extend(fact.quad for fact in known)
    judge = _Judge(Origins(known), names or Names(), _named(known))
    return [finding for rule in asked for finding in judge.findings(rule, list(_answers(store, rule)))]


_Row = dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | None]


def _answers(store: ox.Store, rule: Rule) -> Iterator[_Row]:
    solutions = asking.select(store, rule.query, rule.origin.file)
    asked = {variable.value for variable in solutions.variables} & set(_VARIABLES)
    for solution in solutions:
        yield {name: solution[name] if name in asked else None for name in _VARIABLES}


def _named(facts: Iterable[Fact]) -> set[str]:
    """Collect the IRIs outside claims, among which a misspelt one has its right spelling."""
    outside = [fact.quad for fact in facts if isinstance(fact.quad.graph_name, ox.DefaultGraph)]
    nodes = [node for quad in outside for node in (quad.subject, quad.predicate)]
    return {node.value for node in nodes if isinstance(node, ox.NamedNode)}


@dataclass(frozen=True, slots=True)
class _Judge:
    origins: Origins
    names: Names
    named: set[str]

    def findings(self, rule: Rule, rows: list[_Row]) -> Iterator[Finding]:
        wrong = {row[rule.nearest] for row in rows} if rule.nearest else set()
        right = self.named - {node.value for node in wrong if node}
        for row in rows:
            entity, path, value, graph = (row[name] for name in _VARIABLES[:4])
            yield Finding(
                rule.name,
                self._sentence(rule, row, right),
                self.origins.find(entity, path, value, graph),
                rule.severity,
                self._written(entity),
                self._written(path),
                self._written(value),
                rule.origin,
            )

    def _sentence(self, rule: Rule, row: _Row, right: set[str]) -> str:
        said = row["message"].value if row["message"] else rule.message
        misspelt = row[rule.nearest] if rule.nearest else None
        close = nearest(misspelt.value, right) if isinstance(misspelt, ox.NamedNode) else None
        return f"{said} Did you mean {self.names.shorten(close)}?" if close else said

    def _written(self, node: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str | None:
        if isinstance(node, ox.NamedNode):
            return self.names.shorten(node.value)
        return None if node is None else str(node)


def nearest(iri: str, known: Iterable[str]) -> str | None:
    """Find the known IRI of the same namespace that is spelt most like this one."""
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    locals_ = sorted(other[cut:] for other in known if other.startswith(iri[:cut]))
    close = difflib.get_close_matches(iri[cut:], locals_, n=1, cutoff=_ALIKE)
    return iri[:cut] + close[0] if close else None
