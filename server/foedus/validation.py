"""Judges how literals are written: knows which spellings a store would rewrite behind the curator's back."""

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from foedus.facts import Fact, Finding
from foedus.terms import Names

_SUBJECT = ox.NamedNode("urn:literal")
_UNTIDY = re.compile(r"^\s|\s$|\s\s|[^\S ]")


def judge_literals(facts: Iterable[Fact], names: Names | None = None) -> list[Finding]:
    """Find numbers and dates that are not canonical, and labels or sentences with stray white space."""
    known, named = list(facts), names or Names()
    return [*_rewritten(known, named), *_untidy(known, named)]


def _rewritten(facts: list[Fact], names: Names) -> Iterator[Finding]:
    """Find what a store hands back in another spelling, so that a query would show what nobody wrote."""
    typed = {fact.quad.object for fact in facts if isinstance(fact.quad.object, ox.Literal)}
    kept = _as_stored(literal for literal in typed if not literal.language)
    for fact in facts:
        literal = fact.quad.object
        if isinstance(literal, ox.Literal) and kept.get(literal, literal) != literal:
            kind, spelling = names.shorten(kept[literal].datatype.value), kept[literal].value
            sentence = f'write it in canonical form: "{spelling}" of datatype {kind}'
            yield _finding("LiteralNotCanonical", sentence, fact, names)


def _as_stored(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    store, kept = ox.Store(), {}
    for number, literal in enumerate(literals):
        predicate = ox.NamedNode(f"urn:literal:{number}")
        store.add(ox.Quad(_SUBJECT, predicate, literal))
        stored = next(iter(store.quads_for_pattern(_SUBJECT, predicate, None))).object
        if isinstance(stored, ox.Literal):
            kept[literal] = stored
    return kept


def _untidy(facts: list[Fact], names: Names) -> Iterator[Finding]:
    for fact in facts:
        literal = fact.quad.object
        if isinstance(literal, ox.Literal) and literal.language and _UNTIDY.search(literal.value):
            sentence = "remove white space at the ends, doubled spaces and line breaks: one sentence on one line"
            yield _finding("TextNotTidy", sentence, fact, names)


def _finding(rule: str, sentence: str, fact: Fact, names: Names) -> Finding:
    subject, predicate, value = fact.quad.subject, fact.quad.predicate, fact.quad.object
    focus = names.shorten(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)
    return Finding(rule, sentence, fact.origin, focus=focus, path=names.shorten(predicate.value), value=str(value))
