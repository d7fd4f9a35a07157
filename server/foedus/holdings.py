"""The only module that knows a path: the folders of a graph, in a checkout, anywhere else or in the wheel."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from foedus.terms import HOME, Names

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
_WHEEL = _PACKAGE / "_holdings"
_SUFFIXES = (".ttl", ".trig")


class NotHoldings(Exception):  # noqa: N818 - named for what it says to the user
    """The folder is not laid out as a graph; the sentence says what is missing."""


@dataclass(frozen=True)
class Holdings:
    """The folders of one graph. What it lacks (ontology, shapes, policy) foedus ships."""

    root: Path
    names: Names = field(default_factory=Names)

    def folder(self, path: str) -> Path:
        """Give a folder of this graph, or the one that foedus ships where this graph has none."""
        own = self.root / path
        return own if own.is_dir() else shipped().root / path

    def files(self, path: str, suffixes: tuple[str, ...] = _SUFFIXES) -> Iterator[Path]:
        """Give the files below a folder, in the order of their paths."""
        below = self.root / path
        yield from sorted(file for file in below.rglob("*") if file.suffix in suffixes)

    def authored(self) -> list[Path]:
        """Files whose bytes are canonical: the records and the graph."""
        return [*self.files("seeds"), *self.files("graph")]

    def sources(self) -> list[Path]:
        """Every file of the dataset: ontology, records, graph."""
        ontology = sorted(file for file in self.folder("ontology").rglob("*.ttl"))
        return [*ontology, *self.authored()]

    def name(self, path: Path) -> str:
        """How findings call a file: relative to the holdings where it lies below them."""
        for root in (self.root, shipped().root):
            if path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return path.as_posix()

    def articles(self) -> Path | None:
        """Where the texts are at hand: ``articles/`` here, else ``../shared/seeds`` beside the checkout."""
        for folder in (self.root / "articles", self.root.parent / "shared" / "seeds"):
            if folder.is_dir():
                return folder
        return None


def shipped() -> Holdings:
    """Give the graph that foedus ships: the checkout's folders, or the wheel's."""
    checkout = (_CHECKOUT / "graph" / "names").is_dir() and (_CHECKOUT / "pyproject.toml").is_file()
    return Holdings(_CHECKOUT if checkout else _WHEEL)


def open_holdings(root: Path | None = None) -> Holdings:
    """Open a folder laid out like ours; without one, the graph that foedus ships.

    An optional ``foedus.toml`` names the ``base`` address below which the graph mints its IRIs.
    Raises NotHoldings when the folder or its graph/ is missing or the settings cannot be read.
    """
    if root is None:
        return shipped()
    if not root.is_dir():
        raise NotHoldings(f"there is no folder {root}; `foedus init {root}` makes one")
    if not (root / "graph").is_dir():
        raise NotHoldings(f"{root} has no folder graph/; `foedus init DIR` shows how a graph is laid out")
    return Holdings(root.resolve(), Names(_base(root / "foedus.toml")))


def _base(settings: Path) -> str:
    if not settings.is_file():
        return HOME
    try:
        base = tomllib.loads(settings.read_text("utf-8")).get("base", HOME)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotHoldings(f"{settings} is not readable TOML: {error}") from None
    if not isinstance(base, str) or not base.startswith(("http://", "https://")) or not base.endswith("/"):
        raise NotHoldings(f"{settings}: base must be an http(s) address that ends in a slash, not {base!r}")
    return base
