"""A stranger's repository with shapes of its own, which a test may spoil and validate."""

import shutil
from pathlib import Path

from click.testing import Result
from starting import run

SOURCE = Path(__file__).parent / "example-repository"
TOOLS = Path("vocabulary/tools.ttl")
SHAPES = Path("shapes/skos.ttl")
#: What makes one violation of a literal on line 17 of the tools, and what the finding is called.
NOTATION = ('skos:notation "C1"', 'skos:notation "c1"')


def copied(folder: Path) -> Path:
    """Copy the repository into a folder and give its top."""
    return Path(shutil.copytree(SOURCE, folder / "boatyard"))


def edit(root: Path, file: Path, old: str, new: str) -> None:
    """Replace words that must be there."""
    text = (root / file).read_text("utf-8")
    if old not in text:
        raise AssertionError(old)
    (root / file).write_text(text.replace(old, new, 1), "utf-8")


def validated(*words: str | Path, stdin: str | bytes | None = None) -> Result:
    """Run `foedus validate`."""
    return run("validate", *words, stdin=stdin)
