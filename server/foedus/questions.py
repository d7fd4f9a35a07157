"""Reads the competency questions: the only module that knows the header of a question file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Origin

_HEADER = re.compile(r"#\s*(?:(?P<key>en|it|guide)\s*:\s*)?(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class Question:
    """A question in English and Italian, its SPARQL, and where its expected answer stands.

    ``guide`` is the pattern of /guide that the question shows, or empty.
    """

    name: str
    en: str
    it: str
    guide: str
    query: str
    answer: Path


def read(folder: Path) -> list[Question]:
    """Read every question of a folder, in the order of names."""
    return [_question(file) for file in sorted(folder.glob("*.rq"))]


def answered(question: Question, store: ox.Store) -> str:
    """Ask the question and give the answer as CSV (SPARQL 1.1 Query Results CSV, lines end in a bare LF)."""
    results = asking.select(store, question.query, f"{question.name}.rq")
    body = results.serialize(format=ox.QueryResultsFormat.CSV) or b""
    return body.decode().replace("\r\n", "\n")


def _question(file: Path) -> Question:
    text = file.read_text("utf-8")
    header = _header(text)
    missing = [key for key in ("en", "it") if not header.get(key)]
    if missing:
        raise CouldNotDo(f"the question lacks its header line `# {missing[0]}: …`", Origin(file.name, 1))
    return Question(file.stem, header["en"], header["it"], header.get("guide", ""), text, file.with_suffix(".csv"))


def _header(text: str) -> dict[str, str]:
    header: dict[str, str] = {}
    key = ""
    for match in _comments(text):
        key = match["key"] or key
        if key:
            header[key] = f"{header.get(key, '')} {match['text'].strip()}".strip()
    return header


def _comments(text: str) -> Iterator[re.Match[str]]:
    for line in text.splitlines():
        match = _HEADER.match(line)
        if not match:
            return
        yield match
