"""The engine in this process: honest labels, whole answers, errors with line and column."""

import json
import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from foedus import engine, negotiation, paper
from foedus.engine import InProcess
from foedus.operations import Form, Operation, Refusal
from foedus.terms import TYPE, Names, term

NAMES = Names()
CSTO = NAMES.iri("id", "csto")
CLAIM = NAMES.iri("claim", "003-001")


@pytest.fixture
def store() -> ox.Store:
    """Give a store with one accepted triple and one that only a claim says."""
    store = ox.Store()
    store.add(ox.Quad(CSTO, TYPE, term("Organization")))
    store.add(ox.Quad(CSTO, term("wording"), ox.Literal("alleanza", language="it"), CLAIM))
    return store


def ask(
    store: ox.Store, query: str, media_type: str = negotiation.JSON, form: Form = "select", **more: object
) -> bytes:
    """Answer a query from a store."""
    return InProcess(store).answer(Operation(query, form, media_type, **more)).body  # type: ignore[arg-type]


def rows(body: bytes) -> list[dict[str, dict[str, str]]]:
    """Read the rows of a JSON answer."""
    found: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return found


def refused(store: ox.Store, query: str, media_type: str = negotiation.JSON) -> Refusal:
    """Give the refusal that a query meets."""
    with pytest.raises(Refusal) as caught:
        ask(store, query, media_type)
    return caught.value


@pytest.mark.parametrize("media_type", negotiation.RESULTS[:-1])
def test_rows_parse_under_their_label(store: ox.Store, media_type: str) -> None:
    """Rows come in four formats, each of which its own parser reads."""
    body = ask(store, "SELECT ?s WHERE { ?s ?p ?o }", media_type)

    if media_type == negotiation.CSV:
        assert body == f"s\r\n{CSTO.value}\r\n".encode()
    else:
        results = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(media_type))
        assert isinstance(results, ox.QuerySolutions)
        assert [row["s"] for row in results] == [CSTO]


@pytest.mark.parametrize("media_type", negotiation.RESULTS[:-1])
def test_a_yes_comes_in_every_format_of_rows(store: ox.Store, media_type: str) -> None:
    """ASK is answered in the four formats of rows; in CSV and TSV as the bare word."""
    assert b"true" in ask(store, "ASK { ?s ?p ?o }", media_type, "ask")


@pytest.mark.parametrize("media_type", negotiation.GRAPHS[:-1])
def test_graphs_parse_under_their_label(store: ox.Store, media_type: str) -> None:
    """Graphs come in six formats, each of which its own parser reads."""
    body = ask(store, "CONSTRUCT WHERE { ?s ?p ?o }", media_type, "construct")
    parsed = ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))

    assert [ox.Triple(CSTO, TYPE, term("Organization"))] == [quad.triple for quad in parsed]


def test_turtle_declares_the_prefixes_that_it_uses(store: ox.Store) -> None:
    """Turtle is written with our prefixes, and only with those that occur."""
    body = ask(store, "CONSTRUCT WHERE { ?s ?p ?o }", negotiation.TURTLE, "construct").decode()

    assert "id:csto a f:Organization" in body
    assert "claim:" not in body


def test_the_default_graph_is_not_the_union(store: ox.Store) -> None:
    """What only a claim says is asked with GRAPH."""
    assert len(rows(ask(store, "SELECT * { ?s ?p ?o }"))) == 1
    assert len(rows(ask(store, "SELECT * { GRAPH ?g { ?s ?p ?o } }"))) == 1


@pytest.mark.parametrize(
    ("more", "plain", "named"),
    [
        ({"default_graphs": (CLAIM.value,)}, 1, 0),
        ({"named_graphs": (CLAIM.value,)}, 0, 1),
        ({"default_graphs": ("http://example.org/absent",)}, 0, 0),
        ({"default_graphs": (CLAIM.value,), "named_graphs": (CLAIM.value,)}, 1, 1),
    ],
)
def test_a_given_dataset_replaces_the_whole_dataset(
    store: ox.Store, more: dict[str, tuple[str, ...]], plain: int, named: int
) -> None:
    """Graphs given by the request are all there is; FROM and FROM NAMED in the query yield to them."""
    dataset = "FROM <http://e/x> FROM NAMED <http://e/y>"

    assert plain == len(rows(ask(store, f"SELECT * {dataset} {{ ?s ?p ?o }}", **more)))
    assert named == len(rows(ask(store, f"SELECT * {dataset} {{ GRAPH ?g {{ ?s ?p ?o }} }}", **more)))


