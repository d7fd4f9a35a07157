"""Shapes are specified by examples, and their findings name a file, a line and what to do."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus import rules, shapes, validation
from foedus.facts import Fact, Finding
from foedus.graph import read, read_file
from foedus.holdings import shipped
from foedus.terms import HOME, SCOPE, TYPE
from samples import PREFIXES

EXAMPLES = Path(__file__).parent / "shapes"
HOLDINGS = shipped()
SHACL = "http://www.w3.org/ns/shacl#"
FILES = sorted((HOLDINGS.root / "shapes").glob("*.ttl"))
ONTOLOGY = [fact for path in HOLDINGS.files("ontology") for fact in read_file(path, HOLDINGS.name(path))]
WORLD = """
article:Q a f:Article ; rdfs:label "article Q"@en, "articolo Q"@it ; f:file "Q.txt" ; f:length 90 ; f:sha256 "HASH" .
id:norland a f:State ; rdfs:label "Norland"@en, "Norlandia"@it .
id:alba-meeting a f:Meeting ; rdfs:label "a meeting in Alba"@en, "un incontro ad Alba"@it .
claim:Q-001 {
    id:alba-meeting f:participant id:norland ;
        f:time id:Q-001-time-1 .
    id:Q-001-time-1 a f:Time ; f:derivation c:stated ;
        f:wording "maggio 2031" ;
        f:edtf "2031-05"^^edtf:edtf ;
        f:earliest "2031-05-01"^^xsd:date ; f:latest "2031-05-31"^^xsd:date .
}
claim:Q-001 a f:Claim ;
    f:voice article:Q ; f:mode c:narrated ; f:factuality c:occurred ; f:polarity c:affirmed ;
    f:passage passage:Q-001 .
passage:Q-001 a f:Passage ; f:article article:Q ; f:start 0 ; f:end 40 ; f:sha256 "HASH" ;
    f:quoteStart 0 ; f:quoteEnd 9 ; f:quote "un incontro" .
