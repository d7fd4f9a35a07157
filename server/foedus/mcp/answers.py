"""What the tools answer: dataclasses that travel as structured content, each with its evidence.

They have no slots: the SDK would take those for default values.
"""

from dataclasses import dataclass, field

from foedus.mcp.witnesses import Evidence


@dataclass(frozen=True)
class Entity:
    """A thing by its names, with some of the claims that mention it."""

    iri: str
    short: str
    names: list[str]
    classes: list[str]
    claims: int
    evidence: list[Evidence]


@dataclass(frozen=True)
class Found:
    """The things that a name fits, the best first."""

    asked: str
    entities: list[Entity]
    complete: bool


@dataclass(frozen=True)
class Description:
    """What the claims say of a thing, from ``offset`` on; ``total`` counts all of them."""

    entity: Entity
    total: int
    offset: int
    evidence: list[Evidence]
    complete: bool


@dataclass(frozen=True)
class Row:
    """One row of an answer, and the IRIs of the claims behind it, told once under ``evidence``."""

    values: dict[str, str | None]
    claims: list[str]


@dataclass(frozen=True)
class Rows:
    """An answer to SPARQL. Rows without claims are computed or are names and definitions: no fact of an article."""

    columns: list[str]
    rows: list[Row]
    evidence: list[Evidence]
    complete: bool
    note: str
    version: str
    truth: bool | None = None


@dataclass(frozen=True)
class Behind:
    """One claim behind a triple, with the reasons that keep it out of the accepted view, if any.

    A stale reading saw the claim before it was edited, and does not count.
    """

    evidence: Evidence
    readings: list[str]
    barred: list[str]


@dataclass(frozen=True)
class Proof:
    """Whether the accepted view holds what was asked for, and every claim that says it."""

    asked: str
    holds: bool
    behind: list[Behind]
    note: str = ""


@dataclass(frozen=True)
class Dispute:
    """Claims that contradict each other, and how that was judged."""

    conflict: str
    kind: str
    standing: str
    about: list[str]
    because: str
    sides: list[Evidence]
    reviews: list[str]


@dataclass(frozen=True)
class Disputes:
    """The conflicts about a topic."""

    topic: str
    conflicts: list[Dispute]
    total: int
    complete: bool


@dataclass(frozen=True)
class Citation:
    """How to cite a claim or an answer: a sentence, the address, the version, the licence, and the words quoted.

    ``sha256`` is the hash of a whole answer, the one that the address /cite gives; a claim has none.
    """

    text: str
    address: str
    version: str
    licence: str
    evidence: list[Evidence] = field(default_factory=list)
    sha256: str = ""
