"""Validates and validates again: holds data and compiled shapes, and judges only what a change can matter to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.facts import NOT_CHECKED, RANK, CouldNotDo, Fact, Finding, Origin
from foedus.shacl.compiling import Compiler
from foedus.shacl.index import Index
from foedus.shacl.model import Shape, Unknown, refusal
from foedus.shacl.parsing import parse
from foedus.shacl.paths import Edge
from foedus.shacl.plans import Asked, Plan
from foedus.shacl.queries import World, compile_queries, compile_target
from foedus.shacl.results import Failing, Found
from foedus.shacl.source import Source
from foedus.shacl.targets import Targets
from foedus.shacl.telling import Teller
from foedus.shacl.vocabulary import SUBCLASS, TARGET, Node, sh
from foedus.terms import Names

#: What a finding is sorted by, its result, and itself.
_Told = tuple[tuple[object, ...], Failing, Finding]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a validation found, and what it looked at: nothing looked at is no success."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    #: Shapes that have a target, and pairs of such a shape and a focus node.
    shapes: int = 0
    focus_nodes: int = 0
    #: Shapes that pyshacl judged, with the reason.
    fallback: dict[str, str] = field(default_factory=dict)
    #: Shapes that nobody judged, with the reason; each has a finding.
    refused: dict[str, str] = field(default_factory=dict)


class Session:
    """One set of data and one of shapes; the ontology only lends its class tree.

    With ``judged`` false nothing is judged at the start, so that a change gives the findings that it can matter to.
    """

    def __init__(
        self,
        data: Iterable[Fact],
        shapes: Iterable[Fact],
        ontology: Iterable[Fact] = (),
        *,
        names: Names | None = None,
        only_shapes: Collection[str] | None = None,
        judged: bool = True,
    ) -> None:
        self.source = Source(shapes)
        self.shapes = parse(self.source)
        self.index = Index(data)
        self.index.extend(fact for fact in ontology if fact.quad.predicate == SUBCLASS)
        self._world: World | None = None
        self._compiler = Compiler(self.shapes, self.index, self._queries)
        self._teller = Teller(self.index, self.source, names or Names())
        self._plans: dict[Node, Plan] = {}
        self._targets: dict[Node, Targets] = {}
        self._focuses: dict[Node, set[int]] = {}
        self._handed: dict[Node, str] = {}
        self._refused: dict[Node, str] = {}
        self._found: dict[Node, dict[int, list[_Told]]] = {}
        self._only = only_shapes
        self._judge_all(judged=judged)

    def _judge_all(self, *, judged: bool = True) -> None:
        self._compile(self._only)
        for node in [*self._plans, *self._handed]:
            self._start(node, judged=judged)
        if judged:
            self._hand()

    def begin(self) -> None:
        """Judge everything, where that was left out at the start."""
        self._judge_all()

    def _queries(self, shape: Shape) -> list[Asked]:
        if not shape.queries and not shape.customs:
            return []
        return compile_queries(shape, self._asking())

    def _asking(self) -> World:
        if self._world is None:
            self._world = World(self.index, self.source.facts)
        return self._world

    def _compile(self, only: Collection[str] | None) -> None:
        known = {node.value for node in self.shapes if isinstance(node, ox.NamedNode)}
        for name in only or ():
            if name not in known:
                raise CouldNotDo(f"no shape is called {name}; name one by its full IRI")
        for node, shape in self.shapes.items():
            wanted = only is None or (isinstance(node, ox.NamedNode) and node.value in only)
            if any(shape.targets.values()) and not shape.deactivated and wanted:
                self._plan(node, shape)

    def _plan(self, node: Node, shape: Shape) -> None:
        """Find who judges a shape: this engine, pyshacl, or nobody."""
        self._targets[node] = Targets(shape, self._compiler)
        refused = refusal(self.shapes, node)
        if refused:
            self._refused[node] = refused
            return
        try:
            chosen = [compile_target(query, self._asking()) for query in shape.chosen]
            self._targets[node] = Targets(shape, self._compiler, chosen)
            self._plans[node] = self._compiler.plan(node)
        except Unknown as unknown:
            self._handed[node] = str(unknown)

    def _start(self, node: Node, *, judged: bool = True) -> None:
        """Find all focus nodes of a shape and judge them."""
        focuses = self._focuses[node] = self._targets[node].all()
        self._found[node] = {}
        if node in self._plans and judged:
            self._judge(node, focuses)

    def _judge(self, node: Node, focuses: Collection[int]) -> None:
        found: Found = []
        try:
            self._plans[node].run(focuses, found)
        except Unknown as unknown:
            del self._plans[node]
            self._handed[node] = str(unknown)
            return
        self._keep(node, found)

    def _keep(self, node: Node, found: Iterable[Failing]) -> None:
        held = self._found.setdefault(node, {})
        for failing in found:
            held.setdefault(failing.owner, []).append(self._tell(failing))

    def _hand(self) -> None:
        """Have pyshacl judge what this engine does not know; its results are never judged again in part."""
        for node in self._handed:
            self._found[node] = {}
        wanted = ((node, self.shapes[node]) for node in self._handed)
        nodes = [node for node, shape in wanted if self._focuses[node] or shape.unknown or shape.targets[TARGET]]
        if nodes:
            from foedus.shacl import fallback  # noqa: PLC0415 - rdflib and pyshacl take a second to import

            self._keep(nodes[0], fallback.judge(self.index, self.source.facts, self.shapes, nodes))

    def judgement(self) -> Judgement:
        """Give all findings in the order of their places, the same on every run."""
        told = sorted((each for several in self._told() for each in several), key=_by_place)
        notes = [f"{self._name(node)} was judged by pyshacl: {reason}" for node, reason in self._handed.items()]
        rules = sum(fact.quad.predicate == sh("rule") for fact in self.source.facts)
        notes += [f"{rules} times sh:rule was not followed: a validation infers nothing; infer before"] if rules else []
        # which nodes a target of pyshacl's chooses is not known here
        chosen = sum(not self._focuses[node] and bool(self.shapes[node].targets[TARGET]) for node in self._handed)
        return Judgement(
            [*self._unjudged(), *(finding for _, _, finding in told)],
            notes,
            len(self._targets),
            sum(len(nodes) for nodes in self._focuses.values()) + chosen,
            {self._name(node): reason for node, reason in self._handed.items()},
            {self._name(node): reason for node, reason in self._refused.items()},
        )

    def _unjudged(self) -> Iterable[Finding]:
        """Give a finding for each shape that nobody judges: what it would have found is not known."""
        for node, reason in self._refused.items():
            place, focus = self.shapes[node].origin, self._teller.written(node)
            said = f"this shape was not judged: {reason}; take it out, or say it in SHACL Core or SPARQL"
            yield Finding(NOT_CHECKED, said, place, "violation", focus, shape=place)

    def _name(self, node: Node) -> str:
        place = self.shapes[node].origin
        named = node.value if isinstance(node, ox.NamedNode) else "a shape"
        return f"{named} ({place})" if place else named

    def ready(self) -> None:
        """Make the tables that a first change would else wait for: worth it before many changes of large data."""
        self.index.ready()

    def change(self, added: Iterable[Fact] = (), removed: Iterable[Fact] = ()) -> Judgement:
        """Take facts in and out, judge again what that can matter to, and give the findings as a full run would.

        What is both removed and added stays, at the place where it is added: so a file can be taken out and in whole.
        """
        coming = {fact.quad.triple: fact for fact in added}
        gone = [fact.quad for fact in removed if fact.quad.triple not in coming]
        moved = self.index.move(coming.values())
        fresh = self.index.extend(coming.values())
        going = self._going(gone)
        affected = self._affected([*fresh, *going])
        self.index.remove(gone)
        if fresh or going:
            self._follow(fresh, going, affected)
        self._retell(moved)
        return self.judgement()

    def _told(self) -> Iterable[list[_Told]]:
        return (told for held in self._found.values() for told in held.values())

    def _retell(self, files: set[str]) -> None:
        """Find the places anew in files of which lines have moved."""
        for told in self._told() if files else ():
            for number, (_, failing, finding) in enumerate(told):
                if finding.origin and finding.origin.file in files:
                    told[number] = self._tell(failing)

    def _tell(self, failing: Failing) -> _Told:
        finding = self._teller.finding(failing)
        return _order(finding), failing, finding

    def _going(self, gone: list[ox.Quad]) -> list[Edge]:
        numbers = [tuple(self.index.known(term) for term in list(quad)[:3]) for quad in gone]
        whole = [(s, p, o) for s, p, o in numbers if s is not None and p is not None and o is not None]
        return [row for row in dict.fromkeys(whole) if self.index.holds(*row)]

    def _affected(self, edges: list[Edge]) -> dict[Node, set[int] | None]:
        tree = any(p == self.index.subclass for _, p, _ in edges)
        found: dict[Node, set[int] | None] = {}
        for node, plan in self._plans.items():
            near = None if tree or self._targets[node].chosen else plan.affected(edges)
            found[node] = None if near is None else near | self._targets[node].touched(edges)
        return found

    def _follow(self, fresh: list[Edge], going: list[Edge], affected: dict[Node, set[int] | None]) -> None:
        """Bring sets, verdicts and the store in step with the triples, then judge again."""
        self._compiler.retype([*fresh, *going])
        for plan in self._compiler.plans():
            plan.forget()
        if self._world is not None and self._world.change(fresh, going):
            self._world = None
            self._compiler = Compiler(self.shapes, self.index, self._queries)
            self._plans, self._handed, self._refused, self._targets, self._found = {}, {}, {}, {}, {}
            self._judge_all()
            return
        for node in list(self._plans):
            self._again(node, affected[node])
        for node in self._handed:
            self._focuses[node] = self._targets[node].all()
        self._hand()

    def _again(self, node: Node, affected: set[int] | None) -> None:
        targets = self._targets[node]
        if affected is None:
            self._start(node)
            return
        focuses, held = self._focuses[node], self._found[node]
        now = {focus for focus in affected if targets.has(focus)}
        focuses -= affected
        focuses |= now
        for focus in affected:
            held.pop(focus, None)
        self._judge(node, now)


def _by_place(told: _Told) -> tuple[object, ...]:
    return told[0]


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.origin or Origin("~")
    words = (finding.rule, finding.focus or "", finding.path or "", finding.value or "", finding.message)
    return place.file, place.line, RANK[finding.severity], *words, str(finding.shape)
