"""Writes and reads the record of an article: what is known of a text that is not in the project."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from foedus.anchors import Span, digest, find
from foedus.facts import CouldNotDo, Index
from foedus.sentences import sentences
from foedus.terms import FOREIGN, LABEL, TYPE, Names, concept, foreign, term

#: Metadata that a record may hold as the words of the text.
PRINTED = ("outlet", "author", "dateline")
_WRITTEN = {
    TYPE,
    LABEL,
    foreign("dcterms:title"),
    foreign("dcterms:language"),
    *(term(name) for name in (*PRINTED, "file", "sha256", "length", "time")),
    *(term(name) for name in ("wording", "edtf", "derivation", "earliest", "latest")),
}


@dataclass(frozen=True, slots=True)
class Record:
    """An article as it is recorded: its own file name, offsets and hashes, no text."""

    article: ox.NamedNode
    file: str
    sha256: str
    length: int
    sentences: list[Span] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Dated:
    """The date of an article: its words, EDTF, first and last possible day, and how it was reached."""

    wording: str
    edtf: str
    earliest: str | None
    latest: str | None
    derivation: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a record holds of an article beside hashes and offsets; what the text does not give is missing."""

    title: str = ""
    printed: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    dated: Dated | None = None


def key_of(file: str) -> str:
    """Give the short key of an article: its file name up to the first underscore or the extension."""
    return file.rsplit(".", 1)[0].split("_", 1)[0]


def text_of(path: Path) -> str:
    """Read an article as raw text, line ends untouched."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotDo(f"the article {path} cannot be read as UTF-8 text: {error}") from None


def texts(folder: Path | None, records: list[Record]) -> dict[ox.NamedNode, str]:
    """Read the texts that are at hand, by article; none where there is no folder."""
    if folder is None:
        return {}
    return {r.article: text_of(folder / r.file) for r in records if (folder / r.file).is_file()}


def records(index: Index) -> list[Record]:
    """Read the records of all articles from the facts of seeds/."""
    found = []
    for article in index.typed(term("Article")):
        rows = sorted(
            _sentence(index, node)
            for node in index.typed(term("Sentence"))
            if index.value(node, term("article")) == article
        )
        found.append(
            Record(
                article,
                index.text(article, term("file")) or "",
                index.text(article, term("sha256")) or "",
                index.whole(article, term("length")) or 0,
                [span for span, _ in rows],
                [hash_ for _, hash_ in rows],
            ),
        )
    return found


def _sentence(index: Index, node: ox.NamedNode) -> tuple[Span, str]:
    start, end = (index.whole(node, term(name)) or 0 for name in ("start", "end"))
    return Span(start, end), index.text(node, term("sha256")) or ""


def metadata(index: Index, article: ox.NamedNode) -> Metadata:
    """Read back the metadata of a recorded article; empty where it has no record."""
    printed = {name: words for name in PRINTED if (words := index.text(article, term(name)))}
    time = index.value(article, term("time"))
    dated = _dated(index, time) if isinstance(time, ox.NamedNode) else None
    title = index.text(article, foreign("dcterms:title")) or ""
    return Metadata(title, printed, index.text(article, foreign("dcterms:language")), dated)


def beyond(index: Index, article: ox.NamedNode) -> list[ox.Quad]:
    """Give what a record holds of the article and its date beside what ``record`` writes, to be kept."""
    time = index.value(article, term("time"))
    about = [*index.about(article), *(index.about(time) if isinstance(time, ox.NamedNode) else [])]
    return [fact.quad for fact in about if fact.quad.predicate not in _WRITTEN]


def _dated(index: Index, node: ox.NamedNode) -> Dated:
    wording, edtf, derivation = (index.text(node, term(name)) or "" for name in ("wording", "edtf", "derivation"))
    earliest, latest = (index.text(node, term(name)) for name in ("earliest", "latest"))
    return Dated(wording, edtf, earliest, latest, derivation.rsplit("/", 1)[-1])


def record(path: Path, names: Names, known: Metadata) -> list[ox.Quad]:
    """Describe an article as quads: metadata as printed, hash, length, sentences as offsets and hashes.

    Raises CouldNotDo when the text does not hold the words that are given as printed.
    """
    text = text_of(path)
    key = key_of(path.name)
    article = names.iri("article", key)
    rows: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (article, TYPE, term("Article")),
        (article, LABEL, ox.Literal(f"article {key}", language="en")),
        (article, LABEL, ox.Literal(f"articolo {key}", language="it")),
        (article, term("file"), ox.Literal(path.name)),
        (article, term("sha256"), ox.Literal(hashlib.sha256(path.read_bytes()).hexdigest())),
        (article, term("length"), _integer(len(text))),
    ]
    if known.title:
        rows.append((article, foreign("dcterms:title"), ox.Literal(known.title)))
    rows += [(article, term(name), ox.Literal(words)) for name, words in known.printed.items()]
    if known.language:
        rows.append((article, foreign("dcterms:language"), ox.Literal(known.language)))
    if known.dated:
        rows += _time(article, names.iri("id", f"{key}-time-1"), known.dated)
    _all_stand_in(text, [known.title, *known.printed.values(), known.dated.wording if known.dated else ""], path)
    for number, span in enumerate(sentences(text), 1):
        rows += _described(names.iri("sentence", f"{key}-{number:02}"), article, span, text)
    return [ox.Quad(*row) for row in rows]


def _all_stand_in(text: str, wordings: list[str], path: Path) -> None:
    for words in wordings:
        for part in words.split(" … "):
            if part and not find(text, part):
                raise CouldNotDo(f'"{part}" does not stand in {path.name}; give metadata as the text prints it')


def _integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(FOREIGN["xsd"] + "integer"))


def _described(
    node: ox.NamedNode, article: ox.NamedNode, span: Span, text: str
) -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    return [
        (node, TYPE, term("Sentence")),
        (node, term("article"), article),
        (node, term("start"), _integer(span.start)),
        (node, term("end"), _integer(span.end)),
        (node, term("sha256"), ox.Literal(digest(span.of(text)))),
    ]


def _time(
    article: ox.NamedNode, node: ox.NamedNode, dated: Dated
) -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    day = ox.NamedNode(FOREIGN["xsd"] + "date")
    rows: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (article, term("time"), node),
        (node, TYPE, term("Time")),
        (node, term("wording"), ox.Literal(dated.wording)),
        (node, term("edtf"), ox.Literal(dated.edtf, datatype=foreign("edtf:edtf"))),
        (node, term("derivation"), concept(dated.derivation)),
    ]
    bounds = (("earliest", dated.earliest), ("latest", dated.latest))
    rows += [(node, term(name), ox.Literal(value, datatype=day)) for name, value in bounds if value]
    return rows
