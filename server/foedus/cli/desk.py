"""What every command has at hand: the graph's folders, the texts, and the three options that all commands share."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click
import pyoxigraph as ox

from foedus.cli.progress import Progress
from foedus.facts import CouldNotDo, Fact, Index
from foedus.holdings import Holdings, open_holdings

if TYPE_CHECKING:
    from foedus import seeds

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass
class Desk:
    """The shared options as they were given, and what follows from them."""

    root: Path | None = None
    texts_folder: Path | None = None
    quiet: bool = False

    @property
    def holdings(self) -> Holdings:
        """The graph's folders."""
        return open_holdings(self.root)

    def articles(self) -> Path | None:
        """Give the folder of the texts, where they are at hand."""
        if self.texts_folder and not self.texts_folder.is_dir():
            raise CouldNotDo(f"there is no folder {self.texts_folder}; give --articles the folder of the texts")
        return self.texts_folder or self.holdings.articles()

    def facts(self) -> list[Fact]:
        """Read every file of the dataset, computing nothing."""
        with self.working("reading the files"):
            from foedus import library  # noqa: PLC0415 - not every command needs the stages

            return library.read_sources(self.holdings)

    def texts(self, records: "list[seeds.Record]") -> dict[ox.NamedNode, str]:
        """Read the texts that are at hand."""
        from foedus import seeds  # noqa: PLC0415 - as above

        return seeds.texts(self.articles(), records)

    def working(self, words: str) -> Progress:
        """Show what is being done where it takes longer than a second."""
        return Progress(words, shown=not self.quiet)

    def note(self, words: str) -> None:
        """Say something beside the answer, on standard error."""
        if not self.quiet:
            click.echo(words, err=True)

    def claim(self, index: Index, name: str) -> ox.NamedNode:
        """Find a claim by its number, prefixed name or IRI."""
        names = self.holdings.names
        try:
            claim = names.expand(name) if ":" in name else names.iri("claim", name)
        except ValueError as error:
            raise CouldNotDo(f"{name} is not the name of a claim: {error}") from None
        if not index.about(claim):
            raise CouldNotDo(f"there is no claim {name}; `foedus claim list` names them all")
        return claim


def examples(*lines: str, then: str = "") -> str:
    """Lay out the examples at the end of a command's help."""
    head = "Example:" if len(lines) == 1 else "Examples:"
    shown = "\n".join(f"  {line}" for line in lines)
    return f"{head}\n\n\b\n{shown}" + (f"\n\n{then}" if then else "")


def options(command: Command) -> Command:
    """Give a command the options that all share, but for those that it has already."""
    kept = {"quiet": _remember("quiet"), "articles": _remember("texts_folder"), "holdings": _remember("root")}
    flag: dict[str, Any] = {"is_flag": True, "default": None}
    folder: dict[str, Any] = {"type": click.Path(path_type=Path, file_okay=False), "metavar": "DIR"}
    for names, kind, words in (
        (("--quiet", "-q"), flag, "Print the answer and the errors only."),
        (("--articles",), folder, "Folder of the articles' texts."),
        (("--holdings",), folder, "Folder of the graph; without it, the one that foedus ships."),
    ):
        if names[0] in {flag for parameter in getattr(command, "__click_params__", ()) for flag in parameter.opts}:
            continue
        keep = kept[names[0].removeprefix("--")]
        command = click.option(*names, **kind, expose_value=False, callback=keep, help=words)(command)
    return command


def printed(what: str) -> Callable[[Command], Command]:
    """Give a command the option that chooses how something is printed: for people or for programs."""
    kinds = click.Choice(["text", "json"])
    words = f"How to print {what}."
    return click.option("--format", "format_", type=kinds, default="text", show_default=True, help=words)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def remember(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        desk = ctx.ensure_object(Desk)
        if value is not None:
            setattr(desk, name, value)

    return remember


def standard_input() -> bytes:
    """Read all of standard input."""
    return sys.stdin.buffer.read()


def write(path: Path, content: bytes) -> bool:
    """Write a file in one step and tell whether its bytes changed."""
    if path.is_file() and path.read_bytes() == content:
        return False
    with replaced(path) as file:
        file.write(content)
    return True


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """Write a file beside another and put it in its place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        yield file
    os.replace(beside, path)  # noqa: PTH105 - Path.replace does the same, this names both files
