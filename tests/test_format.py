import pyoxigraph as ox
import pytest
from foedus.graph import read
from foedus.layout import comments, lay
from foedus.terms import FOREIGN, Names
from hypothesis import given
from hypothesis import strategies as st
from starting import NAMES, begin, run

LOCALS = st.from_regex(r"[a-z]{1,4}(-[0-9]{1,3})?", fullmatch=True)
NODES = st.builds(NAMES.iri, st.sampled_from(["id", "claim", "article"]), LOCALS) | st.sampled_from(
    [ox.NamedNode("http://example.org/a%20b?c=d"), ox.NamedNode("http://example.org/è")]
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
LITERALS = (
    st.builds(ox.Literal, WORDS)
    | st.builds(lambda words: ox.Literal(words, language="it"), WORDS)
    | st.builds(
        lambda words, name: ox.Literal(words, datatype=ox.NamedNode(FOREIGN["xsd"] + name)),
        WORDS | st.from_regex(r"-?[0-9]{1,4}", fullmatch=True),
        st.sampled_from(["integer", "decimal", "date"]),
    )
)
QUADS = st.lists(
    st.builds(
        ox.Quad,
        NODES,
        NODES,
        NODES | LITERALS,
        st.just(ox.DefaultGraph()) | st.builds(NAMES.iri, st.just("claim"), LOCALS),
    ),
    max_size=12,
)


def parsed(text: str) -> set[ox.Quad]:
    return {fact.quad for fact in read(text.encode(), "x.trig")}


@given(QUADS)
def test_laying_keeps_every_fact(quads):
    """What is laid parses to the same facts, literals spelt as they were."""
    assert set(quads) == parsed(lay(quads, NAMES))


@given(QUADS)
def test_laying_twice_is_laying_once(quads):
    """Laid bytes are canonical: laying them again changes nothing, in whatever order the facts come."""
    once = lay(quads, NAMES)

    assert once == lay(sorted(parsed(once), key=str), NAMES)


@given(QUADS, st.integers(1, 999))
def test_adding_a_claim_only_adds_lines(quads, number):
    """A new claim adds its block; every other line stays, in its order."""
    claim = NAMES.iri("claim", f"zz-{number:03}")
    new = [
        ox.Quad(claim, NAMES.expand("f:voice"), NAMES.iri("article", "zz")),
        ox.Quad(NAMES.iri("id", "x"), NAMES.expand("f:about"), NAMES.iri("id", "y"), claim),
    ]
    quads = [quad for quad in quads if claim not in (quad.subject, quad.graph_name)]
    after = iter(lay([*quads, *new], NAMES).splitlines())

    assert all(line in after for line in lay(quads, NAMES).splitlines())


def test_base_gives_the_prefixes():
    """A graph with an address of its own has its own prefixes, and ours for the ontology."""
    names = Names("https://example.org/g/")
    laid = lay([ox.Quad(names.iri("id", "a"), NAMES.expand("f:about"), names.iri("id", "b"))], names)

    assert laid.endswith("\nid:a f:about id:b .\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('# one\n<http://a#b> <http://c> "# no" . # two\n', [1, 2]),
        ('<http://a> <http://b> """long\n# no\n"""@it .', []),
        ("<http://a> <http://b> 'it\\'s # no' .", []),
        ('<http://a> <http://b> "a \\" # no" . #end', [1]),
        ("@prefix f: <https://w3id.org/foedus/ontology#> .", []),
    ],
)
def test_comments_are_told_from_other_hashes(text, lines):
    """A comment is a hash sign outside addresses and strings."""
    assert lines == comments(text)


def test_changed_fact_is_a_changed_block(tmp_path):
    """A fact that was typed anywhere in a file is laid into its block, and nothing else changes."""
    root = begin(tmp_path)
    file = root / "graph" / "names" / "states.ttl"
    before = file.read_text()
    file.write_text(before + '\nid:merania    rdfs:label "Meranien"@de .')
    done = run("--holdings", root, "format")
    label = '"Merania"@en, "Merania"@it'

    assert (0, True) == (done.exit_code, "graph/names/states.ttl laid" in done.stdout)
    assert (
        before.replace(
            f"id:merania a f:State ;\n    rdfs:label {label}",
            f'id:merania a f:State ;\n    rdfs:label {label}, "Meranien"@de',
        )
        == file.read_text()
    )


def test_check_changes_nothing_and_names_the_command(tmp_path):
    """--check exits with 1, names the file and the command that lays it, and changes nothing."""
    root = begin(tmp_path)
    file = root / "graph" / "names" / "states.ttl"
    file.write_text(file.read_text() + "\n\n")
    untidy = file.read_bytes()
    done = run("--holdings", root, "format", "--check")

    assert (1, untidy) == (done.exit_code, file.read_bytes())
    assert (
        "graph/names/states.ttl: violation: [not-canonical] the bytes are not canonical; `foedus format`" in done.stdout
    )


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("# kept\n", "graph/x.ttl:1: violation: [comment]"),
        ("@prefix f: <http://f/> .\nf:a f:b [] .\n", "graph/x.ttl:2: violation: [blank-node]"),
        ("@prefix f: <http://f/> .\nf:a f:b", "[syntax] graph/x.ttl:"),
    ],
)
def test_file_that_cannot_be_laid_is_left_alone(text, finding, tmp_path):
    """Comments, blank nodes and syntax errors are findings with their line; the file stays as it is."""
    root = begin(tmp_path)
    file = root / "graph" / "x.ttl"
    file.write_text(text)
    done = run("--holdings", root, "format")

    assert (1, text, True) == (done.exit_code, file.read_text(), finding in done.stdout)


def test_standard_input_is_laid_onto_standard_output():
    """- lays standard input onto standard output."""
    done = run("format", "-", stdin="<https://w3id.org/foedus/id/a> <https://w3id.org/foedus/ontology#about> 1 .")

    assert done.stdout.endswith("\nid:a f:about 1 .\n")


def test_named_files_may_stand_anywhere(tmp_path):
    """Files that are named are laid wherever they stand."""
    file = tmp_path / "draft.trig"
    file.write_text("<https://w3id.org/foedus/id/a> <https://w3id.org/foedus/ontology#about> 1 .")

    assert (0, True) == (run("format", file).exit_code, "id:a f:about 1 ." in file.read_text())
