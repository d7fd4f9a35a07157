import re
from pathlib import Path

import pytest
from foedus import library, starter
from foedus.holdings import open_holdings
from foedus.questions import answered, read
from foedus.web import create_app
from starting import begin, run


@pytest.mark.parametrize(
    "args",
    [
        ["validate"],
        ["verify"],
        ["format", "--check"],
        ["stats"],
        ["seeds", "list"],
        ["claim", "list"],
        ["claim", "say", "a-005"],
        ["query", "SELECT ?state WHERE { ?state a f:State }"],
    ],
    ids=" ".join,
)
def test_new_graph_works_at_once(args, tmp_path):
    """Every command conforms on the graph that `foedus init` makes."""
    done = run("--holdings", begin(tmp_path), "--quiet", *args)

    assert (0, "") == (done.exit_code, done.stderr)


def test_base_bears_the_folders_name(tmp_path):
    """The new graph mints its IRIs below an address of its own."""
    assert "https://example.org/lakes/" == open_holdings(begin(tmp_path)).names.base


def test_full_folder_is_refused(tmp_path):
    """A folder that holds anything is left alone."""
    (tmp_path / "mine").write_text("mine")
    done = run("init", tmp_path)

    assert (2, ["mine"]) == (done.exit_code, [path.name for path in tmp_path.iterdir()])


def test_empty_folder_is_filled(tmp_path):
    """An empty folder is taken as it is."""
    (tmp_path / "empty").mkdir()

    assert 0 == run("init", tmp_path / "empty").exit_code


def test_nothing_is_left_of_a_failed_start(tmp_path, monkeypatch):
    """When the graph cannot be made, no half of it is left."""
    monkeypatch.setattr(starter, "DATELINE", {"passage:a-001-3": "words that stand nowhere"})
    done = run("init", tmp_path / "lakes")

    assert (2, []) == (done.exit_code, list(tmp_path.iterdir()))


def test_questions_have_their_answers(tmp_path):
    """The answers beside the questions are the ones that the graph gives."""
    holdings = open_holdings(begin(tmp_path))
    store = library.build(holdings).store
    questions = read(holdings.root / "graph" / "questions")

    assert [q.answer.read_text() for q in questions] == [answered(question, store) for question in questions]


def test_every_sentence_is_accounted_for(tmp_path):
    """Each sentence of the example carries a claim, or says why not."""
    built = library.build(open_holdings(begin(tmp_path)))
    query = """PREFIX f: <https://w3id.org/foedus/ontology#>
        ASK { ?s a f:Sentence .
              FILTER NOT EXISTS { ?s f:carriesNoClaim ?why } FILTER NOT EXISTS { ?p f:sentence ?s } }"""

    assert not bool(built.store.query(query))


def test_guide_shows_two_patterns(tmp_path):
    """The pages of a new graph teach two patterns by its own questions, whose queries have rows."""
    client = create_app(library.build(open_holdings(begin(tmp_path)))).test_client()
    page = client.get("/guide").text

    assert ["A fact with its evidence", "Who said it"] == re.findall("<h2>(.*)</h2>", page)
    assert "Valdoria,League of the Lakes" in client.get("/queries/members.csv").text


def test_new_graph_is_not_called_ours(tmp_path):
    """No page of a new graph says our licence or who read our claims."""
    client = create_app(library.build(open_holdings(begin(tmp_path)))).test_client()
    pages = " ".join(client.get(path).text for path in ("/", "/about", "/sparql", "/id/merania.html"))

    assert [] == [word for word in ("creativecommons", "maintainers with machine") if word in pages]


def test_readme_names_the_folder(tmp_path):
    """The README's commands can be copied."""
    assert "foedus --holdings lakes verify" in Path(begin(tmp_path) / "README.md").read_text()
