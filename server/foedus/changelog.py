"""Keeps the lines of a changelog that are made from data: the only module that knows the marks around them."""

import re
from dataclasses import dataclass
from pathlib import Path

from foedus.facts import CouldNotDo, Origin

_PART = re.compile(r"<!-- held at (?P<at>\w+) -->\n(?P<lines>(?:- .*\n)*)<!-- /held -->\n")
_SECTION = re.compile(r"^## (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Held:
    """What a section says that a graph holds: the version of the graph that was looked at, and the lines."""

    at: str
    lines: str


def held(path: Path, release: str) -> Held | None:
    """Read what the section of a release states; None where there is no such section, or no lines between marks."""
    parts = _SECTION.split(_read(path))
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    found = _PART.search(sections.get(release, ""))
    return Held(found["at"], found["lines"]) if found else None


def write(path: Path, lines: str, at: str) -> None:
    """Write lines between the first marks of a file, with the version of the graph that they were counted in.

    Raises CouldNotDo where the file cannot be read or has no marks.
    """
    text = _read(path)
    if not _PART.search(text):
        marks = "`<!-- held at x -->` and `<!-- /held -->`, each on a line of its own"
        raise CouldNotDo(f"there is no place for the lines; add {marks}", Origin(path.as_posix()))
    part = f"<!-- held at {at} -->\n{lines}<!-- /held -->\n"
    path.write_text(_PART.sub(lambda _: part, text, count=1), "utf-8")


def refuse_what_is_behind(path: Path, release: str, at: str) -> None:
    """Raise CouldNotDo where the section of a release states what another state of the graph held."""
    stated = held(path, release) if path.is_file() else None
    if stated and stated.at != at:
        raise CouldNotDo(
            f"what {release} holds is stated for another state of the graph; run `make held`, or "
            f"`foedus diff OLD --format held --into {path.name}`, read it and commit it",
            Origin(path.as_posix()),
        )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotDo(f"the changelog cannot be read: {error}", Origin(path.as_posix())) from None
