"""Finds the focus nodes of a shape: all of them, or whether a node is one."""

from collections.abc import Callable, Collection

from foedus.shacl.compiling import Compiler
from foedus.shacl.model import Shape
from foedus.shacl.paths import Edge


class Targets:
    """The targets of one shape over an index that may change."""

    def __init__(self, shape: Shape, compiler: Compiler, chosen: Collection[Callable[[], set[int]]] = ()) -> None:
        #: What gives the nodes that queries choose.
        self.chosen = chosen
        index = self._index = compiler.index
        numbers = {name: [index.number(term) for term in terms] for name, terms in shape.targets.items()}
        self._nodes = set(numbers.get("targetNode", ()))
        self._classes = [compiler.instances(number) for number in numbers.get("targetClass", ())]
        self._subjects, self._objects = numbers.get("targetSubjectsOf", []), numbers.get("targetObjectsOf", [])

    def all(self) -> set[int]:
        """Give every focus node."""
        found = self._nodes.union(*self._classes, *(nodes() for nodes in self.chosen))
        for number in self._subjects:
            found.update(self._index.objects(number))
        for number in self._objects:
            found.update(self._index.subjects(number))
        return found

    def has(self, node: int) -> bool:
        """Whether a node is a focus node, the choice of queries aside."""
        return (
            node in self._nodes
            or any(node in held for held in self._classes)
            or any(node in self._index.objects(number) for number in self._subjects)
            or any(node in self._index.subjects(number) for number in self._objects)
        )

    def touched(self, edges: list[Edge]) -> set[int]:
        """Give the nodes that these triples may make a focus node or none; the tree of classes is not looked at."""
        kinds = {self._index.type, *self._subjects}
        found = {s for s, p, _ in edges if p in kinds}
        return found | {o for _, p, o in edges if p in self._objects}
