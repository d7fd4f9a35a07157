"""Rules over named graphs are specified by examples, as the shapes are."""

import re
from pathlib import Path

import pytest
from foedus import rules
from foedus.facts import CouldNotDo, Fact, Origin
from foedus.graph import read, read_file
from foedus.holdings import shipped
from foedus.origins import Origins
from foedus.terms import Names, concept, foreign, term
from samples import PREFIXES

EXAMPLES = Path(__file__).parent / "rules"
HOLDINGS = shipped()
RULES = {rule.name: rule for rule in rules.read(HOLDINGS)}
ONTOLOGY = [fact for path in HOLDINGS.files("ontology") for fact in read_file(path, HOLDINGS.name(path))]
HEADER = "# severity: violation\n# message: Do not.\n"
QUESTION = "SELECT ?entity WHERE { GRAPH ?graph { ?entity ?property ?value } }\n"
FAIR = "claim:Q-001 { id:fair a f:Event . }"


def examples(kind: str) -> list[Path]:
    return sorted(EXAMPLES.glob(f"*/{kind}-*.trig"))


def applied(example: Path) -> list[str]:
    facts = [*ONTOLOGY, *read_file(example, example.name)]
    findings = rules.apply(facts, [RULES[example.parent.name]])
    return sorted(" ".join((finding.rule, finding.focus or "-", finding.path or "-")) for finding in findings)


def facts(trig: str) -> list[Fact]:
    return list(read((PREFIXES + trig).encode(), "q.trig"))


def rule(folder: Path, text: str) -> rules.Rule:
    (folder / "no-fairs.rq").write_text(text)
    return rules.parse(folder / "no-fairs.rq", "shapes/dataset/no-fairs.rq")


@pytest.mark.parametrize("example", examples("valid"), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_valid_examples_conform(example: Path) -> None:
    """A rule finds nothing in its valid examples."""
    assert [] == applied(example)


@pytest.mark.parametrize("example", examples("invalid"), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_invalid_examples_have_the_expected_findings(example: Path) -> None:
    """A rule finds in an invalid example exactly what the file beside it expects, on a line of the example."""
    expected = example.with_suffix(".expected").read_text("utf-8").splitlines()
    found = rules.apply([*ONTOLOGY, *read_file(example, example.name)], [RULES[example.parent.name]])

    assert sorted(expected) == applied(example)
    assert {example.name} == {finding.origin.file for finding in found if finding.origin}


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_examples(name: str) -> None:
    """Every rule is specified by at least one valid and one invalid example."""
    assert list((EXAMPLES / name).glob("valid-*.trig"))
    assert list((EXAMPLES / name).glob("invalid-*.trig"))


def test_examples_belong_to_a_rule() -> None:
    """No example is left over from a rule that is gone."""
    assert set() == {folder.name for folder in EXAMPLES.iterdir()} - set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_messages_are_sentences(name: str) -> None:
    """The message of a rule is a sentence that says what to do."""
    message = RULES[name].message

    assert message[0].isupper()
    assert message.endswith(".")


def test_the_names_of_a_graph_are_its_own() -> None:
    """No rule spells an address below which a graph mints its things: each graph has its own base."""
    own = [
        iri for prefix, iri in Names().prefixes().items() if iri.startswith(Names().base) and prefix not in {"f", "c"}
    ]

    assert [] == [rule.name for rule in RULES.values() for iri in own if iri in rule.query]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "a rule begins with `# severity: `"),
        ("# severity: violation\n", "a rule begins with `# severity: `"),
        ("# severity: grave\n# message: Do not.\n", "a rule begins with `# severity: `"),
        (HEADER + "# nearest: thing\n", "`# nearest: ` names one of entity"),
    ],
)
def test_a_rule_without_its_header_is_refused(tmp_path: Path, header: str, sentence: str) -> None:
    """A rule whose header is missing or misspelt is refused by name."""
    with pytest.raises(CouldNotDo, match=f"^shapes/dataset/no-fairs.rq:1: {sentence}"):
        rule(tmp_path, header + QUESTION)


