"""The pages that list: every saved question by the articles that it is about, every concept by its scheme."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, render_template

from foedus.questions import Question
from foedus.web.shown import Cell, cell
from foedus.web.site import Site, site
from foedus.web.tongue import language

blueprint = Blueprint("catalogue", __name__)
#: A question of more articles than these stands apart, under none of them.
_FEW = 2

_SCHEMES = """
SELECT ?scheme ?title ?meaning ?concept ?label ?definition WHERE {
  ?scheme a skos:ConceptScheme .
  ?concept skos:inScheme ?scheme .
  OPTIONAL { ?scheme rdfs:label ?title . FILTER(LANG(?title) = "@@") }
  OPTIONAL { ?scheme skos:definition ?meaning . FILTER(LANG(?meaning) = "@@") }
  OPTIONAL { ?concept rdfs:label ?label . FILTER(LANG(?label) = "@@") }
  OPTIONAL { ?concept skos:definition ?definition . FILTER(LANG(?definition) = "@@") }
} ORDER BY ?scheme ?concept"""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions under one heading, named by the key of its words; ``article`` is set where all are about it."""

    key: str
    questions: Sequence[Question]
    article: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A closed list of concepts, each with its label and its definition."""

    term: Cell | None
    title: Cell | None
    meaning: Cell | None
    concepts: list[dict[str, Cell | None]] = field(default_factory=list)


@blueprint.get("/queries")
def queries() -> str:
    """List every saved question."""
    return render_template("queries.html", site=site(), groups=grouped(site()))


def grouped(site: Site) -> list[Group]:
    """Put the questions that have rows for an answer under their articles, under both where they have two."""
    about = site.articles_of
    few = {name: articles if len(articles) <= _FEW else [] for name, articles in about.items()}
    each = [Group("queries-article", _about(site, few, article), article) for article in site.articles]
    several = [question for question in site.answered if len(about[question.name]) > _FEW]
    none = [question for question in site.answered if not about[question.name]]
    return [
        group
        for group in (*each, Group("queries-several", several), Group("queries-no-article", none))
        if group.questions
    ]


def schemes(site: Site) -> list[Scheme]:
    """Gather the concepts under their schemes, in the order of names."""
    found: dict[str, Scheme] = {}
    for row in site.select(_SCHEMES.replace("@@", language())):
        term, title, meaning = (cell(row[name], site.names) for name in ("scheme", "title", "meaning"))
        scheme = found.setdefault(row["scheme"].value, Scheme(term, title, meaning))
        names = ("concept", "label", "definition")
        scheme.concepts.append({name: cell(row[name], site.names) for name in names})
    return list(found.values())


def _about(site: Site, articles: dict[str, list[str]], article: str) -> list[Question]:
    return [question for question in site.answered if article in articles[question.name]]
