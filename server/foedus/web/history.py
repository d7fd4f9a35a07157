"""The steps from one release to the next: what changed, told once, since a release never changes."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

from foedus import comparing
from foedus.differences import Change, counted
from foedus.holdings import open_holdings
from foedus.web.editions import BELOW, Edition, Editions

_ATOM = "http://www.w3.org/2005/Atom"
#: Steps that are told; older ones are in the releases themselves.
MOST = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A release and what changed since the one before it; of the first, nothing is told."""

    version: str
    day: str
    before: str
    changes: list[Change]

    @property
    def counts(self) -> list[str]:
        """How many changes of each kind there are."""
        return counted(self.changes)


def steps(editions: Editions) -> list[Step]:
    """Give the steps, the latest first."""
    held = list(editions.held.values())[: MOST + 1]
    found = [_step(new, old) for new, old in pairwise(held)]
    first = held[-1]
    return found if len(held) > MOST else [*found, Step(first.version, str(first.told["day"]), "", [])]


def _step(new: Edition, old: Edition) -> Step:
    return Step(new.version, str(new.told["day"]), old.version, _between(old.folder, new.folder))


@lru_cache(maxsize=MOST)
def _between(old: Path, new: Path) -> list[Change]:
    return comparing.between(str(old), str(new), open_holdings(new))


def feed(found: list[Step], home: str, title: str) -> bytes:
    """Write an entry for each step, with its changes as text."""
    ET.register_namespace("", _ATOM)
    top = ET.Element(f"{{{_ATOM}}}feed")
    home = home.rstrip("/")
    _put(top, "id", f"{home}/changes")
    _put(top, "title", f"{title}: what changed")
    _put(top, "updated", _moment(found[0].day if found else "1970-01-01"))
    ET.SubElement(top, f"{{{_ATOM}}}link", rel="self", href=f"{home}/changes.atom")
    ET.SubElement(_put(top, "author"), f"{{{_ATOM}}}name").text = f"The keepers of {title}"
    for step in found:
        entry = _put(top, "entry")
        _put(entry, "id", f"{home}{BELOW}{step.version}/")
        _put(entry, "title", f"{step.version}: {', '.join(step.counts) or 'released'}")
        _put(entry, "updated", _moment(step.day))
        ET.SubElement(entry, f"{{{_ATOM}}}link", href=f"{home}/changes#v{step.version}")
        _put(entry, "content", comparing.as_text(step.changes) if step.before else "The first release.")
    return bytes(ET.tostring(top, encoding="utf-8", xml_declaration=True))


def _put(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = text
    return element


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
