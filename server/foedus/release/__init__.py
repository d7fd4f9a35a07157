"""Releases: a folder that holds a graph in every form, describes itself and can be cited to the byte."""

import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from foedus import export, library, questions
from foedus.export.tables import tables
from foedus.facts import CouldNotDo
from foedus.library import Built
from foedus.release import manual, papers
from foedus.release.croissant import croissant
from foedus.release.papers import Edition, File, digest
from foedus.terms import term

__all__ = ["CONTENT", "SUMS", "digest", "make"]

SUMS = "SHA256SUMS"
#: The file whose bytes are the content: sorted N-Quads without blank nodes are their own canonical form.
CONTENT = "data/graph.nq"
_TYPES = {
    ".csv": "text/csv",
    ".jsonld": "application/ld+json",
    ".rq": "application/sparql-query",
    ".toml": "application/toml",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
}
#: What foedus lends a graph that lacks it, so that a release stays what it is under a later foedus.
_LENT = (
    ("graph/tables", ".rq"),
    ("graph/view", ".rq"),
    ("ontology", ".jsonld"),
    ("ontology", ".ttl"),
    ("shapes", ".rq"),
    ("shapes", ".ttl"),
)


def make(built: Built, folder: Path, version: str, day: str) -> Edition:
    """Write a release into a folder that is not there yet; the same graph, version and day give the same bytes.

    Raises CouldNotDo when the folder is there or the version is not a plain name.
    """
    if folder.exists():
        raise CouldNotDo(f"{folder} is there already; a release never changes, so give a new folder")
    if not version.replace(".", "").replace("-", "").isalnum():
        raise CouldNotDo(f"{version!r} cannot name a version; use letters, digits, dots and hyphens, such as 0.2.0")
    edition = _edition(built, version, day)
    files = [*edition.files, *_papers(edition)]
    sums = "".join(f"{file.hash}  {file.path}\n" for file in sorted(files, key=lambda file: file.path))
    _write(folder, [*files, File(SUMS, sums.encode(), "text/plain")])
    return edition


def _edition(built: Built, version: str, day: str) -> Edition:
    selection = library.selected(built)
    files = [*_data(selection), *_sources(built)]
    content = next(file for file in files if file.path == CONTENT)
    claims = built.index.typed(term("Claim"))
    counts = {"triples": content.content.count(b"\n"), "claims": len(claims), "articles": len(built.records)}
    about = built.holdings.about
    return Edition(version, day, content.hash, counts, built.holdings.names, about, files, tables(selection))


def _data(selection: export.Selection) -> Iterator[File]:
    """Write every form that this installation can write."""
    for form in export.FORMS.values():
        if form.name != "parquet" or find_spec("pyarrow"):
            words = f"{form.words}; leaves out {form.drops}" if form.drops else form.words
            yield File(f"data/graph.{form.suffix}", b"".join(form.write(selection)), form.media_type, words)


def _sources(built: Built) -> Iterator[File]:
    """Take the files of the graph, those that foedus lent it too: the release is itself a graph laid out like ours."""
    holdings = built.holdings
    for path in holdings.authored():
        yield _file(holdings.name(path), path)
    for folder, suffix in _LENT:
        for name, path in holdings.overlaid(folder, suffix).items():
            yield _file(f"{folder}/{name}", path)
    for question in questions.read(holdings.questions):
        yield File(f"graph/questions/{question.name}.rq", question.query.encode(), _TYPES[".rq"], question.en)
        if question.answer.is_file():
            yield File(
                f"graph/questions/{question.name}.csv", question.answer.read_bytes(), _TYPES[".csv"], question.en
            )
    if holdings.settings.is_file():
        yield _file("foedus.toml", holdings.settings)
    terms = [fact for fact in built.facts if fact.origin and fact.origin.file.startswith("ontology/")]
    yield File("ontology/index.html", manual.manual(terms, holdings.names, "The foedus ontology"), "text/html")


def _file(name: str, path: Path, words: str = "") -> File:
    return File(name, path.read_bytes(), _TYPES[path.suffix], words)


def _papers(edition: Edition) -> Iterator[File]:
    yield File("dcat.ttl", papers.catalogue(edition), "text/turtle")
    yield File("croissant.json", croissant(edition), "application/ld+json")
    yield File("ro-crate-metadata.json", papers.crate(edition), "application/ld+json")
    yield File("CITATION.cff", papers.citation(edition), "text/yaml")
    yield File("LICENSE", papers.licence(edition), "text/plain")
    told = {"version": edition.version, "day": edition.day, "content": "sha256:" + edition.hash, **edition.counts}
    yield File("release.json", json.dumps(told, indent=2).encode() + b"\n", "application/json")


def _write(folder: Path, files: list[File]) -> None:
    """Write beside, then give the folder its name: it is whole or it is not there."""
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    for file in files:
        path = beside / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    beside.rename(folder)
