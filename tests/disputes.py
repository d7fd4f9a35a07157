"""Invented claims that contradict each other, in a line each, for whoever needs some."""

import re

from foedus.library import Built
from foedus.terms import concept, term
from samples import NAMES

WORLD = """
article:A a f:Article ; rdfs:label "article A"@en, "articolo A"@it .
article:B a f:Article ; rdfs:label "article B"@en, "articolo B"@it .
passage:A-001 a f:Passage ; f:article article:A ; f:quote "in words" .
passage:B-001 a f:Passage ; f:article article:B ; f:quote "in other words" .
id:maintainers a f:Reader ; rdfs:label "the maintainers"@en, "i curatori"@it .
id:fair a f:Event ; rdfs:label "the fair"@en, "la fiera"@it .
id:ada a f:Person ; rdfs:label "Ada"@en, "Ada"@it .
id:bea a f:Person ; rdfs:label "Bea"@en, "Bea"@it .
"""


def claim(local: str, content: str, told: str = "", voice: str = "") -> str:
    """Write a claim of the article that its number begins with: affirmed and occurred unless told otherwise."""
    article = local[0]
    words = re.findall(r"occurred|ongoing|scheduled|intended|proposed|hypothetical|considered|denied", told)
    polarity = "denied" if "denied" in words else "affirmed"
    factuality = next((word for word in words if word != "denied"), "occurred")
    rest = " ; ".join(part for part in told.split(" ; ") if part.startswith("f:"))
    return (
        f"claim:{local} {{ {content} }}\n"
        f"claim:{local} a f:Claim ; f:voice {voice or f'article:{article}'} ; f:passage passage:{article}-001 ;"
        f" f:mode c:narrated ; f:factuality c:{factuality} ; f:polarity c:{polarity}{' ; ' + rest if rest else ''} .\n"
    )


def day(local: str, earliest: str, latest: str = "", number: int = 1) -> str:
    """Write a Time of a claim with its bounds; the words are the first bound."""
    node = f"id:{local}-time-{number}"
    bounds = f'f:earliest "{earliest}"^^xsd:date ; ' if earliest else ""
    return f'{node} a f:Time ; {bounds}f:latest "{latest or earliest}"^^xsd:date ; f:wording "{earliest}" .'


def count(local: str, comparator: str, wording: str, value: str = "", unit: str = "tent") -> str:
    """Write that the fair has a measure."""
    number = f" ; {value}" if value else ""
    return (
        f"id:fair f:measure id:{local}-measure-1 . id:{local}-measure-1 a f:Measure ;"
        f' f:comparator c:{comparator} ; f:wording "{wording}" ; f:unit "{unit}"@en{number} .'
    )


def conflicts(built: Built, kind: str) -> list[set[str]]:
    """Give for each conflict of a kind the local names of what it disputes."""
    found = [n for n in built.view.typed(term("Conflict")) if built.view.value(n, term("kind")) == concept(kind)]
    return [{NAMES.local(node) for node in built.view.values(n, term("inDispute"))} for n in found]  # type: ignore[arg-type] # nodes