def test_a_rule_that_does_not_parse_is_refused(tmp_path: Path) -> None:
    """A rule that is no SPARQL is refused with its file and what is wrong."""
    with pytest.raises(CouldNotDo, match=r"^shapes/dataset/no-fairs\.rq:\d+: this query does not parse"):
        rules.apply(facts(FAIR), [rule(tmp_path, HEADER + "SELECT ?entity WHERE { ?entity }")])


def test_a_rule_is_a_selection(tmp_path: Path) -> None:
    """A rule that asks yes or no is refused, because it could name nothing."""
    with pytest.raises(CouldNotDo, match="this must be a SELECT query"):
        rules.apply(facts(FAIR), [rule(tmp_path, HEADER + "ASK { ?s ?p ?o }")])


def test_no_rules_is_not_success() -> None:
    """Without a rule nothing was judged, which is an error and no success."""
    with pytest.raises(CouldNotDo, match="there is no rule"):
        rules.apply(facts(FAIR), [])


def test_what_is_computed_is_never_written() -> None:
    """Every term that is always computed or derived is one that nobody may write by hand."""
    definitions = [fact.quad for fact in ONTOLOGY if fact.quad.predicate == foreign("skos:definition")]
    computed = {
        Names().shorten(quad.subject.value)
        for quad in definitions
        if quad.object.language == "en" and re.search(r"\b(Computed|Derived)\b(?! where)", quad.object.value)
    }
    refused = set(re.findall(r"\bf:\w+", RULES["computed-triple-written-by-hand"].query))

    assert computed
    assert set() == computed - refused


def test_a_message_of_the_query_stands_for_that_of_the_header(tmp_path: Path) -> None:
    """A rule may say in ?message what is wrong with the very thing it found."""
    query = 'SELECT ?entity ?message WHERE { GRAPH ?graph { ?entity ?property ?value } BIND("No fair." AS ?message) }'

    assert ["No fair."] == [f.message for f in rules.apply(facts(FAIR), [rule(tmp_path, HEADER + query)])]


def test_a_finding_stands_in_the_claim_it_is_about() -> None:
    """Where two claims hold one triple, each finding has the line in its own claim."""
    trig = "claim:Q-001 { id:fair f:plaice id:alba . }\nclaim:Q-002 { id:fair f:plaice id:alba . }\n"
    first = PREFIXES.count("\n") + 1

    found = rules.apply([*ONTOLOGY, *facts(trig)], [RULES["unknown-property"]])

    assert [Origin("q.trig", first), Origin("q.trig", first + 1)] == sorted(f.origin for f in found if f.origin)


def test_a_finding_names_its_rule() -> None:
    """A finding has the file of the rule that was broken, and its name as the rule."""
    finding = rules.apply([*ONTOLOGY, *facts("claim:Q-001 { id:fair a f:Sumit . }")], [RULES["unknown-class"]])[0]

    assert ("unknown-class", Origin("shapes/dataset/unknown-class.rq", 1)) == (finding.rule, finding.shape)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("id:fair f:partecipant id:norland", "f:participant"),
        ("id:fair a f:Sumit", "f:Summit"),
        ("id:norland-in-pact f:status c:frozn", "c:frozen"),
        ("id:fair f:host id:norlnad", "id:norland"),
    ],
)
def test_a_misspelling_is_answered_with_what_was_meant(misspelt: str, meant: str) -> None:
    """A misspelt property, class, concept or name is found with the one that is spelt most like it."""
    trig = f"claim:Q-001 {{ {misspelt} . }}\nid:norland a f:State .\n"
    found = rules.apply([*ONTOLOGY, *facts(trig)], RULES.values())

    assert f"Did you mean {meant}?" in " ".join(finding.message for finding in found)


def test_the_nearest_place_is_found() -> None:
    """What is missing is placed at the property, else at the thing, else where the thing is mentioned."""
    places = Origins(facts("id:fair a f:Event ;\n f:host id:norland .\nclaim:Q-001 a f:Claim ;\n f:about id:fair ."))
    names, first = Names(), PREFIXES.count("\n") + 1
    fair, norland, claim = (names.iri(*name) for name in (("id", "fair"), ("id", "norland"), ("claim", "Q-001")))
    asked = [(fair, term("host"), claim), (fair, term("place")), (norland, term("host")), (None, None, concept("x"))]

    assert [first + 1, first, first + 1, None] == [
        place.line if (place := places.find(*question)) else None for question in asked
    ]
