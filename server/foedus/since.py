"""Judges only what a change since a revision can matter to: joins what git knows and what the engine can do."""

from collections.abc import Iterable
from pathlib import Path

from foedus import changes, comparing, library
from foedus import shapes as judged
from foedus.facts import CouldNotDo, Fact, Finding, Report
from foedus.judging import Source, inspecting, named, read
from foedus.judging import told as counted
from foedus.shacl.reading import FORMATS, Reading, format_of, take

#: Folders of a graph whose files matter to all of it.
_LAWS = ("shapes", "ontology", "graph/view")


def validate_own_since(built: library.Built, revision: str, *, check_shapes: bool = False) -> Report:
    """Judge a graph laid out like ours and tell what a change since a git revision can matter to.

    Of the shapes, the findings of the nodes that it can matter to; of all else, what stands in a changed file or was
    not found at the revision. Where shapes, ontology or policies have changed, or the graph cannot be built as it was,
    all is told. Raises CouldNotDo where git does not know the revision.
    """
    holdings = built.holdings
    files = {path.resolve() for path in changes.since(revision, holdings.root)}
    report = library.validate(built, check_shapes=check_shapes)
    laws = [holdings.own(folder).resolve() for folder in _LAWS]
    if any(file.is_relative_to(folder) for file in files for folder in laws):
        return _all(report, f"shapes, ontology or policies changed since {revision}")
    if not report.findings:
        return report
    try:
        old = comparing.opened(revision, holdings)
        near, then = set(library.validate_change(old, built)), library.validate(old)
    except CouldNotDo as error:
        return _all(report, f"the graph of {revision} cannot be judged: {error}")
    known = {_words(finding) for finding in then.findings}

    def matters(finding: Finding) -> bool:
        if finding.result:
            return finding in near
        place = finding.origin and holdings.own(finding.origin.file).resolve()
        return place in files or _words(finding) not in known

    told = [finding for finding in report.findings if matters(finding)]
    left = len(report.findings) - len(told)
    return Report(told, [*report.notes, f"{left} findings were left out: no change since {revision} matters to them"])


def _all(report: Report, reason: str) -> Report:
    return Report(report.findings, [*report.notes, f"all was judged: {reason}"])


def _words(finding: Finding) -> tuple[str | None, ...]:
    return finding.rule, finding.focus, finding.path, finding.value, finding.message


def validate_since(
    data: Source | Iterable[Source],
    shapes: Source | Iterable[Source],
    ontology: Source | Iterable[Source],
    revision: str,
    *,
    check_shapes: bool = False,
) -> Report:
    """Judge the nodes to which a change of the data since a git revision can matter: of them, what a full run finds.

    Where shapes or ontology have changed, or a file of RDF is gone, all is judged. Raises CouldNotDo as ``validate``
    does, and where git does not know the revision.
    """
    facts, laws, terms = (read(sources) for sources in (data, shapes, ontology))
    changed = {path.resolve() for path in changes.since(revision, Path.cwd())}
    tree, inspect = [*facts.facts, *terms.facts], inspecting(facts, laws, terms, whole=check_shapes)
    if _matters_to_all(changed, [*laws.files, *terms.files]):
        judgement = judged.weigh(facts.facts, laws.facts, tree, names=named(facts, laws), inspect=inspect)
        note = f"all was judged: shapes, ontology or the set of files changed since {revision}"
    else:
        names = [name for name in facts.files if Path(name).resolve() in changed]
        parts = _before(names, facts, revision)
        judgement = judged.weigh_change(*parts, laws.facts, terms.facts, names=named(facts, laws), inspect=inspect)
        note = f"judged was what the change of {len(names)} files since {revision} can matter to"
    return Report(judgement.findings, [*judgement.notes, note, *counted(facts, laws, terms)])


def _matters_to_all(changed: set[Path], rules: Iterable[str]) -> bool:
    gone = any(path.suffix in FORMATS and not path.exists() for path in changed)
    return gone or any(Path(name).resolve() in changed for name in rules)


def _before(names: list[str], facts: Reading, revision: str) -> tuple[list[Fact], list[Fact], list[Fact]]:
    """Give the facts as they were, those of the changed files as they are, and as they were."""
    wanted = set(names)
    now = [fact for fact in facts.facts if fact.origin and fact.origin.file in wanted]
    kept = [fact for fact in facts.facts if not fact.origin or fact.origin.file not in wanted]
    then: list[Fact] = []
    for name in names:
        text = changes.content(revision, Path(name))
        if text is not None:
            # as many files stand before it as in the new reading, so that no blank node takes the name of another
            old = Reading(files=facts.files[: facts.files.index(name)])
            take(old, text, name, format_of(name))
            then += old.facts
    elsewhere = {fact.quad.triple for fact in kept}
    return [*kept, *then], now, [fact for fact in then if fact.quad.triple not in elsewhere]
