"""No number of workers, no order and no repetition changes an answer."""

import random
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from foedus import library
from foedus.engine import InProcess
from foedus.holdings import shipped
from foedus.operations import Form, Operation
from served import served

SELECT = (
    "SELECT * { ?s ?p ?o } LIMIT 300",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?s ?l { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l . FILTER(LANG(?l) = 'it') } OFFSET 20 LIMIT 50",
)
CONSTRUCT = (
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 300",
    "DESCRIBE <https://w3id.org/foedus/id/csto>",
    "CONSTRUCT { ?s a ?class ; ?p ?o } { ?s ?p ?o . ?o a ?class }",
)
LABELS: dict[Form, tuple[str, ...]] = {
    "select": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "construct": ("text/turtle", "application/rdf+xml", "application/trig", "application/n-triples"),
}
ASKED = [(form, query, label) for form, labels in LABELS.items() for label in labels
         for query in (SELECT if form == "select" else CONSTRUCT)]  # fmt: skip


@pytest.fixture(scope="module")
def servers() -> Iterator[list[str]]:
    """Serve the shipped graph by one worker and by three."""
    with ExitStack() as running:
        yield [running.enter_context(served(workers=workers)) for workers in (1, 3)]


def got(server: str, query: str, label: str, *, held: bool) -> tuple[str, bytes]:
    """Ask, and give tag and body; a comment makes a text that was never asked before."""
    text = query if held else f"{query} # {uuid.uuid4()}"
    request = urllib.request.Request(f"{server}/sparql?{urlencode({'query': text})}", headers={"Accept": label})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.headers["ETag"], answer.read()


def test_an_answer_depends_on_the_question_alone(servers: list[str]) -> None:
    """In any order, asked again or anew, by one worker or three, each question has one answer, byte by byte."""
    order = [(asked, server, held) for asked in ASKED for server in servers for held in (True, True, False)]
    random.shuffle(order)
    answers: dict[tuple[str, str, str], set[tuple[str, bytes]]] = {}
    for asked, server, held in order:
        answers.setdefault(asked, set()).add(got(server, *asked[1:], held=held))

    assert [] == [asked for asked, found in answers.items() if len(found) != 1]


def test_the_answer_is_that_of_the_store(servers: list[str]) -> None:
    """What comes through processes and caches is what the engine itself says in this process."""
    engine = InProcess(library.build(shipped()).store, shipped().names)

    for form, query, label in ASKED:
        expected = engine.answer(Operation(query, form, label)).body

        assert expected == got(servers[0], query, label, held=True)[1]
