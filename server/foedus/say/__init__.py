"""Says any claim as one plain sentence, English or Italian, from the labels of the ontology and of the names."""

from collections.abc import Iterable, Iterator
from typing import Literal

import pyoxigraph as ox

from foedus.facts import Index
from foedus.say.clauses import Clauses
from foedus.say.english import English
from foedus.say.grammar import Grammar, Opener, quoted
from foedus.say.italian import Italian
from foedus.say.naming import Namer, told
from foedus.say.titles import titles
from foedus.terms import DESCRIPTION, local, term

Language = Literal["en", "it"]
_GRAMMARS: dict[str, Grammar] = {"en": English(), "it": Italian()}
_LONGEST_CHAIN = 5
#: Properties of a claim itself: the phrase, its blank, and the preposition before what fills it.
_OWN = (
    ("reason", "reason", "claim", ""),
    ("bearsOn", "bears", "thing", "on"),
    ("ambiguous", "ambiguous", "claim", ""),
    ("asOf", "asOf", "time", ""),
    ("plannedBy", "plannedBy", "planner", ""),
)


def say(index: Index, claim: ox.NamedNode, language: Language) -> str:
    """Render a claim: whose voice, how firmly, and every triple of its graph. The index holds the ontology too."""
    grammar = _GRAMMARS[language]
    namer = Namer(index, grammar)
    opener = _opener(index, claim, grammar)
    body = _body(index, claim, grammar, opener)
    return f"{_frame(namer, claim)}: {body}{_remarks(namer, claim)}."


def content(index: Index, claim: ox.NamedNode, language: Language) -> str:
    """Render what a claim says, without whose voice it is."""
    grammar = _GRAMMARS[language]
    body = _body(index, claim, grammar, _opener(index, claim, grammar))
    return f"{body[:1].upper()}{body[1:]}."


def label(index: Index, node: ox.NamedNode, language: Language) -> str:
    """Name any node: its authored label, else one rendered from what the claims say of it."""
    return Namer(index, _GRAMMARS[language]).label(node)


def labels(index: Index, computed: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Give a computed label, English and Italian, to every node that has no authored one; plans are computed."""
    return titles(index, computed, _GRAMMARS)


def sentences(index: Index) -> Iterator[ox.Quad]:
    """Describe every claim by its whole sentence in both languages, so that no denial is read as its opposite."""
    for claim in index.typed(term("Claim")):
        yield ox.Quad(claim, DESCRIPTION, ox.Literal(say(index, claim, "en"), language="en"))
        yield ox.Quad(claim, DESCRIPTION, ox.Literal(say(index, claim, "it"), language="it"))


def _opener(index: Index, claim: ox.NamedNode, grammar: Grammar) -> Opener:
    factuality, polarity = index.value(claim, term("factuality")), index.value(claim, term("polarity"))
    firmness = local(factuality) if isinstance(factuality, ox.NamedNode) else "ongoing"
    affirmed = not (isinstance(polarity, ox.NamedNode) and local(polarity) == "denied")
    return grammar.openers.get((firmness, affirmed), grammar.openers["ongoing", affirmed])


def _body(index: Index, claim: ox.NamedNode, grammar: Grammar, opener: Opener) -> str:
    clauses = Clauses(index, grammar, opener.mood).of(claim)
    gist = Namer(index, grammar).text(claim, "gist")
    said = "; ".join(clauses)
    if said and opener.words:
        said = f"{opener.words} {said}"
    if gist:
        lead = opener.words.removesuffix(" that").removesuffix(" che").removesuffix(",")
        words = quoted(grammar, gist.removesuffix("."))
        said = "; ".join(part for part in (said, f"{lead}: {words}" if lead else words) if part)
    return said or grammar.phrases["nothing"]


def _frame(namer: Namer, claim: ox.NamedNode) -> str:
    """Say whose voice it is: the article's own, or the chain of those whom it reports."""
    phrases = namer.grammar.phrases
    article, chain = _article(namer, claim), _chain(namer, namer.index.value(claim, term("voice")))
    if chain:
        frame = phrases["reports"].format(article=article, chain=f" {phrases['that']} ".join(chain))
    else:
        frame = phrases["own"].format(article=article)
    frame = frame[0].upper() + frame[1:]
    for name, key in (("via", "agency"), ("distance", "distance")):
        nodes = namer.index.values(claim, term(name))
        frame += phrases[name].format(**{key: namer.nouns([*nodes])}) if nodes else ""
    return frame


def _article(namer: Namer, claim: ox.NamedNode) -> str:
    voice, passage = (namer.index.value(claim, term(name)) for name in ("voice", "passage"))
    article = namer.index.value(passage, term("article")) if isinstance(passage, ox.NamedNode) else voice
    name = namer.label(article) if isinstance(article, ox.NamedNode) else "?"
    return name if namer.grammar.code == "en" else f"l'{name}"


def _chain(namer: Namer, voice: ox.NamedNode | ox.Literal | None) -> list[str]:
    """Give who said it, outermost first; empty where the voice is an article."""
    chain: list[str] = []
    while isinstance(voice, ox.NamedNode) and namer.class_of(voice) != "Article" and len(chain) < _LONGEST_CHAIN:
        chain.insert(0, _said(namer, voice))
        voice = _voice_of(namer.index, voice)
    return chain


def _said(namer: Namer, statement: ox.NamedNode) -> str:
    phrases, documents = namer.grammar.phrases, namer.values(statement, "inDocument")
    if documents:
        return phrases["says"].format(document=namer.nouns(documents))
    speakers = namer.values(statement, "speaker")
    said = phrases["said"].format(speaker=namer.nouns(speakers) if speakers else phrases["unknown"])
    return said.replace(" ha ", " hanno ") if len(speakers) > 1 else said


def _voice_of(index: Index, statement: ox.NamedNode) -> ox.NamedNode | ox.Literal | None:
    """Give the voice of the claim that reports a statement."""
    graphs = [fact.quad.graph_name for fact in told(index).get(statement, [])]
    return index.value(graphs[0], term("voice")) if graphs and isinstance(graphs[0], ox.NamedNode) else None


def _remarks(namer: Namer, claim: ox.NamedNode) -> str:
    """Say the rest of a claim's own properties, in parentheses."""
    index, phrases = namer.index, namer.grammar.phrases
    about = [
        fact.quad.object
        for fact in index.inside(claim)
        if fact.quad.subject == claim and fact.quad.predicate == term("about")
    ]
    topics = [node for node in about if isinstance(node, ox.NamedNode | ox.Literal)]
    remarks = [namer.nouns(topics, phrases["about"])] if topics else []
    listings = [namer.noun(node) for node in index.values(claim, term("listing"))] or [""]
    things = [namer.noun(thing, phrases["to"]) for thing in index.values(claim, term("lists"))]
    remarks += [phrases["lists"].format(listing=listings[0], thing=thing).strip() for thing in things]
    for name, phrase, key, preposition in _OWN:
        nodes = index.values(claim, term(name))
        if nodes:
            remarks.append(phrases[phrase].format(**{key: namer.nouns(nodes, phrases.get(preposition, ""))}))
    return f" ({'; '.join(remarks)})" if remarks else ""
