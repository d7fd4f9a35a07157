"""Facts know the line on which they were written."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus.facts import CouldNotDo, Origin
from foedus.graph import read, read_file
from samples import PREFIXES


def test_each_fact_knows_its_line() -> None:
    """The line of a fact is the line on which its object ends: this fails if the parser reads ahead."""
    lines = [f"<https://a.example/{n}> <https://a.example/p> {n} ." for n in range(1, 500)]

    facts = list(read("\n".join(lines).encode(), "x.trig"))

    assert [Origin("x.trig", n) for n in range(1, 500)] == [fact.origin for fact in facts]


def test_facts_inside_a_named_graph_know_their_line() -> None:
    """A fact inside the braces of a named graph has its own line, not the graph's."""
    text = "<https://a.example/g> {\n  <https://a.example/s>\n    <https://a.example/p>\n      1, 2 ;\n  .\n}\n"

    assert [4, 4] == [fact.origin.line for fact in read(text.encode(), "x.trig") if fact.origin]


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    """A file written on Windows parses like any other."""
    text = (
        "\ufeff<https://a.example/s> <https://a.example/p> 1 .\r\n<https://a.example/s> <https://a.example/p> 2 .\r\n"
    )

    assert [1, 2] == [fact.origin.line for fact in read(text.encode(), "x.ttl", ox.RdfFormat.TURTLE) if fact.origin]


def test_a_syntax_error_names_its_place() -> None:
    """A file that does not parse gives its name, line and column."""
    text = PREFIXES + "claim:A a f:Claim\nclaim:B a f:Claim .\n"

    with pytest.raises(CouldNotDo, match=r"^x\.trig:19: this does not parse \(column 1\)"):
        list(read(text.encode(), "x.trig"))


def test_literals_keep_their_source_form() -> None:
    """Parsing rewrites no literal, as a store would."""
    text = '<https://a.example/s> <https://a.example/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .'

    assert ["007"] == [fact.quad.object.value for fact in read(text.encode(), "x.trig")]


def test_an_unknown_extension_is_refused(tmp_path: Path) -> None:
    """A file whose extension says nothing is refused with the extensions that do."""
    with pytest.raises(CouldNotDo, match=r"x\.txt: the extension is not one of \.ttl"):
        list(read_file(tmp_path / "x.txt", "x.txt"))