def test_a_graph_must_be_an_iri(store: ox.Store) -> None:
    """A dataset of things that are no IRIs is refused."""
    with pytest.raises(Refusal) as caught:
        ask(store, "ASK {}", default_graphs=("not an iri",))

    assert caught.value.slug == "graph-is-no-iri"


def test_iris_are_given_to_variables(store: ox.Store) -> None:
    """A page asks about a thing without writing its IRI into a query."""
    body = ask(store, "SELECT ?thing ?type { ?thing a ?type }", bindings={"thing": CSTO.value})

    assert rows(body)[0]["type"]["value"] == term("Organization").value


def test_relative_iris_are_read_below_the_base_of_the_graph(store: ox.Store) -> None:
    """``<id/csto>`` is the thing itself."""
    assert b"true" in ask(store, "ASK { <id/csto> ?p ?o }", form="ask")


def test_an_undeclared_prefix_is_told_with_its_cure(store: ox.Store) -> None:
    """The refusal names the prefix, its place, and the line to begin with."""
    refusal = refused(store, "SELECT *\n{ ?s f:voice ?o }")

    assert (refusal.status, refusal.line, refusal.column) == (400, 2, 6)
    assert refusal.detail == "The prefix f: is not declared."
    assert "PREFIX f: <https://w3id.org/foedus/ontology#>" in refusal.hint
    assert refusal.excerpt == "{ ?s f:voice ?o }\n     ^"


@pytest.mark.parametrize(
    ("query", "line", "column", "detail"),
    [
        ("SELECT *\n{ ?s ?p", 2, 8, "The query ends too early."),
        ("SELECT * { ?s ?p 'è' x }", 1, 25, "Something here, or before it, is not SPARQL."),
        ("SELECT ?s (COUNT(*) AS ?n) {}", 1, 30, "A selected variable is neither grouped by nor aggregated."),
        ("SELECT * {} GROUP BY ?s", 1, 24, "SELECT * cannot stand with GROUP BY."),
    ],
)
def test_a_syntax_error_says_where_and_what(store: ox.Store, query: str, line: int, column: int, detail: str) -> None:
    """Line and column count characters from 1; the reason is one sentence, not a list of tokens."""
    refusal = refused(store, query)

    assert (line, column, detail) == (refusal.line, refusal.column, refusal.detail)


def test_an_unknown_function_is_the_query_s_fault(store: ox.Store) -> None:
    """What the engine cannot evaluate is a 400 with the engine's reason."""
    refusal = refused(store, "SELECT * { ?s ?p ?o FILTER(<http://e/f>(?s)) }")

    assert (refusal.status, refusal.detail) == (400, "The custom function <http://e/f> is not supported.")


def test_an_answer_of_another_form_is_refused(store: ox.Store) -> None:
    """Rows are never labelled as a graph."""
    assert refused(store, "SELECT * {}", negotiation.TURTLE).slug == "form-is-unclear"


def test_a_carriage_return_survives_xml(store: ox.Store) -> None:
    """XML readers turn a bare CR into a line feed, so it is written as a reference."""
    store.add(ox.Quad(CSTO, term("quote"), ox.Literal("a\r\nb")))
    body = ask(store, "SELECT ?o { ?s <https://w3id.org/foedus/ontology#quote> ?o }", negotiation.XML)

    assert [element.text for element in ET.fromstring(body).iter() if element.text] == ["a\r\nb"]  # noqa: S314 - our own answer


