"""The saved questions as example queries in the dataset, where tools look for them."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus import guard, questions
from foedus.facts import CouldNotDo
from foedus.holdings import shipped
from foedus.library import build
from foedus.terms import Names

NAMES = Names()
#: What editors ask to list example queries.
LISTED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT ?example ?comment ?query WHERE {
  GRAPH <https://w3id.org/foedus/.well-known/sparql-examples> {
    ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query
  }
}"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return build(shipped()).store


def question(folder: Path, text: str) -> list[questions.Question]:
    """Read one question of a folder."""
    (folder / "one.rq").write_text(f"# en: Which?\n# it: Quale?\n{text}\n")
    return questions.read(folder)


def rows(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    """Ask for rows as texts."""
    results = store.query(query)
    assert isinstance(results, ox.QuerySolutions)
    return [tuple(term.value for term in row) for row in results]  # type: ignore[union-attr]


def test_every_question_is_an_example_in_both_languages(store: ox.Store) -> None:
    """The graph of examples holds the text of each saved question with its English and Italian words."""
    asked = questions.read(shipped().questions)
    expected = {
        (f"https://w3id.org/foedus/queries/{one.name}", words, one.query) for one in asked for words in (one.en, one.it)
    }

    assert expected == set(rows(store, LISTED))


def test_an_example_runs_as_it_stands(store: ox.Store) -> None:
    """The text of each example brings its own prefixes."""
    texts = {query for _, _, query in rows(store, LISTED)}

    assert {"select"} == {guard.judge(text) for text in texts}
    assert all(store.query(text) is not None for text in texts)


def test_the_default_graph_holds_no_example(store: ox.Store) -> None:
    """The accepted view says nothing of queries."""
    assert [] == rows(store, "SELECT ?x { ?x ?p ?o FILTER(STRSTARTS(STR(?p), 'http://www.w3.org/ns/shacl#')) }")


def test_examples_have_no_blank_node(tmp_path: Path) -> None:
    """Prefixes are declared by nodes with IRIs, one for each prefix of the graph's files."""
    quads = list(questions.described(question(tmp_path, "ASK {}"), NAMES))

    assert not [quad for quad in quads if any(isinstance(term, ox.BlankNode) for term in quad)]
    assert len(NAMES.prefixes()) == sum(quad.predicate.value.endswith("#declare") for quad in quads)
    assert {NAMES.examples} == {quad.graph_name for quad in quads}


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("SELECT * {}", "shacl#SPARQLSelectExecutable"),
        ("ASK {}", "shacl#SPARQLAskExecutable"),
        ("CONSTRUCT {} {}", "shacl#SPARQLConstructExecutable"),
        ("DESCRIBE <x:y>", "ontology#SPARQLDescribeExecutable"),
    ],
)
def test_an_example_bears_the_class_of_its_form(tmp_path: Path, text: str, end: str) -> None:
    """Each form of query has its own class beside the general one."""
    quads = list(questions.described(question(tmp_path, text), NAMES))
    classes = [quad.object.value for quad in quads if quad.predicate.value.endswith("#type")]  # type: ignore[union-attr]

    assert ["shacl#SPARQLExecutable", end] == [class_.rpartition("/")[2] for class_ in classes]


def test_a_question_that_reaches_out_is_no_example(tmp_path: Path) -> None:
    """What the guard refuses is refused with its file and line."""
    with pytest.raises(CouldNotDo, match=r"one\.rq:3: SERVICE is not allowed"):
        list(questions.described(question(tmp_path, "ASK { SERVICE <x:y> {} }"), NAMES))


def test_no_question_makes_no_graph() -> None:
    """A graph without saved questions has no graph of examples."""
    assert [] == list(questions.described([], NAMES))
