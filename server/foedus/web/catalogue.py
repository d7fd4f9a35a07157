"""The pages that list: every saved question by the articles that it names, every concept by its scheme."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, render_template

from foedus.questions import Question
from foedus.web.shown import Cell, cell
from foedus.web.site import Site, site

blueprint = Blueprint("catalogue", __name__)

_SCHEMES = """
SELECT ?scheme ?title ?meaning ?concept ?label ?etichetta ?definition WHERE {
  ?scheme a skos:ConceptScheme .
  ?concept skos:inScheme ?scheme .
  OPTIONAL { ?scheme rdfs:label ?title . FILTER(LANG(?title) = "en") }
  OPTIONAL { ?scheme skos:definition ?meaning . FILTER(LANG(?meaning) = "en") }
  OPTIONAL { ?concept rdfs:label ?label . FILTER(LANG(?label) = "en") }
  OPTIONAL { ?concept rdfs:label ?etichetta . FILTER(LANG(?etichetta) = "it") }
  OPTIONAL { ?concept skos:definition ?definition . FILTER(LANG(?definition) = "en") }
} ORDER BY ?scheme ?concept"""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading; ``article`` is set where all of them name just that one."""

    title: str
    questions: Sequence[Question]
    article: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A closed list of concepts, each with its labels in English and Italian and its definition."""

    term: Cell | None
    title: Cell | None
    meaning: Cell | None
    concepts: list[dict[str, Cell | None]] = field(default_factory=list)


@blueprint.get("/queries")
def queries() -> str:
    """List every saved question."""
    return render_template("queries.html", site=site(), groups=grouped(site()))


def grouped(site: Site) -> list[Group]:
    """Put the questions that have rows for an answer under the articles that they name."""
    named = {question.name: _articles(question, site.articles) for question in site.answered}
    one = [Group(f"Article {article}", _naming(site, named, [article]), article) for article in site.articles]
    several = [question for question in site.answered if len(named[question.name]) > 1]
    rest = [Group("Several articles by name", several), Group("No article by name", _naming(site, named, []))]
    return [group for group in (*one, *rest) if group.questions]


def schemes(site: Site) -> list[Scheme]:
    """Gather the concepts under their schemes, in the order of names."""
    found: dict[str, Scheme] = {}
    for row in site.select(_SCHEMES):
        term, title, meaning = (cell(row[name], site.names) for name in ("scheme", "title", "meaning"))
        scheme = found.setdefault(row["scheme"].value, Scheme(term, title, meaning))
        names = ("concept", "label", "etichetta", "definition")
        scheme.concepts.append({name: cell(row[name], site.names) for name in names})
    return list(found.values())


def _articles(question: Question, articles: Sequence[str]) -> list[str]:
    """Find the articles that a question names: article:003, claim:003-010, statement-003-05, not claim:001-003."""
    text = f"{question.name}\n{question.query}"
    return [name for name in articles if re.search(rf"(?:[:/]|[a-z]-){re.escape(name)}(?![0-9A-Za-z])", text)]


def _naming(site: Site, named: dict[str, list[str]], articles: list[str]) -> list[Question]:
    return [question for question in site.answered if named[question.name] == articles]
