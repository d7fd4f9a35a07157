"""What a shape says, read into values: the shapes that one room parses and the others judge by."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.facts import Origin, Severity
from foedus.shacl.vocabulary import SH, Node, Term


@dataclass(frozen=True, slots=True)
class Predicate:
    """A path of one step."""

    iri: ox.NamedNode


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked backwards."""

    path: "Path"


@dataclass(frozen=True, slots=True)
class Sequence:
    """Paths one after the other."""

    paths: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    paths: tuple["Path", ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path walked several times: ``*`` from none, ``+`` from one, ``?`` none or one."""

    path: "Path"
    sign: str


Path = Predicate | Inverse | Sequence | Alternative | Repeated


@dataclass(frozen=True, slots=True)
class Query:
    """The text of a query in a shape, with the prefixes that stand before it."""

    node: Node
    text: str
    prefixes: tuple[tuple[str, str], ...]
    messages: tuple[ox.Literal, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """A constraint component of the shapes' own, with the parameters that a shape gives it."""

    component: str
    query: Query
    asks: bool
    values: tuple[tuple[str, Term], ...]


@dataclass(slots=True)
class Shape:
    """One shape; parameters by their local names in the namespace of SHACL, with all their values."""

    node: Node
    origin: Origin | None = None
    path: Path | None = None
    parameters: dict[str, list[Term]] = field(default_factory=dict)
    lists: dict[str, list[list[Term]]] = field(default_factory=dict)
    targets: dict[str, list[Term]] = field(default_factory=dict)
    #: Targets that are queries.
    chosen: list[Query] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    customs: list[Custom] = field(default_factory=list)
    messages: tuple[ox.Literal, ...] = ()
    severity: Severity = "violation"
    severity_iri: str = SH + "Violation"
    deactivated: bool = False
    #: Why this engine cannot judge the shape, if it cannot.
    unknown: str | None = None
    #: Why nobody here judges it.
    refused: str | None = None

    def refers(self) -> list[Node]:
        """Give the shapes that this one names."""
        named: list[Term] = []
        for name in ("property", "node", "not", "qualifiedValueShape"):
            named += self.parameters.get(name, [])
        for name in ("and", "or", "xone"):
            named += [member for members in self.lists.get(name, []) for member in members]
        return [node for node in named if isinstance(node, Node)]


def refusal(shapes: dict[Node, Shape], node: Node) -> str | None:
    """Say what nobody judges, of a shape or of one that it names."""
    todo, seen = [node], {node}
    while todo:
        shape = shapes[todo.pop()]
        if shape.refused and not shape.deactivated:
            return shape.refused
        new = [] if shape.deactivated else [other for other in shape.refers() if other not in seen]
        seen.update(new)
        todo += new
    return None


class Unknown(Exception):  # noqa: N818 - named for what it says
    """Says why this engine cannot judge a shape exactly; a fallback takes the shape."""
