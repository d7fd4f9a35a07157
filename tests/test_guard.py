"""The guard: SERVICE and LOAD are refused as keywords only, nesting is counted, the form is found."""

import time

import pytest
from foedus import guard
from foedus.engine import InProcess
from foedus.negotiation import JSON
from foedus.operations import Form, Operation, Refusal
from pyoxigraph import Store

ELSEWHERE = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE{ELSEWHERE}{{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE # on\n {ELSEWHERE} {{ ?s ?p ?o }} }}",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "PREFIX ex: <http://e/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX : <http://e/> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "PREFIX ex: <http://e/> SELECT * { SERVICESILENTex:a { ?s ?p ?o } }",
        f"SELECT * {{ ?a ?b trueSERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?a ?b 1SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?a ?b 'x'SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ FILTER(?a<?b)SERVICE{ELSEWHERE}{{}} }}",
        f"SELECT * {{ \\u0053ERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\U00000053ERVICE {ELSEWHERE} {{ ?s ?p ?o }} }}",
        f'SELECT * {{ BIND("\\u0022" AS ?x) SERVICE {ELSEWHERE} {{}} BIND("\\u0022" AS ?y) }}',
        f"SELECT * {{ BIND('a\\'' AS ?x) SERVICE {ELSEWHERE} {{}} BIND('b' AS ?y) }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE {ELSEWHERE} {{ ?s ?p ?o }} }} }}",
        f"LOAD {ELSEWHERE}",
        f"load silent {ELSEWHERE}",
    ],
)
def test_a_query_that_reaches_out_is_forbidden(query: str) -> None:
    """However it is written, glued or hidden, a call to another server is refused with 403."""
    with pytest.raises(Refusal) as refused:
        guard.judge(query)

    assert (refused.value.status, refused.value.slug) == (403, "query-reaches-out")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service ?load WHERE { ?service ?load $service }",
        "PREFIX service: <http://e/> SELECT * { ?s a service:x ; service:load ?o }",
        "PREFIX : <http://e/> SELECT * { ?s :load :service . :service :p ?s }",
        "PREFIX load: <http://e/> SELECT * { load:x ?p ?o }",
        "PREFIX service: <http://e/> SELECT * { GRAPH service:x { ?s ?p ?o } }",
        "SELECT * { <http://e/SERVICE> ?p 'SERVICE <x> {}' }",
        'SELECT * { ?s ?p """ SERVICE "quoted" LOAD """ }',
        "SELECT * { ?s ?p '''it's SERVICE''' }",
        "SELECT * { ?s ?p ?o } # SERVICE <x> { LOAD }",
        "SELECT * { ?s ?p 'a'@en-service }",
    ],
)
def test_service_and_load_in_names_and_words_are_fine(query: str) -> None:
    """Variables, names, strings, IRIs and comments may hold the words."""
    assert guard.judge(query) == "select"


def test_a_refusal_says_where() -> None:
    """Line and column of the keyword count from 1."""
    with pytest.raises(Refusal) as refused:
        guard.judge("SELECT *\n{\n  SERVICE <http://e/> {} }")

    assert (refused.value.line, refused.value.column) == (3, 3)


@pytest.mark.parametrize(
    "template",
    ["{}", "()", "[]"],
)
def test_a_hundred_levels_are_read_and_one_more_is_refused(template: str) -> None:
    """The depth of braces, parentheses and brackets is counted before the engine reads."""
    opening, closing = template

    assert guard.judge("ASK " + opening * 100 + closing * 100) == "ask"
    with pytest.raises(Refusal, match="more than 100 levels"):
        guard.judge("ASK " + opening * 101 + closing * 101)


@pytest.mark.parametrize("query", ["ASK { " + "<<(" * 60, "ASK { FILTER(" + "!" * 101, "ASK { ?s " + "^" * 101])
def test_triple_terms_and_chains_of_signs_count_as_levels(query: str) -> None:
    """Whatever makes an engine descend counts: triple terms, negations, inverse paths."""
    with pytest.raises(Refusal, match="more than 100 levels"):
        guard.judge(query)


