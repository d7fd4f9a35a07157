"""Reads what a model names: a thing, a claim or a triple; what is not known is refused with what to do."""

import pyoxigraph as ox

from foedus import triples
from foedus.facts import CouldNotDo
from foedus.terms import Names

_PARTS = 3


def node(text: str, names: Names) -> ox.NamedNode | None:
    """Read an IRI or a prefixed name of this graph; None where it is neither."""
    text = text.strip()
    if not text.startswith(("http://", "https://", "<")) and text.partition(":")[0] not in names.prefixes():
        return None
    try:
        return names.expand(text)
    except ValueError:
        return None


def triple(text: str, names: Names) -> triples.Triple:
    """Read a triple as Turtle writes it; raises CouldNotDo where it is none, or no claim either."""
    parts = text.strip().removesuffix(" .").split(None, _PARTS - 1)
    if len(parts) < _PARTS:
        raise nothing_is_said(text)
    subject, predicate, object_ = parts
    return triples.read(subject, predicate, object_, names)


def entity_is_unknown(text: str) -> CouldNotDo:
    """Refuse what no claim mentions."""
    return CouldNotDo(f"no claim mentions {text!r}; find_entity gives the IRIs of things by their names")


def nothing_is_said(text: str) -> CouldNotDo:
    """Refuse what is no claim and no triple."""
    return CouldNotDo(
        f"{text!r} is neither a claim of this graph, such as claim:003-001, nor a triple as Turtle writes it, such as"
        " id:armenia-in-csto f:status c:frozen"
    )


def nothing_is_asked(what: str) -> CouldNotDo:
    """Refuse an empty text."""
    return CouldNotDo(f"{what} is empty; say what you look for")
