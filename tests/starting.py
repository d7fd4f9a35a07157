"""The graph that `foedus init` makes, and a way to run the command line on it."""

from pathlib import Path

from click.testing import CliRunner, Result
from foedus.cli import main
from foedus.facts import Fact, Index
from foedus.graph import read
from foedus.terms import Names

NAMES = Names()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in NAMES.prefixes().items())
SHARED = Path(__file__).parent.parent.parent / "shared" / "seeds"


def run(*args: str | Path, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    """Run the command line as a user would."""
    return CliRunner().invoke(main, [str(arg) for arg in args], input=stdin, env=env, prog_name="foedus")


def begin(folder: Path) -> Path:
    """Make the example graph and give its folder."""
    root = folder / "lakes"
    made = run("init", root)
    if made.exit_code:
        raise AssertionError(made.stderr)
    return root


def index_of(trig: str) -> Index:
    """Read TriG that uses our prefixes."""
    return Index(facts_of(trig))


def facts_of(trig: str) -> list[Fact]:
    """Read TriG that uses our prefixes, keeping lines."""
    return list(read((PREFIXES + trig).encode(), "graph/claims/x.trig"))
