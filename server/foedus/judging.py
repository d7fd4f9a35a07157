"""The door for validation: any RDF by any shapes, and what is said of each rule."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from foedus import rulebook, rules, shacl
from foedus import shapes as judged
from foedus.facts import CouldNotDo, Finding, Origin, Report
from foedus.holdings import Holdings, shipped
from foedus.reports import Law, Told, Verdict
from foedus.reports.excerpts import Sources
from foedus.reports.verdict import ordered
from foedus.shacl.reading import FORMATS, Reading, files, format_of, take
from foedus.terms import Names


@dataclass(frozen=True, slots=True)
class Document:
    """RDF that is no file: its text, its format (an extension or a media type), and what findings call it."""

    text: str | bytes
    format: str = "ttl"
    name: str = "data"

    @property
    def bytes(self) -> bytes:
        """The text as a file would hold it."""
        return self.text if isinstance(self.text, bytes) else self.text.encode()


Source = str | Path | Document


def validate(
    data: Source | Iterable[Source],
    shapes: Source | Iterable[Source] = (),
    ontology: Source | Iterable[Source] = (),
    *,
    check_shapes: bool = False,
) -> Report:
    """Judge RDF by SHACL shapes: files, folders and patterns by their paths, texts as Documents.

    Terms that SHACL does not have are told always, with ``check_shapes`` whatever else makes a shape find nothing.
    Nothing is fetched, from the network or from a path that the data name. Raises CouldNotDo where a source cannot
    be read, where there is no shape, and where no shape finds anything to judge.
    """
    facts, laws, terms = (read(sources) for sources in (data, shapes, ontology))
    names, inspect = named(facts, laws), inspecting(facts, laws, terms, whole=check_shapes)
    tree = [*facts.facts, *terms.facts]
    judgement = judged.weigh(facts.facts, laws.facts, tree, names=names, inspect=inspect)
    return Report(judgement.findings, [*judgement.notes, *told(facts, laws, terms)])


def inspecting(
    facts: Reading, laws: Reading, terms: Reading, *, whole: bool
) -> Callable[[shacl.Session], list[Finding]]:
    """Give what checks the shapes of a session: for what makes them mean nothing, or as a ``whole``."""

    def inspect(session: shacl.Session) -> list[Finding]:
        found = shacl.check(session, terms.facts, names=named(facts, laws))
        return [finding for finding in found if whole or finding.rule in shacl.ALWAYS]

    return inspect


def told(facts: Reading, laws: Reading, terms: Reading) -> list[str]:
    """Say how much was judged by how much, and what in it was not followed."""
    count = f"{len(facts.facts)} triples judged by {len(laws.facts)} triples of shapes"
    return [count, *dict.fromkeys([*facts.notes, *laws.notes, *terms.notes])]


def named(facts: Reading, laws: Reading) -> Names:
    """Give the prefixes by which people know the things of these data."""
    return Names(others=tuple((laws.prefixes | facts.prefixes).items()))


def conformance(
    data: Source | Iterable[Source],
    shapes: Source | Iterable[Source] = (),
    ontology: Source | Iterable[Source] = (),
    *,
    fail_on: str = "violation",
    known: Mapping[str, rulebook.Page] | None = None,
) -> Verdict:
    """Judge as ``validate`` does, and show each finding with its line, ready for ``foedus.reports.write``.

    ``known`` are the pages of rules, where they are at hand.
    """
    listed = _listed(data)
    report = validate(listed, shapes, ontology)
    texts = {source.name: source for source in listed if isinstance(source, Document)}
    lines = Sources(lambda name: texts[name].bytes if name in texts else Path(name).read_bytes())
    found = ordered(report.findings)
    shown = tuple(Told(finding, excerpt=lines.excerpt(finding)) for finding in found)
    return Verdict(shown, tuple(report.notes), fail_on, laws(found, pages() if known is None else known))


def pages(holdings: Holdings | None = None) -> dict[str, rulebook.Page]:
    """Give what is said of each rule: of SHACL's constraints, of foedus, and of the graph's own."""
    opened = holdings or shipped()
    own = [rulebook.of_query(r.name, r.message, r.query, opened.example) for r in rules.read(opened)]
    return dict(sorted({**rulebook.written(), **{page.rule: page for page in own}}.items()))


def documents(holdings: Holdings) -> tuple[list[Document], list[Document]]:
    """Give the shapes and the ontology of a graph, those that foedus ships included."""
    folders = [holdings.overlaid(folder, ".ttl").values() for folder in ("shapes", "ontology")]
    shapes, ontology = (
        [Document(file.read_bytes(), "ttl", holdings.name(file)) for file in files] for files in folders
    )
    return shapes, ontology


def laws(findings: Iterable[Finding], known: Mapping[str, rulebook.Page]) -> dict[str, Law]:
    """Say what the rules of these findings demand; a stranger's own constraint has no page."""
    named = {finding.rule for finding in findings}
    return {rule: Law(rule, known[rule].demands, known[rule].address) for rule in sorted(named & set(known))}


def _listed(sources: Source | Iterable[Source]) -> Sequence[Source]:
    return [sources] if isinstance(sources, str | Path | Document) else list(sources)


def read(sources: Source | Iterable[Source]) -> Reading:
    """Read sources, each file once; raises CouldNotDo where one is not there, of no known format or does not parse."""
    reading = Reading()
    for source in _listed(sources):
        if isinstance(source, Document):
            take(reading, source.bytes, source.name, _format(source))
        else:
            for path in files(str(source)):
                if path.as_posix() not in reading.files:
                    take(reading, content(path), path.as_posix(), format_of(path.as_posix()))
    return reading


def content(path: Path) -> bytes:
    """Read a file; raises CouldNotDo where that cannot be."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CouldNotDo(f"the file cannot be read: {error.strerror}", Origin(str(path))) from None


def _format(document: Document) -> ox.RdfFormat:
    said = document.format
    format_ = ox.RdfFormat.from_media_type(said) if "/" in said else ox.RdfFormat.from_extension(said.lstrip("."))
    if format_ is None:
        raise CouldNotDo(f"{said} is no format of RDF known here; known are {', '.join(FORMATS)}")
    return format_
