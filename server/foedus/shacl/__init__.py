"""Validates any RDF by SHACL, fast and with the line of each fault; what it does not know it hands to pyshacl."""

from collections.abc import Collection, Iterable

from foedus.facts import Fact
from foedus.shacl.checking import ALWAYS, check
from foedus.shacl.session import Judgement, Session
from foedus.terms import Names

__all__ = ["ALWAYS", "Judgement", "Session", "check", "judge"]


def judge(
    data: Iterable[Fact],
    shapes: Iterable[Fact],
    ontology: Iterable[Fact] = (),
    *,
    names: Names | None = None,
    only_shapes: Collection[str] | None = None,
) -> Judgement:
    """Judge facts, all graphs merged, by shapes; facts must be as parsed, for a store rewrites literals.

    Raises CouldNotDo where a shape is broken or asks for what foedus refuses.
    """
    return Session(data, shapes, ontology, names=names, only_shapes=only_shapes).judgement()
