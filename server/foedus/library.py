"""The door for programs: reads the files, runs the stages in their order, opens the result for notebooks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from foedus import asking, conflicts, graph, ledger, questions, rules, say, seeds, shacl, shapes, stores, validation
from foedus.anchors import Span, collapse
from foedus.export import reading, scope
from foedus.facts import CouldNotDo, Fact, Finding, Index, Origin, Report
from foedus.holdings import Holdings, open_holdings
from foedus.terms import LABEL, TYPE, concept, term
from foedus.view import Stages

if TYPE_CHECKING:
    import rdflib


@dataclass(frozen=True)
class Built:
    """A graph after all its stages: what was written, what was computed, and a store that answers."""

    holdings: Holdings
    facts: list[Fact]
    index: Index
    records: list[seeds.Record]
    computed: list[ox.Quad]
    store: ox.Store

    @cached_property
    def version(self) -> str:
        """A hash of all quads as they are answered, so that like graphs have like versions."""
        lines = sorted((self.store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines())
        return blake2b(b"\n".join(lines), digest_size=8).hexdigest()

    @cached_property
    def view(self) -> Index:
        """The default graph: the accepted view, names, descriptions and the ontology."""
        quads = self.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        return Index(Fact(quad) for quad in quads)


def read_sources(holdings: Holdings) -> list[Fact]:
    """Parse every file of the dataset; each fact knows its file and line."""
    return [fact for path in holdings.sources() for fact in graph.read_file(path, holdings.name(path))]


def build(holdings: Holdings) -> Built:
    """Build the dataset from its files: standing, conflicts, reviews, view, shortcuts, Leader, example queries."""
    built = build_from(holdings, read_sources(holdings))
    examples = list(questions.described(questions.read(holdings.questions), holdings.names))
    built.store.extend(examples)
    return replace(built, computed=[*built.computed, *examples])


def build_from(holdings: Holdings, facts: list[Fact]) -> Built:
    """Build the dataset from facts that are read already; the policy is the one of the holdings."""
    index = Index(facts)
    records = seeds.records(index)
    store = ox.Store()
    store.bulk_extend(fact.quad for fact in facts)
    computed = [*_standing(index), *_described(index, records, holdings)]
    store.extend(computed)
    hashes = {claim: ledger.claim_hash(index, claim) for claim in index.typed(term("Claim"))}
    stages = Stages(holdings.overlaid("graph/view", ".rq"), holdings.names, hashes)
    computed += stages.run(store)
    titled = [*say.labels(index, computed), *say.sentences(index)]
    store.extend(titled)
    computed += titled
    return Built(holdings, facts, index, records, computed, store)


def selected(
    built: Built,
    *,
    view: scope.View = "all",
    article: str | None = None,
    entity: str | None = None,
    query: Path | None = None,
) -> scope.Selection:
    """Choose what of a built graph is exported: a view, the claims of an article or about a thing, what a query makes.

    Raises CouldNotDo when there is no such article or entity, or the file holds no CONSTRUCT or DESCRIBE.
    """
    written = [fact.quad for fact in built.facts]
    quads = written if view == "claims" else [*written, *built.computed]
    if view == "accepted":
        quads = [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
    holdings = built.holdings
    chosen = scope.narrowed(quads, holdings.names, article=article, entity=entity)
    if query:
        chosen = [ox.Quad(*triple) for triple in asking.construct(built.store, _text(query), query.as_posix())]
    tables = {path.stem: path.read_text("utf-8") for path in holdings.overlaid("graph/tables", ".rq").values()}
    return scope.Selection(chosen, holdings.names, holdings.about, holdings.context.read_bytes(), tables)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotDo(f"the query cannot be read: {error}", Origin(path.as_posix())) from None


def files(paths: Sequence[Path], holdings: Holdings) -> scope.Selection:
    """Select all that RDF files hold, of any size; it is read when it is written."""
    return scope.Selection(reading.Files(paths), holdings.names, holdings.about, holdings.context.read_bytes())


def validate(built: Built, *, check_shapes: bool = False) -> Report:
    """Judge spelling, the rules over named graphs, the conflicts, and the shapes of the source and of the view.

    Terms that SHACL does not have are told always, with ``check_shapes`` what else is idle in the graph's own files.
    """
    holdings, names = built.holdings, built.holdings.names
    report = Report(_inspected(built, whole=check_shapes))
    report.add(validation.judge_literals(built.facts, names))
    report.add(rules.apply(built.facts, rules.read(holdings), names))
    report.add(conflicts.unreviewed(built.index, built.view, names))
    for scope_, facts in _parts(built).items():
        tree, idle = built.facts, scope_ == "view"
        judgement = shapes.weigh(facts, _laws(holdings), tree, scope=scope_, names=names, idle=idle)
        report.add(judgement.findings)
        report.notes += judgement.notes
    return report


def validate_change(old: Built, new: Built) -> list[Finding]:
    """Judge by the shapes what differs from an old state: of all that it can matter to, what ``validate`` finds."""
    then, found = _parts(old), []
    for scope_, facts in _parts(new).items():
        there = {fact.quad.triple for fact in facts}
        gone = [fact for fact in then[scope_] if fact.quad.triple not in there]
        laws, tree, idle = _laws(new.holdings), new.facts if scope_ == "view" else (), scope_ == "view"
        names = new.holdings.names
        found += shapes.weigh_change(
            then[scope_], facts, gone, laws, tree, scope=scope_, names=names, idle=idle
        ).findings
    return found


def _laws(holdings: Holdings, folder: str = "shapes") -> list[Fact]:
    paths = holdings.overlaid(folder, ".ttl").values()
    return [fact for path in paths for fact in graph.read_file(path, holdings.name(path))]


def _parts(built: Built) -> dict[str, list[Fact]]:
    """Give what the shapes of each scope judge."""
    outside = [fact for fact in built.facts if isinstance(fact.quad.graph_name, ox.DefaultGraph)]
    noted = set(built.index.typed(term("Conflict")))
    named = [fact for fact in outside if fact.quad.predicate in (TYPE, LABEL) or fact.quad.subject in noted]
    computed = [Fact(quad) for quad in built.computed if quad.graph_name == ox.DefaultGraph()]
    return {"source": built.facts, "view": [*named, *computed]}


def _inspected(built: Built, *, whole: bool) -> list[Finding]:
    """Check the shapes; what is idle is told of the graph's own files, not of those that foedus ships."""
    holdings = built.holdings
    said = [*built.facts, *(Fact(quad) for quad in built.computed)] if whole else []
    session = shacl.Session(said, _laws(holdings), names=holdings.names, judged=False)
    found = shacl.check(session, _laws(holdings, "ontology") if whole else (), names=holdings.names)
    if not whole:
        return [finding for finding in found if finding.rule in shacl.ALWAYS]
    return [finding for finding in found if not finding.origin or holdings.own(finding.origin.file).is_file()]


