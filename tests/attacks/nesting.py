"""Queries that nest in one construct, so deep as is asked: below, at and beyond what the guard lets through."""

from collections.abc import Iterator

from attacks.attack import DIES, Attack
from foedus.guard import DEEPEST

#: For each construct: what opens a level, what stands in the middle, what closes a level, and how many of the
#: guard's levels one of ours takes; a query begins and ends with what surrounds all levels.
CONSTRUCTS = {
    "braces": ("ASK ", "{", "?s ?p ?o", "}", "", 1),
    "optional": ("ASK { ", "OPTIONAL { ", "?s ?p ?o", " }", " }", 1),
    "union": ("ASK { ", "{ ?s ?p ?o } UNION { ", "?s ?p ?o", " }", " }", 1),
    "graph": ("ASK { ", "GRAPH ?g { ", "?s ?p ?o", " }", " }", 1),
    "minus": ("ASK { ?s ?p ?o ", "MINUS { ?s ?p ?o ", "", " }", " }", 1),
    "subselect": ("ASK { ", "{ SELECT * { ", "?s ?p ?o", " } }", " }", 2),
    "exists": ("ASK { ?s ?p ?o ", "FILTER EXISTS { ?s ?p ?o ", "", " }", " }", 1),
    "calls": ("ASK { FILTER(", "STR(", "1", ")", ") }", 1),
    "conditions": ("ASK { FILTER(", "IF(true, ", "true", ", false)", ") }", 1),
    "parentheses": ("ASK { FILTER(", "(", "true", ")", ") }", 1),
    "minus-signs": ("ASK { FILTER(0 < ", "-", "1", "", ") }", 1),
    "plus-signs": ("ASK { FILTER(0 < ", "+", "1", "", ") }", 1),
    "signs-apart": ("ASK { FILTER(0 < ", "- ", "?x", "", ") }", 1),
    "negations": ("ASK { FILTER(", "!", "true", "", ") }", 1),
    "in-lists": ("ASK { FILTER(", "1 IN (", "1", ")", ") }", 1),
    "path-groups": ("ASK { ?s ", "(", "<a:p>", ")", " ?o }", 1),
    "path-stars": ("ASK { ?s ", "(", "<a:p>", ")*", " ?o }", 1),
    "path-inverses": ("ASK { ?s ", "^(", "<a:p>", ")", " ?o }", 1),
    "blank-nodes": ("ASK { ", "[ <a:p> ", "1", " ]", " <a:p> 1 }", 1),
    "lists": ("ASK { ", "( ", "1", " )", " <a:p> 1 }", 1),
    "triple-terms": ("ASK { ?s ?p ", "<<( ?s ?p ", "?o", " )>>", " }", 2),
    "reified": ("ASK { ", "<< ", "?s", " ?p ?o >>", " ?p ?o }", 1),
    "annotations": ("ASK { ?s ?p ?o ", "{| <a:p> ?o ", "", " |}", " }", 1),
    "aggregates": ("SELECT (", "SUM(", "?o", ")", " AS ?n) { ?s ?p ?o }", 1),
}
FAR = 20_000


def nested(construct: str, levels: int) -> str:
    """Write a query that nests so many levels in a construct."""
    before, opening, middle, closing, after, _ = CONSTRUCTS[construct]
    return before + opening * levels + middle + closing * levels + after


def attacks() -> Iterator[Attack]:
    """Give each construct below, at and just beyond the guard's limit, and far beyond it."""
    for name, (before, *_, weight) in CONSTRUCTS.items():
        around = sum(before.count(bracket) for bracket in "({")
        most = (DEEPEST - around) // weight
        yield Attack(f"{name}-below", nested(name, most // 4), frozenset({200, 400}))
        yield Attack(f"{name}-at", nested(name, most), frozenset({200, 400, 503, *DIES}))
        yield Attack(f"{name}-beyond", nested(name, most + 1), frozenset({400}), "query-is-too-deep")
        yield Attack(f"{name}-far", nested(name, FAR), frozenset({400}), "query-is-too-deep")
