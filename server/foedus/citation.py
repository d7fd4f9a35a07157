"""Writes how to cite an answer: BibTeX and CSL-JSON, with the hash by which anybody sees that it is still the same."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256

from foedus.operations import Answer, Form

_ESCAPED = re.compile(r"([#$%&_{}])")


@dataclass(frozen=True, slots=True)
class Citation:
    """An answer as it can be cited: ``title`` says what was asked; ``day`` is ISO 8601; ``hash`` is of the answer."""

    title: str
    keepers: str
    graph: str
    version: str
    day: str
    address: str
    hash: str

    @property
    def key(self) -> str:
        """A key that is the same for the same answer."""
        return f"{re.sub(r'[^a-z]', '', self.graph.lower()) or 'graph'}-{self.hash[:12]}"

    @property
    def note(self) -> str:
        """The version, and the hash of the answer."""
        return f"Version {self.version}; answer sha256:{self.hash}"


def hashed_as(form: Form) -> str:
    """Give the media type in which an answer of a form is hashed."""
    return "text/tab-separated-values" if form in ("select", "ask") else "application/n-triples"


def digest(answer: Answer) -> str:
    """Hash an answer in TSV or N-Triples: the first line, then the others sorted, so that their order does not count.

    An answer of N-Triples has no first line of its own, and is sorted whole by that.
    """
    lines = b"".join(answer.pieces()).splitlines()
    head, rows = (lines[:1], lines[1:]) if answer.media_type.endswith("values") else ([], lines)
    return sha256(b"\n".join([*head, *sorted(rows)])).hexdigest()


def bibtex(citation: Citation) -> str:
    """Write an entry of the kind ``misc`` (http://www.bibtex.org/Format/)."""
    fields = {
        "title": "{" + _escaped(citation.title) + "}",
        "author": "{" + _escaped(citation.keepers) + "}",
        "howpublished": _escaped(citation.graph),
        "year": citation.day[:4],
        "url": citation.address,
        "note": _escaped(citation.note),
    }
    rows = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{rows}\n}}\n"


def csl(citation: Citation) -> str:
    """Write an item of CSL-JSON (https://github.com/citation-style-language/schema)."""
    item: dict[str, object] = {
        "id": citation.key,
        "type": "dataset",
        "title": citation.title,
        "author": [{"literal": citation.keepers}],
        "container-title": citation.graph,
        "version": citation.version,
        "URL": citation.address,
        "note": citation.note,
    }
    if citation.day:
        item["issued"] = {"date-parts": [[int(part) for part in citation.day.split("-")]]}
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text.replace("\\", r"\textbackslash "))
