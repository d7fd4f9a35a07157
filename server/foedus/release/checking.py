"""Checks a release offline: every byte against its sums, every lossless form against the content, every count."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from foedus.export import FORMS
from foedus.facts import CouldNotDo, Finding, Origin, Report
from foedus.ordering import by_subject, pieces
from foedus.release import CONTENT, SUMS, digest
from foedus.terms import TYPE, term

_LOSSLESS = {"trig": ox.RdfFormat.TRIG, "nquads": ox.RdfFormat.N_QUADS, "jsonld": ox.RdfFormat.JSON_LD}


def check(folder: Path) -> Report:
    """Check a release folder; each thing that is wrong is a finding at its file.

    Raises CouldNotDo when the folder is no release.
    """
    if not (folder / SUMS).is_file() or not (folder / "release.json").is_file():
        raise CouldNotDo(f"{folder} is no release: it lacks {SUMS} or release.json; `foedus release` makes one")
    report = Report()
    sums = _sums(folder)
    report.add(_bytes(folder, sums))
    if report.conforms:
        report.add(_content(folder))
    report.notes.append(f"{len(sums)} files checked")
    return report


def _sums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    pairs = [line.partition("  ") for line in lines]
    return {name: digest for digest, _, name in pairs}


def _bytes(folder: Path, sums: dict[str, str]) -> Iterator[Finding]:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted(sums.keys() | there):
        if name not in there:
            yield Finding("file-is-missing", f"the release lists {name}, but it is not there", Origin(name))
        elif name not in sums:
            yield Finding("file-is-not-listed", f"{name} is no part of the release", Origin(name))
        elif digest((folder / name).read_bytes()) != sums[name]:
            yield Finding("file-has-changed", f"the bytes of {name} are not those that were released", Origin(name))


def _content(folder: Path) -> Iterator[Finding]:
    """Read each lossless form back: it must give the very content whose hash the release states."""
    told = json.loads((folder / "release.json").read_text("utf-8"))
    for name, form in _LOSSLESS.items():
        path = f"data/graph.{FORMS[name].suffix}"
        quads = [
            quad if isinstance(quad, ox.Quad) else ox.Quad(*quad) for quad in ox.parse(path=folder / path, format=form)
        ]
        if "sha256:" + digest(b"".join(by_subject(pieces(quads)))) != told["content"]:
            yield Finding("content-differs", f"{path} does not hold the content of {CONTENT}", Origin(path))
        if name == "nquads":
            yield from _counts(path, quads, told)


def _counts(path: str, quads: list[ox.Quad], told: dict[str, object]) -> Iterator[Finding]:
    kinds = [quad.object for quad in quads if quad.predicate == TYPE and isinstance(quad.graph_name, ox.DefaultGraph)]
    counted = {"triples": len(quads), "claims": kinds.count(term("Claim")), "articles": kinds.count(term("Article"))}
    for name, count in counted.items():
        if told.get(name) != count:
            sentence = f"release.json says {told.get(name)} {name}, {path} holds {count}"
            yield Finding("count-differs", sentence, Origin("release.json"))