""".replace("HASH", "0" * 64)


def law(path: Path) -> list[Fact]:
    return list(read_file(path, HOLDINGS.name(path)))


LAWS = [fact for path in FILES for fact in law(path)]


def examples(kind: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"*/{kind}-*.ttl"))


def judged(example: Path) -> list[str]:
    own = law(HOLDINGS.root / "shapes" / f"{example.parent.name}.ttl")
    scope = next(fact.quad.object.value for fact in own if fact.quad.predicate.value == SCOPE)
    findings = shapes.judge(read_file(example, example.name), own, ONTOLOGY, scope=scope)
    return sorted(" ".join((finding.rule, finding.focus or "-", finding.path or "-")) for finding in findings)


def validate(trig: str) -> list[Finding]:
    facts = [*ONTOLOGY, *read((PREFIXES + trig).encode(), "q.trig")]
    return [
        *validation.judge_literals(facts),
        *rules.apply(facts, rules.read(HOLDINGS)),
        *shapes.judge(facts, LAWS, facts),
    ]


def line(words: str, trig: str) -> str:
    return f"q.trig:{(PREFIXES + trig[: trig.index(words)]).count(chr(10)) + 1}"


def edited(old: str, new: str) -> tuple[str, list[Finding]]:
    assert old in WORLD
    trig = WORLD.replace(old, new, 1)
    return trig, validate(trig)


@pytest.mark.parametrize("example", examples("valid"), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_valid_examples_conform(example: Path) -> None:
    """The shapes of a class find nothing in its valid examples."""
    assert [] == judged(example)


@pytest.mark.parametrize("example", examples("invalid"), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_invalid_examples_have_the_expected_findings(example: Path) -> None:
    """The shapes of a class find in an invalid example exactly what the file beside it expects."""
    expected = example.with_suffix(".expected").read_text("utf-8").splitlines()

    assert sorted(expected) == judged(example)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shape_file_has_examples(path: Path) -> None:
    """Every shape file is specified by at least one valid and one invalid example."""
    assert list((EXAMPLES / path.stem).glob("valid-*.ttl"))
    assert list((EXAMPLES / path.stem).glob("invalid-*.ttl"))


def test_examples_belong_to_a_shape_file() -> None:
    """No example is left over from a shape file that is gone."""
    assert set() == {folder.name for folder in EXAMPLES.iterdir()} - {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_have_names_and_property_shapes_a_sentence(path: Path) -> None:
    """Every shape is an IRI with a class, and every property shape has a path and an English sentence."""
    said: dict[object, set[str]] = {}
    for fact in law(path):
        english = fact.quad.object.value.endswith(".") if isinstance(fact.quad.object, ox.Literal) else True
        said.setdefault(fact.quad.subject, set()).add(fact.quad.predicate.value if english else "not a sentence")
    kinds = {fact.quad.subject: fact.quad.object for fact in law(path) if fact.quad.predicate == TYPE}
    own = {shape for shape in said if isinstance(shape, ox.NamedNode)}
    properties = {shape for shape, kind in kinds.items() if kind == ox.NamedNode(SHACL + "PropertyShape")}

    assert own == set(kinds)
    assert all(shape.value.startswith(HOME + "shape/") for shape in own)
    assert [] == [shape for shape in properties if not {SHACL + "path", SHACL + "message"} <= said[shape]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shapes_with_targets_say_their_scope(path: Path) -> None:
    """Every shape that has a target says whether it judges the source, the view or both."""
    facts = law(path)
    targeted = {fact.quad.subject for fact in facts if fact.quad.predicate.value.startswith(SHACL + "target")}
    scoped = {fact.quad.subject for fact in facts if fact.quad.predicate.value == SCOPE}
    scopes = {fact.quad.object.value for fact in facts if fact.quad.predicate.value == SCOPE}

    assert targeted
    assert targeted == scoped
    assert scopes <= {"source", "view"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_messages_name_existing_terms(path: Path) -> None:
    """Every term of ours that a shape speaks of is declared in the ontology."""
    known = {fact.quad.subject for fact in ONTOLOGY}
    own = (HOME + "ontology#", HOME + "concept/")
    used = {
        node
        for fact in law(path)
        for node in fact.quad
        if isinstance(node, ox.NamedNode) and node.value.startswith(own)
    }

    assert set() == used - known


def test_a_sound_graph_has_no_findings() -> None:
    """A small graph without a fault has no finding."""
    assert [] == [str(finding) for finding in validate(WORLD)]


def test_a_misspelt_class_is_found() -> None:
    """A class that nobody declared is found on its line, with the class that was meant."""
    trig, findings = edited("id:norland a f:State", "id:norland a f:Stat")
    finding = next(finding for finding in findings if finding.rule == "unknown-class")

    assert line("f:Stat ", trig) == str(finding.origin)
    assert finding.message.endswith("Did you mean f:State?")


def test_a_misspelt_property_is_found() -> None:
    """A property that nobody declared is found on its line, with the property that was meant."""
    trig, findings = edited("f:participant", "f:partecipant")
    finding = next(finding for finding in findings if finding.rule == "unknown-property")

    assert line("f:partecipant", trig) == str(finding.origin)
    assert finding.message.endswith("Did you mean f:participant?")


def test_a_removed_passage_is_found() -> None:
    """A claim that lost its passage is found where the claim is written."""
    trig, findings = edited(" ;\n    f:passage passage:Q-001 .", " .")
    finding = next(finding for finding in findings if finding.rule == "MinCount")

    assert line("claim:Q-001 a f:Claim", trig) == str(finding.origin)
    assert ("claim:Q-001", "f:passage", "shapes/claim.ttl") == (finding.focus, finding.path, finding.shape.file)
    assert finding.message.startswith("Give the claim at least one passage")


def test_a_blank_node_is_found() -> None:
    """A blank node is found on its line."""
    trig, findings = edited("f:participant id:norland", "f:participant [ a f:State ]")

    assert {line("[ a f:State ]", trig)} == {str(f.origin) for f in findings if f.rule == "blank-node"}


def test_a_date_finer_than_its_words_is_found() -> None:
    """A day that the words do not print is found on the line of the date."""
    trig, findings = edited('f:edtf "2031-05"', 'f:edtf "2031-05-03"')
    finding = next(finding for finding in findings if finding.rule == "time-finer-than-its-wording")

    assert line('f:edtf "2031-05-03"', trig) == str(finding.origin)
    assert finding.message.startswith("Make the EDTF no finer than the words")


def test_a_number_that_a_store_would_rewrite_is_found() -> None:
    """A number that is not in canonical form is found on its line, with the canonical form."""
    trig, findings = edited("f:quoteEnd 9", "f:quoteEnd 09")

    assert [("LiteralNotCanonical", line("f:quoteEnd 09", trig))] == [(f.rule, str(f.origin)) for f in findings]
    assert 'write it in canonical form: "9" of datatype xsd:integer' == findings[0].message


def test_lines_are_right_in_a_long_file() -> None:
    """Every finding in a long file has its own line: this fails if the parser starts to read ahead."""
    broken = [f"id:s{n} a f:State ; rdfs:label 'S'@en, 'S'@it ; f:kind c:union ." for n in range(2000)]
    facts = read((PREFIXES + "\n".join(broken)).encode(), "q.trig")
    first = PREFIXES.count("\n") + 1

    lines = sorted(finding.origin.line for finding in shapes.judge(facts, LAWS, ONTOLOGY) if finding.origin)

    assert list(range(first, first + 2000)) == lines
