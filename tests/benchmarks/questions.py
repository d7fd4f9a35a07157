"""Eight kinds of question to a generated graph, from one thing to a grouping of all, and how their texts recur."""

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Literal

from benchmarks.generator import STATES, WORDS, Scale

Recurring = Literal["same", "distinct", "zipf"]
#: How often texts recur: always one; never; or as words do in a language, among so many of each kind.
RECURRING: tuple[Recurring, ...] = ("same", "distinct", "zipf")
OF_EACH_KIND = 1_000
PREFIXES = (
    "PREFIX f: <https://w3id.org/foedus/ontology#> PREFIX id: <https://w3id.org/foedus/id/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX claim: <https://w3id.org/foedus/claim/> "
    "PREFIX article: <https://w3id.org/foedus/article/> "
)


def _point(scale: Scale, number: int) -> str:
    return f"SELECT ?p ?o {{ claim:{number % scale.claims} ?p ?o FILTER(?p != f:n{number // scale.claims}) }}"


def _labels(_: Scale, number: int) -> str:
    other = f"?state != id:state-{number % STATES} && ?state != id:n{number // STATES}"
    return f'SELECT ?state ?label {{ ?state a f:State ; rdfs:label ?label FILTER(LANG(?label) = "it" && {other}) }}'


def _two_hops(scale: Scale, number: int) -> str:
    person, turn = number % scale.persons, number // scale.persons
    return (
        f"SELECT ?group ?label {{ ?m f:member id:person-{person} ; f:organization ?group . ?group rdfs:label ?label "
        f"FILTER(?group != id:n{turn}) }}"
    )


def _ordered(scale: Scale, number: int) -> str:
    article, least = number % scale.articles, number // scale.articles
    return (
        f"SELECT ?claim ?text ?start {{ ?claim f:voice article:{article} ; f:passage ?passage . "
        f"?passage f:quoteText ?text ; f:start ?start FILTER(?start >= {least}) }} ORDER BY DESC(?start) LIMIT 10"
    )


def _grouped(_: Scale, number: int) -> str:
    return (
        f"SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p ?o }} GROUP BY ?p HAVING(COUNT(*) > {number % 7}) LIMIT {1000 + number}"
    )


def _path(scale: Scale, number: int) -> str:
    place = number % scale.places
    return f"SELECT ?place {{ id:place-{place} f:partOf+ ?place FILTER(?place != id:n{number // scale.places}) }}"


def _text(_: Scale, number: int) -> str:
    first, second, third = (WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(3))
    sought = f"{first} {second}" if number < len(WORDS) ** 2 else f"{first} {second} {third}"
    return f'SELECT ?passage ?text {{ ?passage f:quoteText ?text FILTER(CONTAINS(LCASE(?text), "{sought}")) }}'


def _constructed(scale: Scale, number: int) -> str:
    claim, turn = number % scale.claims, number // scale.claims
    return (
        f"CONSTRUCT {{ claim:{claim} ?p ?o . ?s ?q ?v }} WHERE {{ {{ claim:{claim} ?p ?o }} UNION "
        f"{{ GRAPH claim:{claim} {{ ?s ?q ?v }} }} FILTER(?p != f:n{turn} || BOUND(?s)) }}"
    )


KINDS: dict[str, Callable[[Scale, int], str]] = {
    "point by IRI": _point,
    "labels by language": _labels,
    "two hops": _two_hops,
    "join, ORDER, LIMIT": _ordered,
    "COUNT, GROUP BY": _grouped,
    "path `p+`": _path,
    "CONTAINS(LCASE)": _text,
    "CONSTRUCT": _constructed,
}


def question(kind: str, scale: Scale, number: int) -> str:
    """Give the text of a question; another number is another text, of another meaning."""
    return PREFIXES + KINDS[kind](scale, number)


def texts(kind: str, scale: Scale, recurring: Recurring, seed: int = 0) -> Iterator[str]:
    """Give texts without end. The same seed gives the same texts, another one other texts where they are distinct."""
    if recurring == "same":
        yield from itertools.repeat(question(kind, scale, scale.claims // 2))
    elif recurring == "distinct":
        yield from (question(kind, scale, number) for number in itertools.count(seed * 100_003))
    else:
        chance = random.Random(seed)  # noqa: S311 - the same texts each time are what is wanted
        known = [question(kind, scale, number) for number in range(OF_EACH_KIND)]
        weights = list(itertools.accumulate(1 / rank for rank in range(1, OF_EACH_KIND + 1)))
        while True:
            yield from chance.choices(known, cum_weights=weights, k=1_000)