def _standing(index: Index) -> Iterator[ox.Quad]:
    for claim, standing in ledger.standings(index).items():
        yield ox.Quad(claim, term("standing"), standing)
    for check in ledger.lapsed(index):
        yield ox.Quad(check, term("standing"), concept("stale"))


def _described(index: Index, records: list[seeds.Record], holdings: Holdings) -> Iterator[ox.Quad]:
    """Give each passage its readable words and the sentences that it touches."""
    record_of = {record.article: record for record in records}
    for passage in index.typed(term("Passage")):
        yield ox.Quad(passage, term("quoteText"), ox.Literal(collapse(index.text(passage, term("quote")) or "")))
        record = record_of.get(index.value(passage, term("article")))  # type: ignore[arg-type] # None and literals find nothing
        start, end = (index.whole(passage, term(name)) for name in ("start", "end"))
        if record and start is not None and end is not None:
            span, key = Span(start, end), holdings.names.local(record.article)
            for number, sentence in enumerate(record.sentences, 1):
                if sentence.touches(span):
                    yield ox.Quad(passage, term("sentence"), holdings.names.iri("sentence", f"{key}-{number:02}"))


def open(root: str | Path | None = None) -> "rdflib.Dataset":  # noqa: A001 - read as foedus.open(), like a file
    """Open the built graph as an rdflib Dataset that Oxigraph answers; without a folder, the shipped graph.

    Give queries as text only: rdflib's own, slower evaluator answers a prepared query or one with keywords.
    """
    import rdflib  # noqa: PLC0415 - rdflib takes a third of a second to import
    from oxrdflib import OxigraphStore  # noqa: PLC0415 - as above

    built = build(open_holdings(Path(root) if root else None))
    return rdflib.Dataset(store=OxigraphStore(store=built.store))


def build_store(folder: Path, files: Sequence[Path] = (), *, holdings: Holdings | None = None) -> stores.Card:
    """Write a graph as a store on disk: the one that these holdings give, or the quads of RDF files as they are."""
    if files:
        return stores.write(folder, stores.loaded(files))
    built = build(holdings or open_holdings())
    return stores.write(folder, lambda store: store.bulk_extend(built.store), built.version)
