"""Every term of the ontology earns its place: some question of graph/questions uses it."""

import re
from collections.abc import Iterator

import pyoxigraph as ox
from foedus.graph import read_file
from foedus.holdings import open_holdings
from foedus.questions import read
from foedus.terms import ONTOLOGY, TYPE

OWL = "http://www.w3.org/2002/07/owl#"
#: Terms that no question uses yet, each with the reason; a term leaves this list when a question uses it.
NOT_YET: dict[str, str] = {}


def terms() -> Iterator[str]:
    """Give the local names of the classes and properties of the ontology, in its order."""
    holdings = open_holdings()
    path = holdings.root / "ontology" / "foedus.ttl"
    for fact in read_file(path, holdings.name(path)):
        subject, predicate, object_ = fact.quad.triple
        named = isinstance(subject, ox.NamedNode) and subject.value.startswith(ONTOLOGY)
        if named and predicate == TYPE and object_.value.startswith(OWL):
            yield subject.value.removeprefix(ONTOLOGY)


def used() -> set[str]:
    """Give the local names that the questions use, comments left out."""
    texts = (question.query for question in read(open_holdings().root / "graph/questions"))
    lines = (line for text in texts for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {name for line in lines for name in re.findall(r"\bf:(\w+)", line)}


TERMS = list(dict.fromkeys(terms()))


def test_every_term_is_used_by_a_question() -> None:
    """Every class and property is used by at least one question, or is listed with the reason why not yet."""
    unused = [name for name in TERMS if name not in used() | set(NOT_YET)]

    assert not unused, f"no question uses {', '.join(unused)}"


def test_what_is_used_is_not_excused() -> None:
    """A term that a question uses, or that the ontology does not have, is not on the list of those not yet used."""
    assert [] == [name for name in NOT_YET if name in used() or name not in TERMS]
