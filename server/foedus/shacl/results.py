"""What an engine found: one result, in terms, before it becomes a sentence with a place."""

from dataclasses import dataclass

import pyoxigraph as ox

from foedus.shacl.model import Path, Shape
from foedus.shacl.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Failing:
    """One validation result; nodes are numbers of the index, ``owner`` is the node that a target chose."""

    shape: Shape
    component: str
    wanted: Term | None
    owner: int
    focus: int
    path: Path | None
    value: int | None
    messages: tuple[ox.Literal, ...] = ()


Found = list[Failing]
