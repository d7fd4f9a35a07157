"""Releases: a folder that holds a graph in every form, describes itself and can be cited to the byte."""

import json
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from foedus import export, library, questions
from foedus.export.tables import tables
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.library import Built
from foedus.release import manual, papers
from foedus.release.papers import Edition, File, digest
from foedus.terms import term

__all__ = ["CONTENT", "SUMS", "digest", "make"]

SUMS = "SHA256SUMS"
#: The file whose bytes are the content: sorted N-Quads without blank nodes are their own canonical form.
CONTENT = "data/graph.nq"
_SUFFIXES = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".rq": "application/sparql-query",
    ".csv": "text/csv",
}


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
    files = [*_data(selection), _written(built), *_sources(built.holdings)]
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


def _written(built: Built) -> File:
    form = export.form_of("trig")
    content = b"".join(form.write(library.selected(built, view="claims")))
    return File(
        "data/written.trig", content, form.media_type, "what was written, with nothing computed: for `foedus diff`"
    )


def _sources(holdings: Holdings) -> Iterator[File]:
    """Take the ontology with its manual, the shapes, and the questions with their answers."""
    for folder, suffixes in (("ontology", (".ttl", ".jsonld")), ("shapes", (".ttl", ".rq"))):
        for suffix in suffixes:
            for name, path in holdings.overlaid(folder, suffix).items():
                yield File(f"{folder}/{name}", path.read_bytes(), _SUFFIXES[suffix])
    for question in questions.read(holdings.questions):
        yield File(f"questions/{question.name}.rq", question.query.encode(), _SUFFIXES[".rq"], question.en)
        if question.answer.is_file():
            yield File(f"questions/{question.name}.csv", question.answer.read_bytes(), _SUFFIXES[".csv"], question.en)
    facts = [
        fact for fact in library.read_sources(holdings) if fact.origin and fact.origin.file.startswith("ontology/")
    ]
    yield File("ontology/index.html", manual.manual(facts, holdings.names, "The foedus ontology"), "text/html")


def _papers(edition: Edition) -> Iterator[File]:
    yield File("dcat.ttl", papers.catalogue(edition), "text/turtle")
    yield File("croissant.json", papers.croissant(edition), "application/ld+json")
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
