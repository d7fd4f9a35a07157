"""Titles what nobody may label: Memberships, Statements, Plans, Times and Measures, in words that assert nothing."""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from foedus.facts import Fact, Index
from foedus.say.grammar import Grammar, joined, quoted
from foedus.say.naming import Namer, told
from foedus.terms import LABEL, TYPE, term

#: Classes without an authored label; the graph's own rules forbid one.
UNLABELLED = ("Membership", "Statement", "Time", "Measure")


def titles(index: Index, plans: Iterable[ox.Quad], grammars: Mapping[str, Grammar]) -> Iterator[ox.Quad]:
    """Give a label in each language to every unlabelled node of the claims, and to every Plan that was computed."""
    nodes, planned = dict.fromkeys(_unlabelled(index)), Index(Fact(quad) for quad in plans)
    for grammar in grammars.values():
        namer = Namer(index, grammar)
        for node in nodes:
            yield _label(node, _title(namer, node), grammar)
        for plan in planned.typed(term("Plan")):
            yield _label(plan, grammar.phrases["plan"].format(content=_content(namer, planned, plan)), grammar)


def _content(namer: Namer, planned: Index, plan: ox.NamedNode) -> str:
    """Say what is planned: the gist of the claim where it has one, else the things that it concerns."""
    claim = planned.value(plan, term("derivedFrom"))
    gist = namer.text(claim, "gist") if isinstance(claim, ox.NamedNode) else None
    things = [thing for thing in planned.values(plan, term("concerns")) if isinstance(thing, ox.NamedNode)]
    names = joined(namer.grammar, sorted({_bare(namer.label(thing)) for thing in things}))
    return quoted(namer.grammar, gist.removesuffix(".")) if gist else names


def _unlabelled(index: Index) -> Iterator[ox.NamedNode]:
    classes = {term(name) for name in UNLABELLED}
    for fact in index:
        subject, predicate, class_, _ = fact.quad
        if predicate == TYPE and class_ in classes and isinstance(subject, ox.NamedNode):
            yield subject


def _title(namer: Namer, node: ox.NamedNode) -> str:
    title = _bare(namer.label(node))
    if namer.class_of(node) != "Statement":
        return title
    for name, preposition in (("addressee", "to"), ("about", "about")):
        things = namer.values(node, name)
        title += f" {namer.nouns(things, namer.grammar.phrases[preposition])}" if things else ""
    days = [namer.day(time) for time in namer.values(node, "time") if isinstance(time, ox.NamedNode)]
    return ", ".join([title, *(day for day in days if day), *_reporters(namer, node)])


def _reporters(namer: Namer, statement: ox.NamedNode) -> list[str]:
    """Say who reports a statement that only another speaker reports: the articles do not vouch that it was made."""
    voices = [namer.index.value(claim, term("voice")) for claim in _tellers(namer.index, statement)]
    if any(isinstance(voice, ox.NamedNode) and namer.class_of(voice) == "Article" for voice in voices):
        return []
    speakers = [
        speaker for voice in voices if isinstance(voice, ox.NamedNode) for speaker in namer.values(voice, "speaker")
    ]
    return [namer.grammar.phrases["reported"].format(speaker=namer.nouns(speakers))] if speakers else []


def _tellers(index: Index, node: ox.NamedNode) -> list[ox.NamedNode]:
    graphs = [fact.quad.graph_name for fact in told(index).get(node, []) if _is_speaking(fact)]
    return [graph for graph in graphs if isinstance(graph, ox.NamedNode)]


def _is_speaking(fact: Fact) -> bool:
    return fact.quad.predicate == term("speaker")


def _label(node: ox.NamedNode, words: str, grammar: Grammar) -> ox.Quad:
    return ox.Quad(node, LABEL, ox.Literal(words, language=grammar.code))


def _bare(title: str) -> str:
    """Take the article off, as the authored labels have none."""
    for article in ("the ", "il ", "la "):
        title = title.removeprefix(article)
    return title
