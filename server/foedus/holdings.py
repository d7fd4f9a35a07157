"""The only module that knows a path: the folders of a graph, in a checkout, anywhere else or in the wheel."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from foedus.facts import CouldNotDo
from foedus.terms import HOME, Names

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent.parent
_WHEEL = _PACKAGE / "_holdings"
_SUFFIXES = (".ttl", ".trig")
#: What foedus.toml may say; nothing of it must be said.
_SETTINGS = ("base", "title", "licence", "readings")
#: How it is served and how it is judged is read by whoever does so.
_TABLES = ("serve", "validate")
#: An address of host and folders, with neither query nor fragment.
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s/?#]+)*/")


class NotHoldings(CouldNotDo):
    """The folder is not laid out as a graph; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class About:
    """What the keepers of a graph say of it: its name, the address of its licence, who read it and how."""

    title: str = ""
    licence: str = ""
    readings: str = ""


@dataclass(frozen=True)
class Holdings:
    """The folders of one graph. What it lacks (files of ontology, shapes, policy) foedus ships."""

    root: Path
    names: Names = field(default_factory=Names)
    about: About = field(default_factory=About)

    @property
    def settings(self) -> Path:
        """Where the graph's own address stands, and what its keepers say of it."""
        return self.root / "foedus.toml"

    @property
    def readme(self) -> Path:
        """Where the graph is explained."""
        return self.root / "README.md"

    @property
    def changelog(self) -> Path:
        """The file that tells what changed from one release to the next, where there is one."""
        return self.root / "CHANGELOG.md"

    @property
    def questions(self) -> Path:
        """The folder of the questions and their answers."""
        return self.root / "graph" / "questions"

    @property
    def context(self) -> Path:
        """The context with which JSON-LD names the terms of the ontology."""
        return self.overlaid("ontology", ".jsonld")["context.jsonld"]

    def text(self, name: str) -> Path:
        """Where the text of an article stands."""
        return self.root / "articles" / name

    def record(self, text: Path) -> Path:
        """Where the record of an article stands, given the file of its text."""
        return self.root / "seeds" / f"{text.name.rsplit('.', 1)[0]}.ttl"

    def file(self, kind: str, key: str) -> Path:
        """Where the authored file of a kind (names, claims, checks, reviews …) and a key stands."""
        return self.root / "graph" / kind / f"{key}{'.trig' if kind == 'claims' else '.ttl'}"

    def own(self, name: str) -> Path:
        """Give where a file or a folder of this graph's own stands, whether or not it is there."""
        return self.root / name

    def located(self, name: str) -> Path | None:
        """Find the file that findings call so, if it is there."""
        return next((root / name for root in (self.root, shipped().root) if (root / name).is_file()), None)

    def example(self, rule: str, kind: str) -> str:
        """Give the text of the first example of a rule that is "valid" or "invalid", where there is one."""
        found = sorted((shipped().root / "tests" / "rules" / rule).glob(f"{kind}-*.trig"))
        return found[0].read_text("utf-8") if found else ""

    def overlaid(self, path: str, suffix: str) -> dict[str, Path]:
        """Give the files below a folder by their names there: those that foedus ships, and this graph's own.

        A file of this graph replaces the shipped one of the same name, and no other.
        """
        found: dict[str, Path] = {}
        for root in (shipped().root, self.root):
            below = root / path
            found |= {file.relative_to(below).as_posix(): file for file in below.rglob(f"*{suffix}")}
        return dict(sorted(found.items()))

    def files(self, path: str, suffixes: tuple[str, ...] = _SUFFIXES) -> Iterator[Path]:
        """Give the files below a folder, in the order of their paths."""
        below = self.root / path
        yield from sorted(file for file in below.rglob("*") if file.suffix in suffixes)

    def authored(self) -> list[Path]:
        """Files whose bytes are canonical: the records and the graph."""
        return [*self.files("seeds"), *self.files("graph")]

    def sources(self) -> list[Path]:
        """Every file of the dataset: ontology, records, graph."""
        return [*self.overlaid("ontology", ".ttl").values(), *self.authored()]

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


@cache
def shipped() -> Holdings:
    """Give the graph that foedus ships: the checkout's folders, or the wheel's."""
    checkout = (_CHECKOUT / "graph" / "names").is_dir() and (_CHECKOUT / "pyproject.toml").is_file()
    return _opened(_CHECKOUT if checkout else _WHEEL)


def open_holdings(root: Path | None = None) -> Holdings:
    """Open a folder laid out like ours; without one, the graph that foedus ships.

    An optional ``foedus.toml`` names the ``base`` address below which the graph mints its IRIs, and what is said
    of it where it is served: ``title``, ``licence`` (an address), ``readings`` (who read it, and how).
    Raises NotHoldings when the folder or its graph/ is missing or the settings cannot be read.
    """
    if root is None:
        return shipped()
    if not root.is_dir():
        raise NotHoldings(f"there is no folder {root}; `foedus init {root}` makes one")
    if not (root / "graph").is_dir():
        raise NotHoldings(f"{root} has no folder graph/; `foedus init DIR` shows how a graph is laid out")
    return _opened(root.resolve())


def _opened(root: Path) -> Holdings:
    settings = Holdings(root).settings
    said = _said(settings)
    base = said.pop("base", HOME)
    if not _is_address(base):
        raise NotHoldings(
            f"{settings}: base must be an http(s) address that ends in a slash, with no space, bracket, ? or # in it, "
            f"not {base!r}"
        )
    if not said.get("licence", HOME).startswith(("http://", "https://")):
        raise NotHoldings(f"{settings}: licence must be the http(s) address of a licence, not {said['licence']!r}")
    return Holdings(root, Names(base), About(**said))


def _said(settings: Path) -> dict[str, str]:
    """Read the settings; raises NotHoldings where they are no TOML or say what nobody understands."""
    if not settings.is_file():
        return {}
    try:
        said = tomllib.loads(settings.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NotHoldings(f"{settings} is not readable TOML: {error}") from None
    for table in _TABLES:
        said.pop(table, None)
    for key, value in said.items():
        if key not in _SETTINGS:
            raise NotHoldings(f"{settings}: there is no setting {key}; the settings are {', '.join(_SETTINGS)}")
        if not isinstance(value, str):
            raise NotHoldings(f"{settings}: {key} must be a text in quotation marks, not {value!r}")
    return said


def _is_address(base: str) -> bool:
    try:
        ox.NamedNode(base)
    except ValueError:
        return False
    return _ADDRESS.fullmatch(base) is not None
