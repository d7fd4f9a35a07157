"""Content negotiation: the form of the query first, then the weights of Accept; ``format`` overrides both."""

import pytest
from foedus import negotiation
from foedus.negotiation import CSV, HTML, JSON, JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TSV, TURTLE, XML
from foedus.operations import Form, Refusal
from foedus.paper import GUARDED

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml, application/sparql-results+xml"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
YASGUI = "application/sparql-results+json,*/*;q=0.9"


@pytest.mark.parametrize(
    ("form", "accept", "expected"),
    [
        ("select", None, JSON),
        ("select", "", JSON),
        ("select", "*/*", JSON),
        ("ask", "*/*", JSON),
        ("construct", None, TURTLE),
        ("describe", "*/*", TURTLE),
        ("select", RDFLIB, XML),
        ("construct", RDFLIB, RDF_XML),
        ("select", BROWSER, HTML),
        ("construct", BROWSER, HTML),
        ("select", "text/html;q=0.6, text/csv", CSV),
        ("select", "text/html, text/csv", CSV),
        ("select", "text/*", CSV),
        ("select", "application/json", JSON),
        ("select", "text/javascript", JSON),
        ("select", "application/xml", XML),
        ("construct", "application/json", JSON_LD),
        ("construct", "text/xml", RDF_XML),
        ("construct", "application/turtle,text/turtle", TURTLE),
        ("construct", "application/n3", TURTLE),
        ("construct", "application/x-trig", TRIG),
        ("construct", "text/x-nquads", N_QUADS),
        ("construct", JENA, TURTLE),
        ("construct", YASGUI, TURTLE),
        ("select", "text/csv;charset=utf-8", CSV),
        ("select", "application/sparql-results+json;q=0, */*;q=0.1", XML),
        ("select", "text/csv;q=0.5, text/tab-separated-values;q=0.7", TSV),
        ("select", "TEXT/CSV", CSV),
        ("select", "text/csv;q=nonsense, */*;q=0.1", JSON),
    ],
)
def test_the_answer_has_the_type_that_weighs_most(form: Form, accept: str | None, expected: str) -> None:
    """A form offers its own types, and of these the one that Accept weighs most wins."""
    assert expected == negotiation.choose(negotiation.offers(form), accept)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/turtle;version=1.2", f"{TURTLE}; version=1.2"),
        ('Text/Turtle; Version="1.2"; q=0.5', f"{TURTLE}; version=1.2"),
        ("text/turtle;version=1.2-basic, text/turtle;q=0.9", f"{TURTLE}; version=1.2-basic"),
        ("text/turtle;version=1.1, text/turtle;version=1.2", f"{TURTLE}; version=1.2"),
        ("text/turtle;version=1.1;q=0.9, text/turtle;version=1.2;q=0.8", f"{TURTLE}; version=1.1"),
        ("text/turtle;version=1.1;q=0.9, text/turtle", TURTLE),
        ("text/turtle;version=1.2;q=0, text/turtle", TURTLE),
        ("text/turtle;version=1.2;q=0, */*", TURTLE),
        ("text/turtle;version=9, application/n-triples;version=1.2;q=0.1", f"{N_TRIPLES}; version=1.2"),
        ("application/ld+json;version=1.2", JSON_LD),
        ("text/turtle;charset=utf-8;profile=x", TURTLE),
        ("application/x-turtle;version=1.2", TURTLE),
        ("*/*;version=1.2", TURTLE),
    ],
)
def test_the_version_of_rdf_that_is_asked_for_is_said(accept: str, expected: str) -> None:
    """A type that is asked for in a version of RDF is labelled with it; no other parameter matters but q."""
    offered = negotiation.offers("construct")

    assert expected == negotiation.versioned(negotiation.choose(offered, accept), accept)


def test_a_version_that_there_is_not_is_not_offered() -> None:
    """Who takes only a version that nobody has defined is told what is offered."""
    with pytest.raises(Refusal) as refused:
        negotiation.choose(negotiation.offers("select"), "application/sparql-results+json;version=2.0")

    assert 406 == refused.value.status


def test_a_format_that_is_named_says_nothing_of_versions() -> None:
    """Where ``format`` chose the type, what Accept says of versions is not for it."""
    assert TURTLE == negotiation.versioned(TURTLE, "text/turtle;version=1.1", ["ttl"])
    assert f"{TURTLE}; version=1.1" == negotiation.versioned(TURTLE, "text/turtle;version=1.1", ["nonsense"])


@pytest.mark.parametrize(
    ("form", "formats", "expected"),
    [
        ("select", ["csv"], CSV),
        ("select", ["tsv"], TSV),
        ("select", ["json"], JSON),
        ("select", ["html"], HTML),
        ("construct", ["json"], JSON_LD),
        ("construct", ["nt"], N_TRIPLES),
        ("construct", ["n3"], TURTLE),
        ("construct", ["xml"], RDF_XML),
        ("select", ["text/tab-separated-values"], TSV),
        ("select", ["application/sparql-results xml"], XML),
        ("construct", ["application/ld+json,application/x-json+ld"], JSON_LD),
        ("select", ["turtle,csv"], CSV),
        ("select", ["turtle", "tsv"], TSV),
        ("construct", ["csv"], RDF_XML),
        ("select", ["nonsense"], XML),
        ("select", [""], XML),
    ],
)
def test_a_format_that_fits_overrides_accept(form: Form, formats: list[str], expected: str) -> None:
    """The first named format that fits the form wins; where none fits, Accept decides as if none were named."""
    assert expected == negotiation.choose(negotiation.offers(form), RDFLIB, formats)


@pytest.mark.parametrize(("form", "accept"), [("select", "text/turtle"), ("construct", JSON), ("ask", "image/png")])
def test_where_nothing_is_acceptable_the_offers_are_named(form: Form, accept: str) -> None:
    """406 names what is offered for this form of query."""
    with pytest.raises(Refusal) as refused:
        negotiation.choose(negotiation.offers(form), accept)

    assert refused.value.status == 406
    assert all(offer in refused.value.hint for offer in negotiation.offers(form) if offer != GUARDED)
    assert GUARDED not in refused.value.hint


def test_text_says_its_charset() -> None:
    """Text carries its charset, so that no client guesses another."""
    assert negotiation.label(CSV) == "text/csv; charset=utf-8"
    assert negotiation.label(JSON) == JSON
    assert negotiation.label(f"{TURTLE}; version=1.2") == "text/turtle; charset=utf-8; version=1.2"
    assert negotiation.label(f"{XML}; version=1.2") == f"{XML}; version=1.2"
