import json

import pytest
from starting import begin, run

STATES = 'SELECT ?label WHERE { ?s a f:State ; rdfs:label ?label FILTER(lang(?label) = "en") } ORDER BY ?label'


@pytest.fixture
def root(tmp_path):
    return begin(tmp_path)


def test_rows_are_a_table(root):
    """Without --format, rows are set as a table, and their number is told beside it."""
    done = run("--holdings", root, "query", STATES)

    assert "label\n--------\nMerania\nOstrelia\nValdoria\n" == done.stdout
    assert "3 rows" == done.stderr.splitlines()[-1]


def test_rows_as_csv(root):
    """CSV is the one of SPARQL 1.1."""
    assert [
        "label",
        "Merania",
        "Ostrelia",
        "Valdoria",
    ] == run("--holdings", root, "query", "--format", "csv", STATES).stdout.split()


def test_rows_as_json(root):
    """JSON is the one of SPARQL 1.1."""
    told = json.loads(run("--holdings", root, "query", "--format", "json", STATES).stdout)

    assert ["Merania", "Ostrelia", "Valdoria"] == [row["label"]["value"] for row in told["results"]["bindings"]]


@pytest.mark.parametrize("form", ["tsv", "xml"])
def test_rows_in_the_other_formats(form, root):
    """TSV and XML hold the same rows."""
    assert "Ostrelia" in run("--holdings", root, "query", "--format", form, STATES).stdout


@pytest.mark.parametrize(
    ("query", "words"),
    [("ASK { ?s a f:State }", "yes\n"), ("ASK { ?s a f:Person }", "no\n")],
)
def test_yes_or_no(query, words, root):
    """An ASK query is answered yes or no."""
    assert words == run("--holdings", root, "query", query).stdout


def test_triples_are_turtle(root):
    """A CONSTRUCT query is answered in Turtle."""
    done = run("--holdings", root, "query", "CONSTRUCT { ?s a f:State } WHERE { ?s a f:State }")

    assert "id:merania" in done.stdout


def test_query_comes_from_a_file_or_standard_input(root):
    """The query may be text, a file, @file or -."""
    file = root / "graph" / "questions" / "members.rq"
    asked = [
        run("--holdings", root, "query", source, stdin=file.read_bytes()).stdout for source in (file, f"@{file}", "-")
    ]

    assert [asked[0]] * 3 == asked
    assert "League of the Lakes" in asked[0]


def test_syntax_error_points_at_its_place(root):
    """A query that does not parse is shown with line, column and a caret."""
    done = run("--holdings", root, "query", "SELECT ?x\nWHERE { ?x foo }")

    assert 2 == done.exit_code
    assert "not valid SPARQL at line 2, column " in done.stderr
    line, caret = done.stderr.splitlines()[1:3]
    assert ("  WHERE { ?x foo }", "^") == (line, caret.strip())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere.rq"], "the query file nowhere.rq cannot be read"),
        (["--format", "turtle", "ASK { ?s ?p ?o }"], "the answer is not triples, so it cannot be turtle"),
        (["--format", "csv", "CONSTRUCT WHERE { ?s ?p ?o }"], "the answer is triples, so it cannot be csv"),
        (["INSERT DATA { f:a f:b f:c }"], "INSERT changes a graph; this one is read-only"),
        (["SELECT * WHERE { ?x foo }"], "The query is not valid SPARQL"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(args, words, root):
    """What cannot be answered ends with exit code 2 and a sentence."""
    done = run("--holdings", root, "query", *args)

    assert (2, True) == (done.exit_code, words in done.stderr)


def test_query_that_is_not_text_is_refused(root):
    """A query that is not UTF-8 is refused."""
    done = run("--holdings", root, "query", "-", stdin=b"\xff")

    assert (2, True) == (done.exit_code, "is not UTF-8 text" in done.stderr)


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld", "turtle", "ntriples", "rdfxml"])
def test_export_in_every_format(form, root, tmp_path):
    """The graph is written in every format that is offered, the same bytes each time."""
    for name in ("one", "two"):
        assert 0 == run("--holdings", root, "export", "--format", form, "--output", tmp_path / name).exit_code

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() != b""


def test_export_follows_the_extension(root, tmp_path):
    """Without --format, the extension of the file decides; one that says nothing is refused."""
    done = (
        run("--holdings", root, "export", "-o", tmp_path / "out.nq"),
        run("--holdings", root, "export", "-o", "out.doc"),
    )

    assert [0, 2] == [outcome.exit_code for outcome in done]
    assert (tmp_path / "out.nq").read_bytes().startswith(b"<")


def test_why_tells_claims_words_and_readings(root):
    """`foedus why` tells the claim behind a triple, its words and its readings."""
    done = run("--holdings", root, "why", "id:merania-in-lake-league", "f:status", "c:member-status")

    assert 0 == done.exit_code
    assert done.stdout.startswith("The accepted view holds this triple.\n\nclaim:a-003  Article a says")
    assert '  words     "three members: Valdoria, Merania and Ostrelia" (a)\n' in done.stdout
    assert "  reading   first: supports" in done.stdout


def test_why_follows_shortcuts(root):
    """A shortcut leads to the claims it is derived from."""
    assert "claim:a-003" in run("--holdings", root, "why", "id:merania", "f:memberOf", "id:lake-league").stdout


def test_why_not_tells_the_reason(root):
    """A triple that only a speaker says is not in the view, and `foedus why` says so."""
    done = run("--holdings", root, "why", "id:opening-of-harbours", "a", "f:Event")

    assert 1 == done.exit_code
    assert "  not held  it has a speaker's voice" in done.stdout


def test_why_of_a_name(root):
    """A label stands in the view without any claim behind it."""
    done = run("--holdings", root, "why", "https://example.org/lakes/id/merania", "rdfs:label", '"Merania"@en')

    assert (0, True) == (done.exit_code, "it is a name, a description or a definition" in done.stdout)


def test_why_of_what_nobody_says(root):
    """What no claim says is told to be so."""
    done = run("--holdings", root, "why", "id:merania", "f:partOf", "id:valdoria")

    assert (1, True) == (done.exit_code, "No claim says it." in done.stdout)


@pytest.mark.parametrize("parts", [("id:a", "f:b", "id:c, id:d"), ("what", "is", "this"), ("_:a", "f:b", "id:c")])
def test_why_needs_one_triple(parts, root):
    """What is not one triple is refused in a sentence."""
    done = run("--holdings", root, "why", *parts)

    assert (2, True) == (done.exit_code, "this is not" in done.stderr)
