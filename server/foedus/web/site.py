"""What the pages have at hand: the engine, the names, the questions, and the address the public knows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, cast

import pyoxigraph as ox
from flask import current_app

from foedus import census, negotiation, search
from foedus.cache import Answers, Cache
from foedus.description import describe
from foedus.engine import Engine
from foedus.holdings import About
from foedus.judging import Document
from foedus.operations import Operation, Refusal
from foedus.quality import Survey
from foedus.questions import Question
from foedus.rulebook import Page
from foedus.terms import Names
from foedus.web.exports import Exports
from foedus.web.related import related
from foedus.workers import Limits

Solutions = list[ox.QuerySolution]
Language = Literal["en", "it"]
#: The seven patterns of the guide, as the header ``guide`` of a question names them.
PATTERNS = ("evidence", "whole", "as of", "who said", "planned", "contested", "why not")
#: How the question that the pages show first says so in its header ``guide``.
FIRST = "first"
#: How the name of a question begins whose right answer is no row.
_NONE = "none-"
#: Refusals of a count that would come again.
_TOO_MUCH = ("answer-is-too-large", "engine-ran-out-of-memory", "query-took-too-long")
_COUNTS = """
SELECT ?triples ?graphs ?articles ?conflicts WHERE {
  { SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o } }
  { SELECT (COUNT(DISTINCT ?g) AS ?graphs) WHERE { ?g a f:Claim . GRAPH ?g { ?s ?p ?o } } }
  { SELECT (COUNT(DISTINCT ?article) AS ?articles) WHERE { ?article a f:Article } }
  { SELECT (COUNT(DISTINCT ?conflict) AS ?conflicts) WHERE { ?conflict a f:Conflict } }
}"""


@dataclass(frozen=True)
class Site:
    """One graph as it is served. ``say`` writes a claim as a sentence or gives None, ``content`` without its voice.

    ``texts`` has the articles, by their IRIs, that may be shown sentence by sentence.

    ``version`` is a hash of the graph: while it is the same, so are its answers.
    """

    engine: Engine
    names: Names
    public_url: str
    questions: Sequence[Question] = ()
    say: Callable[[str, Language], str | None] = lambda _claim, _language: None
    about: About = field(default_factory=About)
    context: bytes = b"{}"
    version: str = "unversioned"
    limits: Limits | None = None
    survey: Callable[[Engine, str], Survey | None] = lambda _engine, _version: None
    rules: Mapping[str, Page] = field(default_factory=dict)
    own: Callable[[], tuple[list[Document], list[Document]]] = lambda: ([], [])
    exports: Exports | None = None
    content: Callable[[str, Language], str | None] = lambda _claim, _language: None
    texts: Callable[[], Mapping[str, str]] = dict
    answers: Answers | None = None

    @cached_property
    def cache(self) -> Cache:
        """What was answered before; the engine itself is asked to learn whether it answers at all."""
        return Cache(self.engine.answer, self.version, self.answers)

    @property
    def title(self) -> str:
        """The name of the graph, else that of what serves it."""
        return self.about.title or "foedus"

    @property
    def patterns(self) -> list[tuple[str, Question]]:
        """Each pattern of the guide, with the question that shows it."""
        shown = {question.guide.strip().lower(): question for question in reversed(self.questions) if question.guide}
        return [(pattern, shown[pattern]) for pattern in PATTERNS if pattern in shown]

    @property
    def examples(self) -> Sequence[Question]:
        """Questions to begin with; all of them where none is marked."""
        first = [question for question in self.questions if question.guide == FIRST]
        return [*first, *(question for _, question in self.patterns)] or self.questions

    @property
    def answered(self) -> list[Question]:
        """Questions that have rows for an answer."""
        return [question for question in self.questions if not question.name.startswith(_NONE)]

    @property
    def unanswered(self) -> list[Question]:
        """Questions to which no row is the right answer; their files say so by name."""
        return [question for question in self.questions if question.name.startswith(_NONE)]

    @cached_property
    def articles_of(self) -> dict[str, list[str]]:
        """The articles of each question by its name; found once, since a served graph does not change."""
        return related(self)

    @property
    def endpoint(self) -> str:
        """The endpoint's public address."""
        return self.public_url.rstrip("/") + "/sparql"

    @property
    def pinned(self) -> str:
        """The endpoint's public address that answers from this version of the graph alone."""
        return f"{self.public_url.rstrip('/')}/v/{self.version}/sparql"

    def select(self, query: str, bindings: dict[str, str] | None = None) -> Solutions:
        """Ask the engine for rows; our own prefixes are declared, IRIs are given to variables."""
        operation = Operation(self.names.declared + query, "select", negotiation.JSON, bindings=bindings or {})
        results = ox.parse_query_results(self.cache.held(operation).answer.body, ox.QueryResultsFormat.JSON)
        return list(results) if isinstance(results, ox.QuerySolutions) else []

    @cached_property
    def finder(self) -> search.Finder:
        """Every name, quote and gist of the graph; read once, since a served graph does not change."""
        return search.read(self.select)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How much there is; counted once, since a served graph does not change."""
        row = self.select(_COUNTS)[0]
        return {name: int(row[name].value) for name in ("triples", "graphs", "articles", "conflicts")}

    @cached_property
    def articles(self) -> list[str]:
        """The local names of the articles, in order."""
        rows = self.select("SELECT DISTINCT ?article WHERE { ?article a f:Article } ORDER BY ?article")
        return [self.names.local(row["article"]) for row in rows if isinstance(row["article"], ox.NamedNode)]

    @cached_property
    def description(self) -> list[ox.Triple]:
        """What the service and its dataset say of themselves, counted once; without counts where they take too long."""
        try:
            counted = census.take(self.select)
        except Refusal as refusal:
            if refusal.slug not in _TOO_MUCH:
                raise
            counted = None
        return list(describe(self.public_url, self.names, counted, self.about))


def site() -> Site:
    """Give the site of the application that answers this request."""
    return cast("Site", current_app.extensions["foedus"])