def test_what_only_looks_like_nesting_is_read() -> None:
    """Brackets in strings, IRIs and comments, and brackets side by side, are no levels."""
    braces = "{" * 200

    assert guard.judge(f"ASK {{ ?s ?p '{braces}' }} # {braces}") == "ask"
    assert guard.judge("ASK " + "{}" * 200) == "ask"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * {}", "select"),
        ("ask{}", "ask"),
        ("PREFIX select: <http://e/>\nBASE <http://e/>\nCONSTRUCT WHERE {}", "construct"),
        ("# SELECT\nDESCRIBE <http://e/x>", "describe"),
        ("ASKFROM<http://e/x>{}", "ask"),
        ("SELECT?x{?x ?y ?z}", "select"),
        ("PREFIXa:<x>#\nBASE<y>CONSTRUCT{}WHERE{}", "construct"),
        ('VERSION "1.2" PREFIX # c\n a-b: # d\n<x> ASK{}', "ask"),
        ("PREFIX a: <x> " * 2_000 + "DESCRIBE a:x", "describe"),
        ("nonsense", "select"),
        ("", "select"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(query: str, expected: Form) -> None:
    """Prefixes and comments hide no form; what has none is left to the engine to judge."""
    assert expected == guard.judge(query)


@pytest.mark.parametrize(
    "query", ["INSERT DATA {}", "PREFIX e: <http://e/> delete where {}", "CLEAR ALL", "WITH <x> DELETE {}"]
)
def test_an_update_is_no_query(query: str) -> None:
    """An update that comes as a query is refused with 400 and says that the graph is read-only."""
    with pytest.raises(Refusal, match="read-only") as refused:
        guard.judge(query)

    assert refused.value.status == 400


@pytest.mark.parametrize("piece", ["'''", '"', "<a", "\\u0022", "?x ", "a:", "a.", "@a", "_:", "%"])
def test_a_long_query_is_judged_in_linear_time(piece: str) -> None:
    """A third of a megabyte of one piece is scanned in a moment."""
    began = time.perf_counter()
    guard.judge("ASK {} " + piece * (300_000 // len(piece)))

    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("reaching", [f"SERVICE {ELSEWHERE} {{}}", "\\u0053ERVICE <x> {}", "{" * 101])
def test_of_a_long_query_only_the_form_is_told_before_a_worker_has_it(reaching: str) -> None:
    """What is admitted unread is refused by whoever answers it, and what is short is refused at once."""
    short, long = f"ASK {{ {reaching}", f"ASK {{ {' ' * 20_000} {reaching}"

    assert "ask" == guard.admit(long)
    for judged, query in ((guard.admit, short), (guard.judge_rest, long)):
        with pytest.raises(Refusal):
            judged(query)


def test_no_engine_answers_a_long_query_unjudged() -> None:
    """The engine itself judges what was admitted unread."""
    with pytest.raises(Refusal, match="SERVICE is not allowed"):
        InProcess(Store()).answer(Operation(f"ASK {{ {' ' * 20_000} SERVICE SILENT {ELSEWHERE} {{}} }}", "ask", JSON))


@pytest.mark.parametrize("between", ["1 ", "a ", "?v ", "<x> ", "'s' ", "# c\n", " \n#\n", ". ", "x:y ", "\\\\ "])
def test_however_much_stands_before_it_a_keyword_is_found(between: str) -> None:
    """What reaches out is refused after thousands of harmless pieces, with its place, and a graph's name is not."""
    with pytest.raises(Refusal) as refused:
        guard.judge(f"ASK {{ {between * 2_000}\nSERVICE <x> {{}} }}")
    line = 2 + between.count("\n") * 2_000

    assert ("query-reaches-out", line, 1) == (refused.value.slug, refused.value.line, refused.value.column)


def test_however_much_stands_between_a_name_after_graph_is_that_of_a_graph() -> None:
    """Comments do not part GRAPH from the name after it."""
    assert "ask" == guard.judge(f"ASK {{ GRAPH {'# c' * 9}{chr(10)}{'# c' + chr(10)}{' # d' * 900}\n service:x {{}} }}")


@pytest.mark.parametrize("between", ["1 ", "a ", "# c\n", "- 1 ", "() ", "<x> "])
def test_depth_is_counted_through_any_length(between: str) -> None:
    """A hundred braces and one more are too deep however far apart they stand; a hundred are not."""
    braces = ("{" + between * 50) * guard.DEEPEST

    assert "ask" == guard.judge(f"ASK {braces.replace('-', '').replace('()', '')}")
    with pytest.raises(Refusal, match="deep"):
        guard.judge(f"ASK {braces}{{")
