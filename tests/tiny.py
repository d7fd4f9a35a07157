"""A tiny invented graph behind the pages, for whoever asks them in process."""

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
from flask.testing import FlaskClient
from foedus.engine import Engine, InProcess
from foedus.holdings import About
from foedus.operations import Answer, Operation
from foedus.questions import Question
from foedus.terms import Names
from foedus.web.application import application
from foedus.web.site import Site

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
STATES = "PREFIX f: <https://w3id.org/foedus/ontology#> SELECT ?state WHERE { ?state a f:State }"
VERSION = "0123456789abcdef"
GRAPH = """
@prefix f: <https://w3id.org/foedus/ontology#> . @prefix c: <https://w3id.org/foedus/concept/> .
@prefix id: <https://w3id.org/foedus/id/> . @prefix claim: <https://w3id.org/foedus/claim/> .
@prefix passage: <https://w3id.org/foedus/passage/> . @prefix article: <https://w3id.org/foedus/article/> .
@prefix check: <https://w3id.org/foedus/check/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:ruritania a f:State ; rdfs:label "Ruritania"@en, "Ruritània"@it .
id:attack rdfs:label "<script>alert(1)</script>"@en, "ab\\u202Ecd"@it ; f:about <javascript:alert%281%29> .
article:900 a f:Article .
claim:900-001 a f:Claim ; f:voice article:900 ; f:passage passage:900-001 ; f:polarity c:denied .
claim:900-001 { id:ruritania f:memberOf id:syldavian-league . }
passage:900-001 a f:Passage ; f:article article:900 ; f:quote "non è più nella lega" .
check:900-001-1 a f:Check ; f:claim claim:900-001 ; f:verdict c:supports .
c:denied a skos:Concept ; rdfs:label "denied"@en, "negato"@it ; skos:definition "It is not so."@en ; skos:inScheme c:polarity .
c:polarity a skos:ConceptScheme ; rdfs:label "polarity"@en .
<https://w3id.org/foedus/ontology> a owl:Ontology .
f:State a owl:Class ; rdfs:label "State"@en ; skos:definition "A country."@en .
"""
QUESTIONS = [
    Question(
        "states", "Which States are held?", "Quali Stati ci sono?", "as of", "# en: x\n" + STATES, Path("states.csv")
    )
]


def broken_engine() -> Engine:
    """Give an engine that fails in a way that nobody foresaw."""

    class Broken:
        def answer(self, operation: Operation) -> Answer:
            raise LookupError(operation.query)

    return Broken()


def tiny_client(
    about: About | None = None, questions: Sequence[Question] = QUESTIONS, *, broken: bool = False
) -> FlaskClient:
    """Give a client of the tiny graph, of which its keepers say nothing unless told otherwise."""
    store = ox.Store()
    store.load(GRAPH.encode(), format=ox.RdfFormat.TRIG)
    said = lambda claim, _: f"Said: {claim}."  # noqa: E731 - one sentence for any claim
    engine = broken_engine() if broken else InProcess(store)
    site = Site(engine, Names(), "https://graph.example", questions, said, about or About(), version=VERSION)
    return application(site).test_client()
