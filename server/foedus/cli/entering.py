"""Enters quads into authored files: no other line of a file changes, and no comment is lost."""

from pathlib import Path

import pyoxigraph as ox

from foedus import graph
from foedus.cli.desk import Desk, write
from foedus.cli.formatting import against
from foedus.facts import CouldNotDo, Fact, Index
from foedus.layout import lay
from foedus.terms import Names, term


def enter(desk: Desk, path: Path, quads: list[ox.Quad]) -> None:
    """Add quads to an authored file, which is made where there is none."""
    facts: list[Fact] = []
    if path.is_file():
        name = desk.holdings.name(path)
        facts = list(graph.read_file(path, name))
        findings = against(path.read_bytes(), facts, name)
        if findings:
            raise CouldNotDo(findings[0].message, findings[0].origin)
    write(path, lay([*(fact.quad for fact in facts), *quads], desk.holdings.names).encode())


def reader_of(index: Index, names: Names, name: str) -> ox.NamedNode:
    """Find a reader by name; raises CouldNotDo where the graph names none such."""
    try:
        reader = names.expand(name)
    except ValueError:
        raise CouldNotDo(f"{name} is not the name of a reader; write it as id:maintainers") from None
    if reader not in index.typed(term("Reader")):
        raise CouldNotDo(f"{name} is no reader of this graph; graph/names/readers.ttl names them")
    return reader
