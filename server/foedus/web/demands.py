"""The pages of the shapes: for each class, what a thing of it must and may say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from flask import Blueprint, render_template

from foedus import judging
from foedus.facts import Index
from foedus.terms import local
from foedus.web.problems import nothing_is_here
from foedus.web.shown import Cell, cell
from foedus.web.site import Site, site
from foedus.web.tongue import language, tell

blueprint = Blueprint("demands", __name__)
#: What a shape says of the kind of a value.
_OF_VALUES = ("class", "datatype", "hasValue")
_CLASSES = """
SELECT ?term ?label WHERE {
  ?term rdfs:label ?label FILTER(LANG(?label) = "@@" && STRSTARTS(STR(?term), STR(f:)))
}"""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a shape asks of one property: how many values, of what kinds, and what to do where it is broken."""

    path: Cell | None
    label: str
    many: str
    kinds: list[Cell]
    message: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What is asked of the things of a class, by its local name."""

    name: str
    label: str
    message: str
    demands: list[Demand]


@blueprint.get("/shapes")
def shapes() -> str:
    """List the classes of which something is demanded."""
    return render_template("shapes.html", site=site(), shapes=list(_told(site())))


@blueprint.get("/shapes/<name>")
def shape(name: str) -> str:
    """Tell what is demanded of the things of a class."""
    found = next((shape for shape in _told(site()) if shape.name == name), None)
    if found is None:
        raise nothing_is_here()
    return render_template("shape.html", site=site(), shape=found)


def _told(site: Site) -> Iterator[Shape]:
    index = _index(site.version, site.own)
    labels = {row["term"].value: row["label"].value for row in site.select(_CLASSES.replace("@@", language()))}
    for node in index.typed(_sh("NodeShape")):
        for target in index.values(node, _sh("targetClass")):
            if isinstance(target, ox.NamedNode):
                demands = [_demand(site, index, each, labels) for each in _properties(index, node)]
                label = labels.get(target.value) or site.names.shorten(target.value)
                yield Shape(local(target), label, _message(index, node), demands)


@lru_cache(maxsize=4)
def _index(_version: str, own: Callable[[], tuple[list[judging.Document], list[judging.Document]]]) -> Index:
    """Read the shapes once: those of a served graph do not change."""
    return Index(judging.read(own()[0]).facts)


def _properties(index: Index, node: ox.NamedNode) -> list[ox.NamedNode]:
    found = [each for each in index.values(node, _sh("property")) if isinstance(each, ox.NamedNode)]
    return sorted(found, key=lambda each: each.value)


def _demand(site: Site, index: Index, node: ox.NamedNode, labels: Mapping[str, str]) -> Demand:
    path = index.value(node, _sh("path"))
    shown = cell(path, site.names) if isinstance(path, ox.NamedNode) else None
    kinds = [cell(value, site.names) for name in _OF_VALUES for value in index.values(node, _sh(name))]
    label = labels.get(shown.full, "") if shown else ""
    return Demand(shown, label, _many(index, node), [kind for kind in kinds if kind], _message(index, node))


def _many(index: Index, node: ox.NamedNode) -> str:
    """Say how many values there may be."""
    least, most = (index.whole(node, _sh(name)) for name in ("minCount", "maxCount"))
    if most == 0:
        return tell("shape-none")
    if most is None:
        return tell("shape-least", n=least) if least else tell("shape-any")
    return tell("shape-exactly", n=most) if least == most else tell("shape-most", n=most)


def _message(index: Index, node: ox.NamedNode) -> str:
    texts: Iterable[object] = index.values(node, _sh("message"))
    return next((text.value for text in texts if isinstance(text, ox.Literal)), "")


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"http://www.w3.org/ns/shacl#{name}")
