"""Compiles shapes into plans, each shape once; what it does not know it refuses, with the reason."""

from collections.abc import Callable, Collection
from itertools import chain

import pyoxigraph as ox

from foedus.shacl import values, wholes
from foedus.shacl.index import Index, neighbours
from foedus.shacl.model import Shape, Unknown
from foedus.shacl.plans import Asked, Plan
from foedus.shacl.values import Holds, Judge, together
from foedus.shacl.vocabulary import TRUE, Node, Term, component
from foedus.shacl.wholes import Finds, Whole, Wrong

Queries = Callable[[Shape], list[Asked]]


class Compiler:
    """Plans of one set of shapes over one index; ``queries`` compiles the queries of a shape."""

    def __init__(self, shapes: dict[Node, Shape], index: Index, queries: Queries) -> None:
        self.shapes, self.index = shapes, index
        self._queries = queries
        self._open: list[Node] = []
        self._plans: dict[Node, Plan | str] = {}
        self._instances: dict[int, set[int]] = {}
        self._parents: dict[Node, list[Shape]] = {}
        for shape in shapes.values():
            for node in shape.parameters.get("property", ()):
                if isinstance(node, Node):
                    self._parents.setdefault(node, []).append(shape)

    def plan(self, node: Node) -> Plan:
        """Give the plan of a shape; raises Unknown where this engine cannot judge it, or a shape that it names."""
        known = self._plans.get(node)
        if known is None:
            if node in self._open:
                raise Unknown("it names itself, directly or through others")
            self._open.append(node)
            try:
                known = self._plans[node] = self._compile(self.shapes[node])
            except Unknown as unknown:
                known = self._plans[node] = str(unknown)
            finally:
                self._open.pop()
        if isinstance(known, str):
            raise Unknown(known)
        return known

    def plans(self) -> list[Plan]:
        """Give every plan made so far."""
        return [plan for plan in self._plans.values() if isinstance(plan, Plan)]

    def instances(self, class_: int) -> set[int]:
        """Give the instances of a class, counted once."""
        if class_ not in self._instances:
            self._instances[class_] = self.index.instances(class_)
        return self._instances[class_]

    def retype(self, edges: list[tuple[int, int, int]]) -> None:
        """Follow a change of types and classes; the sets stay the same objects, for plans hold them."""
        anew = any(p == self.index.subclass for _, p, _ in edges)
        typed = {s for s, p, _ in edges if p == self.index.type}
        for class_, held in self._instances.items():
            if anew:
                held.clear()
                held.update(self.index.instances(class_))
            elif typed:
                kinds, table = self.index.kinds(class_), self.index.objects(self.index.type)
                for node in typed:
                    is_one = any(kind in kinds for kind in neighbours(table, node))
                    (held.add if is_one else held.discard)(node)

    def _compile(self, shape: Shape) -> Plan:
        if shape.unknown:
            raise Unknown(shape.unknown)
        said = shape.parameters
        counts = [int(value.value) for value in said.get("minCount", ()) if isinstance(value, ox.Literal)]
        highest = [int(value.value) for value in said.get("maxCount", ()) if isinstance(value, ox.Literal)]
        plan = Plan(shape, self.index, max(counts, default=0), min(highest, default=float("inf")))
        plan.judges = [*values.judges(shape, self.index), *self._classes(shape), *self._logic(shape, plan)]
        plan.typed = "class" in said
        properties = [node for node in said.get("property", ()) if isinstance(node, Node)]
        paths = {node: self.shapes[node].path for node in properties}
        plan.wholes = [*wholes.wholes(shape, self.index, paths), *self._qualified(shape, plan)]
        for node in properties:
            if paths[node] is None:
                raise Unknown(self.shapes[node].unknown or f"sh:property names {node}, which has no path")
            plan.inner.append(self.plan(node))
        plan.queries = self._queries(shape)
        return plan

    def _classes(self, shape: Shape) -> list[Judge]:
        found = []
        for class_ in shape.parameters.get("class", ()):
            held = self.instances(self.index.number(class_))
            found.append(Judge(component("Class"), class_, held.__contains__, plain=True))
        return found

    def _logic(self, shape: Shape, plan: Plan) -> list[Judge]:
        """Compile the constraints whose members are shapes."""
        said = shape.parameters
        found = [Judge(component("Node"), node, self._verdict(node, plan)) for node in said.get("node", ())]
        found += [Judge(component("Not"), node, _none([self._verdict(node, plan)])) for node in said.get("not", ())]
        for name, part, combine in (("and", "And", together), ("or", "Or", _any), ("xone", "Xone", _one)):
            for members in shape.lists.get(name, ()):
                verdicts = [self._verdict(member, plan) for member in members]
                found.append(Judge(component(part), None, combine(verdicts)))
        return found

    def _verdict(self, node: Term, plan: Plan) -> Holds:
        if not isinstance(node, Node):
            raise Unknown(f"it names {node} as a shape")
        other = self.plan(node)
        plan.asked.append(other)
        return other.verdict()

    def _qualified(self, shape: Shape, plan: Plan) -> list[Whole]:
        """Compile counts of values that have a shape, and none of the shapes of its siblings where these are apart."""
        wanted = shape.parameters.get("qualifiedValueShape", [])
        if shape.path is None or not wanted:
            return []
        apart = shape.parameters.get("qualifiedValueShapesDisjoint") == [TRUE]
        found = []
        for node in wanted:
            fits = self._verdict(node, plan)
            others = [self._verdict(other, plan) for other in self._siblings(shape, node)] if apart else []
            for name, part in (("qualifiedMinCount", "QualifiedMinCount"), ("qualifiedMaxCount", "QualifiedMaxCount")):
                for limit in shape.parameters.get(name, ()):
                    bound = int(limit.value) if isinstance(limit, ox.Literal) else 0
                    finds = _counted(fits, others, bound, least=name == "qualifiedMinCount")
                    found.append(Whole(component(part), limit, finds))
        return found

    def _siblings(self, shape: Shape, node: Term) -> list[Term]:
        parents = self._parents.get(shape.node, ())
        beside = chain.from_iterable(parent.parameters.get("property", ()) for parent in parents)
        shapes = [self.shapes[other] for other in beside if isinstance(other, Node) and other != shape.node]
        named = chain.from_iterable(other.parameters.get("qualifiedValueShape", ()) for other in shapes)
        return [other for other in dict.fromkeys(named) if other != node]


def _any(verdicts: list[Holds]) -> Holds:
    def holds(value: int) -> bool:
        for verdict in verdicts:  # noqa: SIM110 - any() takes twice as long
            if verdict(value):
                return True
        return False

    return holds


def _one(verdicts: list[Holds]) -> Holds:
    return lambda value: sum(verdict(value) for verdict in verdicts) == 1


def _none(verdicts: list[Holds]) -> Holds:
    holds = _any(verdicts)
    return lambda value: not holds(value)


def _counted(fits: Holds, others: list[Holds], bound: int, *, least: bool) -> Finds:
    def finds(_: int, values: Collection[int]) -> list[Wrong]:
        if others:
            values = [value for value in values if not any(other(value) for other in others)]
        found = sum(map(fits, values))
        return [(None, None)] if (found < bound if least else found > bound) else []

    return finds
