"""Judges only what a change since a revision can matter to: joins what git knows and what the engine can do."""

from collections.abc import Iterable
from pathlib import Path

from foedus import changes
from foedus import shapes as judged
from foedus.facts import Fact, Report
from foedus.judging import Source, named, read, told
from foedus.shacl.reading import FORMATS, Reading, format_of, take


def validate_since(
    data: Source | Iterable[Source],
    shapes: Source | Iterable[Source],
    ontology: Source | Iterable[Source],
    revision: str,
) -> Report:
    """Judge the nodes to which a change of the data since a git revision can matter: of them, what a full run finds.

    Where shapes or ontology have changed, or a file of RDF is gone, all is judged. Raises CouldNotDo as ``validate``
    does, and where git does not know the revision.
    """
    facts, laws, terms = (read(sources) for sources in (data, shapes, ontology))
    changed = {path.resolve() for path in changes.since(revision, Path.cwd())}
    tree = [*facts.facts, *terms.facts]
    if _matters_to_all(changed, [*laws.files, *terms.files]):
        judgement = judged.weigh(facts.facts, laws.facts, tree, names=named(facts, laws))
        note = f"all was judged: shapes, ontology or the set of files changed since {revision}"
    else:
        names = [name for name in facts.files if Path(name).resolve() in changed]
        parts = _before(names, facts, revision)
        judgement = judged.weigh_change(*parts, laws.facts, terms.facts, names=named(facts, laws))
        note = f"judged was what the change of {len(names)} files since {revision} can matter to"
    return Report(judgement.findings, [*judgement.notes, note, *told(facts, laws, terms)])


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
