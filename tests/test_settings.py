"""What foedus.toml may say of a graph, and what is refused."""

from pathlib import Path

import pytest
from foedus.facts import CouldNotDo
from foedus.holdings import About, open_holdings
from starting import run

ALL = """base = "https://graph.example/"
title = "Lakes"
licence = "https://example.org/licence"
readings = "Read by two."
"""


def graph(folder: Path, settings: str) -> Path:
    """Make a folder that is laid out as a graph, with settings."""
    (folder / "graph").mkdir()
    (folder / "foedus.toml").write_text(settings)
    return folder


def test_a_graph_may_say_what_it_is(tmp_path: Path) -> None:
    """Title, licence and readings are read beside the base."""
    opened = open_holdings(graph(tmp_path, ALL))

    assert About("Lakes", "https://example.org/licence", "Read by two.") == opened.about
    assert "https://graph.example/" == opened.names.base


def test_a_graph_need_say_nothing(tmp_path: Path) -> None:
    """Every setting is optional, and none is taken from ours."""
    assert About() == open_holdings(graph(tmp_path, "")).about


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('license = "https://example.org/"', "licen"),
        ('licence = "MIT"', "licence must be the http"),
        ("title = 7", "title must be a text"),
        ("title", "is not readable TOML"),
    ],
)
def test_what_nobody_understands_is_refused(tmp_path: Path, settings: str, words: str) -> None:
    """A setting that is misspelt or has a wrong value is refused in one sentence that names the file."""
    root = graph(tmp_path, settings)
    with pytest.raises(CouldNotDo, match=words):
        open_holdings(root)

    assert str(root / "foedus.toml") in run("--holdings", root, "stats").stderr


def test_authored_files_have_their_places(tmp_path: Path) -> None:
    """A graph knows where each kind of file stands, so that no command spells a path."""
    holdings = open_holdings(graph(tmp_path, ""))

    assert tmp_path / "graph" / "claims" / "003.trig" == holdings.file("claims", "003")
    assert tmp_path / "graph" / "checks" / "003.ttl" == holdings.file("checks", "003")
    assert tmp_path / "seeds" / "003_a.b.ttl" == holdings.record(Path("elsewhere/003_a.b.txt"))
