"""Surveys the quality of a graph: the only room that reads shapes/quality/, one question a file.

A question whose rows have ?bar and ?count is a chart, one whose rows have ?entity a list. Never here: what a
finding is; a survey judges nothing.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus.facts import CouldNotDo, Origin
from foedus.holdings import Holdings
from foedus.terms import Names

_HEADER = re.compile(r"^# (rank|title|meaning): (.+)$", re.MULTILINE)
_LAST = 1_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, and how many there are of each kind, in the order of the chart's kinds."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """How many there are, by bar and by kind; a chart of one kind has the kind ""."""

    name: str
    title: str
    meaning: str
    kinds: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is found of one sort: rows of thing, property and value, as people write them."""

    name: str
    title: str
    meaning: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """What is said of the quality of one graph."""

    title: str
    version: str
    parts: tuple[Chart | Listing, ...]


#: Asks the SELECT of a file, given its text and its name.
Ask = Callable[[str, str], ox.QuerySolutions]


def survey(ask: Ask, holdings: Holdings, version: str) -> Survey:
    """Ask every question of quality, those that foedus ships and those of the graph; ``version`` is the graph's.

    Raises CouldNotDo for a question without title or meaning, or with neither ?bar and ?count nor ?entity.
    """
    files = holdings.overlaid("shapes/quality", ".rq").values()
    ranked = sorted((_asked(ask, path, holdings) for path in files), key=lambda pair: (pair[0], pair[1].name))
    return Survey(holdings.about.title or "foedus", version, tuple(part for _, part in ranked))


def _asked(ask: Ask, path: Path, holdings: Holdings) -> tuple[int, Chart | Listing]:
    text, name = path.read_text("utf-8"), holdings.name(path)
    header = dict(_HEADER.findall(text))
    if not {"title", "meaning"} <= set(header):
        raise CouldNotDo("a question of quality begins with `# title: ` and `# meaning: `", Origin(name, 1))
    rank = header.get("rank", "")
    solutions = ask(text, name)
    asked = {variable.value for variable in solutions.variables}
    said = (path.stem, header["title"], header["meaning"])
    place = int(rank) if rank.isdecimal() else _LAST
    if {"bar", "count"} <= asked:
        return place, Chart(*said, *_bars(solutions, holdings.names, kinds="kind" in asked))
    if "entity" in asked:
        return place, Listing(*said, _rows(solutions, holdings.names, asked))
    raise CouldNotDo("the rows of a question of quality have ?bar and ?count, or ?entity", Origin(name, 1))


def _bars(
    solutions: Iterable[ox.QuerySolution], names: Names, *, kinds: bool
) -> tuple[tuple[str, ...], tuple[Bar, ...]]:
    counts: dict[str, dict[str, int]] = {}
    for row in solutions:
        bar, kind = _written(row["bar"], names), _written(row["kind"], names) if kinds else ""
        counts.setdefault(bar, {})[kind] = int(_written(row["count"], names))
    found = tuple(sorted({kind for parts in counts.values() for kind in parts}))
    return found, tuple(Bar(bar, tuple(counts[bar].get(kind, 0) for kind in found)) for bar in sorted(counts))


def _rows(solutions: Iterable[ox.QuerySolution], names: Names, asked: set[str]) -> tuple[tuple[str, str, str], ...]:
    columns = [name if name in asked else None for name in ("entity", "property", "value")]
    rows = {tuple(_written(row[name], names) if name else "" for name in columns) for row in solutions}
    return tuple(sorted(rows))  # type: ignore[arg-type] # three columns stand above


def _written(node: object, names: Names) -> str:
    """Write a node for people: an IRI by its prefixed name, a literal by its words."""
    if isinstance(node, ox.NamedNode):
        return names.shorten(node.value)
    return node.value if isinstance(node, ox.Literal | ox.BlankNode) else ""