@pytest.mark.parametrize("media_type", [negotiation.XML, negotiation.RDF_XML])
@pytest.mark.parametrize("char", ["\u0001", "\u001f", "\ufffe"])
def test_what_xml_cannot_hold_is_refused_naming_other_formats(store: ox.Store, media_type: str, char: str) -> None:
    """Control characters get a 406 that names JSON, TSV and Turtle rather than ill-formed XML."""
    store.add(ox.Quad(CSTO, term("quote"), ox.Literal(char)))
    query = "SELECT * {?s ?p ?o}" if media_type == negotiation.XML else "CONSTRUCT WHERE {?s ?p ?o}"
    refusal = refused(store, query, media_type)

    assert (refusal.status, refusal.slug) == (406, "answer-does-not-fit-xml")
    assert "TSV" in refusal.hint


def test_a_predicate_that_xml_cannot_name_is_refused(store: ox.Store) -> None:
    """RDF/XML needs predicates that end in a name."""
    store.add(ox.Quad(CSTO, ox.NamedNode("http://e/1"), CSTO))
    refusal = refused(store, "CONSTRUCT WHERE { ?s ?p ?o }", negotiation.RDF_XML)

    assert refusal.slug == "answer-does-not-fit-xml"


def test_an_update_is_no_query(store: ox.Store) -> None:
    """The engine reads only: update text is a syntax error and changes nothing."""
    assert refused(store, "INSERT DATA { <a:a> <a:b> <a:c> }").status == 400
    assert len(store) == 2


def test_quads_are_written_in_formats_that_know_graphs() -> None:
    """Quads keep their graphs in TriG."""
    quad = ox.Quad(CSTO, TYPE, term("Organization"), CLAIM)
    body = engine.written([quad, quad], negotiation.TRIG, NAMES.prefixes())

    assert list(ox.parse(body, format=ox.RdfFormat.TRIG)) == [quad]


@pytest.mark.parametrize("media_type", [negotiation.TURTLE, negotiation.N_TRIPLES])
def test_a_graph_holds_no_triple_twice(store: ox.Store, media_type: str) -> None:
    """What several rows construct is written once, blank nodes included, however large the graph is."""
    store.bulk_extend(ox.Quad(CSTO, term("number"), ox.Literal(count)) for count in range(30_000))
    store.add(ox.Quad(ox.BlankNode(), TYPE, term("Time")))
    times = "?time a <https://w3id.org/foedus/ontology#Time>"
    body = ask(store, f"CONSTRUCT {{ ?s ?p ?o . {times} }} {{ ?s ?p ?o . {times} }}", media_type, "construct")
    parsed = [str(quad.triple) for quad in ox.parse(body, format=ox.RdfFormat.from_media_type(media_type))]

    assert 30_002 == len(parsed) == len(set(parsed))


def test_what_xml_cannot_hold_is_found_across_pieces() -> None:
    """A serialiser may cut its pieces anywhere."""
    for piece in (b"\xef\xbf\xbe", b"<oxprefix: "):
        for cut in range(1, len(piece)):
            sheet = paper.Paper(paper.Heap(), negotiation.RDF_XML)
            sheet.write(b"<a>" + piece[:cut])
            with pytest.raises(Refusal):
                sheet.write(piece[cut:] + b"</a>")


@pytest.mark.parametrize("media_type", [negotiation.TURTLE, negotiation.RDF_XML])
def test_the_same_graph_has_the_same_bytes(store: ox.Store, media_type: str) -> None:
    """Prefixes stand in the order of their names each time, though the serialiser shuffles them."""
    store.add(ox.Quad(CLAIM, TYPE, CSTO))
    prefixes = {f"{letter}{letter}": f"{NAMES.base}{letter}/" for letter in "abcdefghijkl"}
    triples = [ox.Triple(ox.NamedNode(iri + "x"), TYPE, CSTO) for iri in prefixes.values()]
    bodies = {engine.written(triples, media_type, prefixes) for _ in range(5)}

    assert 1 == len(bodies)
    assert 12 == len(prefixes.keys() & {word.decode() for word in re.findall(rb"\b([a-l]{2})(?=[:=])", bodies.pop())})
