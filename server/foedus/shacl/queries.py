"""Asks the queries of shapes of a store in memory: the only module of this folder that fills one."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import asking
from foedus.facts import CouldNotDo, Fact
from foedus.shacl import reaching
from foedus.shacl.index import Index, Table
from foedus.shacl.model import Custom, Path, Predicate, Query, Shape, Unknown
from foedus.shacl.paths import Edge, in_sparql, walk
from foedus.shacl.plans import Asked
from foedus.shacl.prebinding import FOCUS, SHAPES, THIS, VALUE, Joined, join
from foedus.shacl.results import Failing, Found
from foedus.shacl.rewritten import rewritten
from foedus.shacl.vocabulary import FUNCTIONS, TYPE, Term, component

_FOCUS, _THIS, _VALUE = ox.NamedNode(FOCUS), ox.NamedNode(THIS), ox.NamedNode(VALUE)
_PAIR = FOCUS + "/"


class World:
    """The triples that queries look at, in a store, and what the store would misquote."""

    def __init__(self, index: Index, shapes: Collection[Fact]) -> None:
        self.index, self._shapes = index, shapes
        self._store = ox.Store()
        self._loaded: set[int] = set()
        self._whole = self._shaped = False
        self.misquoted = rewritten(index.terms)
        kinds = ((fact.quad.subject, fact.quad.object) for fact in shapes if fact.quad.predicate == TYPE)
        self._functions = {node for node, kind in kinds if isinstance(kind, ox.NamedNode) and kind.value in FUNCTIONS}
        rows = index.places.triples() if self.misquoted else ()
        self.loose = {index.terms[p] for _, p, o in rows if o in self.misquoted}

    def load(self, reach: reaching.Reach, *, shapes: bool) -> None:
        """Hold the triples that a query can look at, and the shapes in a graph of their own where it asks them."""
        index = self.index
        wanted = index.out if reach.everything else {index.number(iri) for iri in reach.named}
        for predicate in [number for number in wanted if number not in self._loaded]:
            self._loaded.add(predicate)
            self._store.extend(_quads(index.terms, predicate, index.objects(predicate)))
        self._whole = self._whole or reach.everything
        if shapes and not self._shaped:
            self._shaped = True
            self._store.bulk_extend(_placed(fact.quad, ox.NamedNode(SHAPES)) for fact in self._shapes)

    def change(self, added: Collection[Edge], gone: Collection[Edge]) -> bool:
        """Follow a change; gives whether the store would now misquote what it did not before."""
        if self._whole:
            self._loaded.update(p for _, p, _ in added)
        for row in gone:
            self._store.remove(_quad(self.index.terms, row))
        self._store.extend(_quad(self.index.terms, row) for row in added if row[1] in self._loaded)
        fresh = {o for _, _, o in added}
        return bool(rewritten(self.index.terms, fresh) - self.misquoted)

    def ask(self, text: str, query: Query, nodes: Iterator[ox.Quad]) -> ox.QuerySolutions:
        """Ask a query of the given focus nodes; raises CouldNotDo naming the shape where it does not parse."""
        self._store.remove_graph(_FOCUS)
        self._store.extend(nodes)
        name = query.origin.file if query.origin else "a shape"
        return asking.select(self._store, text, name)

    def judge(self, joined: Joined, query: Query) -> None:
        """Make ready for a query; raises Unknown where it would see literals that the store misquotes."""
        text = joined.text
        reach = reaching.read(text, query.prefixes)
        if self._functions & reach.named:
            raise Unknown("a query of it calls a function of SHACL Advanced Features")
        if self.loose and (reach.anything or self.loose & reach.named):
            raise Unknown("a query of it looks at literals that are not in canonical form, which a store rewrites")
        try:
            asking.select(ox.Store(), text, "a shape")
        except CouldNotDo as error:
            raise Unknown(f"a query of it does not parse here: {error}") from None
        self.load(reach, shapes=joined.shapes)


def compile_queries(shape: Shape, world: World) -> list[Asked]:
    """Compile the queries of a shape; raises Unknown where one cannot be."""
    found: list[Asked] = []
    for query in shape.queries:
        joined = join(query, shape.path, shape.node, {})
        world.judge(joined, query)
        found.append(Selected(shape, component("SPARQL"), query, joined, world, None))
    for custom in shape.customs:
        joined = join(custom.query, shape.path, shape.node, dict(custom.values), asks=custom.asks)
        world.judge(joined, custom.query)
        kind = Answered if custom.asks else Selected
        found.append(kind(shape, custom.component, custom.query, joined, world, custom))
    return found


def compile_target(query: Query, world: World) -> Callable[[], set[int]]:
    """Compile a target that is a query; raises Unknown where its answer here may not be the right one."""
    text = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in query.prefixes) + query.text
    world.judge(Joined(text, single=False, shapes=False), query)

    def chosen() -> set[int]:
        solutions = world.ask(text, query, iter(()))
        if "this" not in [variable.value for variable in solutions.variables]:
            raise CouldNotDo("the query of a sh:target chooses no ?this; select it", query.origin)
        return {world.index.number(node) for solution in solutions if (node := solution["this"]) is not None}

    return chosen


@dataclass(frozen=True, slots=True)
class Selected:
    """A SELECT: each of its rows is a result."""

    shape: Shape
    component: str
    query: Query
    joined: Joined
    world: World
    custom: Custom | None

    def run(self, focuses: Collection[int], owner: int | None, found: Found) -> None:
        """Ask for all nodes at once, or one by one where the query counts its rows."""
        if any(node in self.world.misquoted for node in focuses):
            raise Unknown("a focus node is a literal that a store rewrites")
        for nodes in ([node] for node in focuses) if self.joined.single else (focuses,):
            if nodes:
                self._rows(nodes, owner, found)

    def _rows(self, nodes: Collection[int], owner: int | None, found: Found) -> None:
        terms = self.world.index.terms
        quads = (ox.Quad(_FOCUS, _THIS, terms[node], _FOCUS) for node in nodes)
        solutions = self.world.ask(self.joined.text, self.query, quads)
        names = [variable.value for variable in solutions.variables]
        seen: set[tuple[Term | None, ...]] = set()
        for solution in solutions:
            row = tuple(solution[name] for name in names)
            if row not in seen:
                seen.add(row)
                found.append(self._failing(dict(zip(names, row, strict=True)), owner))

    def _failing(self, row: dict[str, Term | None], owner: int | None) -> Failing:
        index, shape = self.world.index, self.shape
        if row.get("failure") is not None:
            raise CouldNotDo("a query of a shape answers that it failed; correct it", self.query.origin)
        this = row["this"]
        focus = index.number(this) if this is not None else 0
        path: Path | None = shape.path
        said = row.get("path")
        if isinstance(said, ox.NamedNode):
            path = Predicate(said)
        held = row.get("value")
        value = index.number(held) if held is not None else (None if shape.path else focus)
        shown = index.terms[value] if value is not None else None
        words: dict[str, object] = {**row, "value": shown, "path": said or shape.path}
        return Failing(
            shape, self.component, None, focus if owner is None else owner, focus, path, value, self._messages(words)
        )

    def _messages(self, words: dict[str, object]) -> tuple[ox.Literal, ...]:
        given: dict[str, object] = dict(self.custom.values) if self.custom else {}
        return tuple(_filled(text, given | words) for text in self.query.messages or self.shape.messages)

    def affected(self, edges: Collection[Edge]) -> set[int] | None:
        """Give the focus nodes from which the query can reach one of these triples."""
        path = f" {in_sparql(self.shape.path)} " if self.shape.path else "$PATH"
        reach = reaching.read(self.query.text.replace("$PATH", path), self.query.prefixes)
        return reaching.affected(reach, self.world.index, edges)


class Answered(Selected):
    """An ASK: each value for which the answer is no is a result."""

    __slots__ = ()

    def run(self, focuses: Collection[int], owner: int | None, found: Found) -> None:
        """Ask for all values of all nodes at once."""
        index = self.world.index
        values = walk(self.shape.path, index) if self.shape.path else lambda node: (node,)
        pairs = [(node, value) for node in focuses for value in values(node)]
        if any(value in self.world.misquoted for pair in pairs for value in pair):
            raise Unknown("a value is a literal that a store rewrites")
        if not pairs:
            return
        yes = {str(row["foedusPair"]) for row in self.world.ask(self.joined.text, self.query, self._pairs(pairs))}
        for number, (focus, value) in enumerate(pairs):
            if f"<{_PAIR}{number}>" not in yes:
                this, said = index.terms[focus], index.terms[value]
                texts = self._messages({"this": this, "value": said, "path": self.shape.path})
                at = focus if owner is None else owner
                found.append(Failing(self.shape, self.component, None, at, focus, self.shape.path, value, texts))

    def _pairs(self, pairs: Collection[tuple[int, int]]) -> Iterator[ox.Quad]:
        terms = self.world.index.terms
        for number, (focus, value) in enumerate(pairs):
            pair = ox.NamedNode(f"{_PAIR}{number}")
            yield ox.Quad(pair, _THIS, terms[focus], _FOCUS)
            yield ox.Quad(pair, _VALUE, terms[value], _FOCUS)

    def affected(self, edges: Collection[Edge]) -> set[int] | None:
        """Say that any node may be: the values of a path and the query together reach too far to follow."""
        return None if edges else set()


def _quads(terms: list[Term], predicate: int, table: Table) -> Iterator[ox.Quad]:
    """Give the triples of a predicate, fast: most of the time of a first query goes here."""
    link = terms[predicate]
    for subject, held in table.items():
        near = terms[subject]
        for object_ in (held,) if isinstance(held, int) else held:
            yield ox.Quad(near, link, terms[object_])  # type: ignore[arg-type] # they come from a quad


def _quad(terms: list[Term], row: Edge) -> ox.Quad:
    subject, predicate, object_ = (terms[number] for number in row)
    return ox.Quad(subject, predicate, object_)  # type: ignore[arg-type] # they come from a quad


def _placed(quad: ox.Quad, home: ox.NamedNode) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object, home)


def _filled(text: ox.Literal, words: dict[str, object]) -> ox.Literal:
    """Write the values of a row into a message, for {$name} and {?name}."""
    message = text.value
    for name, value in words.items():
        shown = in_sparql(value) if isinstance(value, Path) else getattr(value, "value", None)
        if shown is not None:
            message = message.replace(f"{{${name}}}", str(shown)).replace(f"{{?{name}}}", str(shown))
    if message == text.value:
        return text
    return ox.Literal(message, language=text.language) if text.language else ox.Literal(message)
