"""Finds the articles of a question: those it names, whose words answer it, or that speak of what it names."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from foedus.questions import Question

if TYPE_CHECKING:
    from foedus.web.site import Site

_WORDS = """
SELECT DISTINCT ?words ?article WHERE {
  { ?passage f:quoteText ?words ; f:article ?article }
  UNION { ?claim f:gist ?words ; f:passage/f:article ?article }
}"""
_NODES = """
SELECT DISTINCT ?node ?article WHERE {
  ?claim f:passage/f:article ?article .
  { GRAPH ?claim { ?node ?predicate ?other } } UNION { GRAPH ?claim { ?other ?predicate ?node } }
  FILTER(ISIRI(?node))
}"""
#: What joins the quotes of one claim in an answer.
_JOINT = " … "


@dataclass(frozen=True, slots=True)
class Places:
    """In which articles words are quoted or told, and in which a thing is spoken of, by local names."""

    articles: tuple[str, ...]
    words: dict[str, set[str]]
    nodes: dict[str, set[str]]


def related(site: "Site") -> dict[str, list[str]]:
    """Give the articles of each question by its name; none where no article can be told from another."""
    places = _places(site)
    return {question.name: _articles(question, places) for question in site.questions}


def _places(site: "Site") -> Places:
    words, nodes = defaultdict(set), defaultdict(set)
    for row in site.select(_WORDS):
        words[row["words"].value].add(site.names.local(row["article"]))
    for row in site.select(_NODES):
        nodes[row["node"].value.rpartition("/")[2]].add(site.names.local(row["article"]))
    return Places(tuple(site.articles), words, nodes)


def _articles(question: Question, places: Places) -> list[str]:
    """Take the nearest sign: the question's own words, else its answer's, else the things that it names."""
    found = _named(f"{question.name}\n{question.query}", places) or _answering(question, places)
    return sorted(found or _speaking(question, places))


def _named(text: str, places: Places) -> set[str]:
    """Find article:003, claim:003-010, statement-003-05 and "article 003" in a text, not claim:001-003."""
    return {
        name
        for name in places.articles
        if re.search(rf"(?:[:/]|[a-z]-|\barticle ){re.escape(name)}(?![0-9A-Za-z])", text)
    }


def _answering(question: Question, places: Places) -> set[str]:
    if not question.answer.exists():
        return set()
    text = question.answer.read_text("utf-8")
    cells = {part for row in csv.reader(text.splitlines()) for cell in row for part in cell.split(_JOINT)}
    return _named(text, places).union(*(places.words.get(cell, set()) for cell in cells))


def _speaking(question: Question, places: Places) -> set[str]:
    """Give the articles that speak of every thing that the query names."""
    things = [places.nodes[name] for name in re.findall(r"\bid:([\w-]+)", question.query) if name in places.nodes]
    return set.intersection(*things) if things else set()
