"""`foedus mcp`, asked by the official client over standard input and output, on the shipped graph."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from asked_by_models import Model, model
from foedus.holdings import open_holdings, shipped
from foedus.library import build
from foedus.questions import read
from foedus.web import create_app

F = "PREFIX f: <https://w3id.org/foedus/ontology#> PREFIX id: <https://w3id.org/foedus/id/> "
FROZEN = "id:armenia-in-csto f:status c:frozen"
TOOLS = {"find_entity", "describe", "query", "evidence_for", "conflicts", "cite"}
#: Asks for every way to take five triples: no engine ends this.
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def asker() -> Iterator[Model]:
    """Start the server once."""
    with model("--timeout", "1") as started:
        yield started


def evidence(answer: Any) -> Iterator[dict[str, Any]]:
    """Give every claim that is told anywhere in an answer."""
    if isinstance(answer, dict):
        if "quotes" in answer:
            yield answer
        for value in answer.values():
            yield from evidence(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from evidence(value)


def test_the_tools_are_these_and_only_read(asker: Model) -> None:
    """The six tools say that they change nothing, and what each of them does."""
    tools = asker.tools()

    assert {tool.name for tool in tools} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description and tool.output_schema for tool in tools)


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("find_entity", {"name": "putin"}),
        ("describe", {"entity": "id:csto"}),
        ("describe", {"entity": "CSTO"}),
        ("query", {"sparql": F + "SELECT ?s WHERE { ?s a f:Summit }"}),
        ("query", {"sparql": F + "ASK { id:armenia-in-csto f:member id:armenia }"}),
        ("query", {"sparql": F + "CONSTRUCT WHERE { id:armenia-in-csto f:status ?s }"}),
        ("evidence_for", {"what": FROZEN}),
        ("evidence_for", {"what": "claim:003-091"}),
        ("conflicts", {"topic": "id:csto"}),
        ("cite", {"what": "claim:003-091"}),
        ("cite", {"what": F + "SELECT ?s WHERE { ?s a f:Summit }"}),
    ],
)
def test_every_answer_carries_its_quotes(asker: Model, tool: str, words: dict[str, str]) -> None:
    """Whatever the tool, claims come with their IRIs, and each with words of an article."""
    told = list(evidence(asker.answer(tool, **words)))

    assert told
    assert all(claim["claim"].startswith("https://w3id.org/foedus/claim/") and claim["quotes"] for claim in told)
    assert all(quote["words"] and "/article/" in quote["article"] for claim in told for quote in claim["quotes"])


@pytest.mark.parametrize("name", ["Putin", "VLADIMIR PUTIN", "vladimir  putin", "Владимир Путин"])
def test_a_name_is_found_however_it_is_written(asker: Model, name: str) -> None:
    """Case, blanks and script do not matter."""
    found = asker.answer("find_entity", name=name)

    assert "id:vladimir-putin" == found["entities"][0]["short"]


def test_a_thing_is_told_in_pages(asker: Model) -> None:
    """Two pages of claims hold what one page of twice the size holds, and say that there is more."""
    whole = asker.answer("describe", entity="id:csto", limit=4)
    parts = [asker.answer("describe", entity="id:csto", limit=2, offset=offset) for offset in (0, 2)]

    assert whole["evidence"] == [claim for part in parts for claim in part["evidence"]]
    assert not whole["complete"]
    assert whole["total"] > 4


def test_rows_are_those_of_the_engine_with_their_claims(asker: Model) -> None:
    """A row of two things has claims that mention both, told once under evidence."""
    answer = asker.answer(
        "query", sparql=F + "SELECT ?m ?s WHERE { ?m f:member ?s ; f:organization id:csto } ORDER BY ?m"
    )
    told = {claim["claim"] for claim in answer["evidence"]}

    assert {"m": "id:armenia-in-csto", "s": "id:armenia"} == answer["rows"][0]["values"]
    assert all(row["claims"] and set(row["claims"]) <= told for row in answer["rows"])
    assert answer["complete"]


def test_what_is_counted_names_no_claim(asker: Model) -> None:
    """A number that the query computes has no claim behind it, and the note says so."""
    answer = asker.answer("query", sparql="SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")

    assert [] == answer["rows"][0]["claims"]
    assert "computed" in answer["note"]


def test_more_rows_than_asked_for_are_told_of(asker: Model) -> None:
    """An answer that is cut says that it is."""
    answer = asker.answer("query", sparql="SELECT * WHERE { ?s ?p ?o }", limit=3)

    assert (3, False) == (len(answer["rows"]), answer["complete"])
    assert "LIMIT and OFFSET" in answer["note"]


def test_an_answer_stays_small(asker: Model) -> None:
    """However many rows are wanted, an answer is no larger than a model can read."""
    answer = asker.answer("query", sparql=F + "SELECT ?a ?b WHERE { GRAPH ?g { ?a ?p ?b } }", limit=100)

    assert len(json.dumps(answer)) < 130_000
    assert not answer["complete"]


def test_the_proof_of_a_triple_is_that_of_why(asker: Model) -> None:
    """Evidence for a triple is what `foedus why` tells, with readings; what bars it is said."""
    frozen, left = (
        asker.answer("evidence_for", what=f"id:armenia-in-csto f:status c:{status}")
        for status in ("frozen", "withdrawn")
    )

    assert frozen["holds"]
    assert "ha congelato l'appartenenza" in [row["words"] for row in frozen["behind"][0]["evidence"]["quotes"]]
    assert not left["holds"]
    assert left["behind"][0]["barred"]


def test_a_triple_that_nobody_says_has_no_evidence(asker: Model) -> None:
    """No claim is made up for a triple that no article says."""
    answer = asker.answer("evidence_for", what="id:armenia f:member id:russia")

    assert (False, [], "No claim says it.") == (answer["holds"], answer["behind"], answer["note"])


def test_conflicts_show_both_sides(asker: Model) -> None:
    """Each conflict about a topic has two sides at least, each with its words."""
    found = asker.answer("conflicts", topic="id:armenia-in-csto", limit=5)["conflicts"]

    assert found
    assert all(len(conflict["sides"]) > 1 for conflict in found)


def test_a_citation_names_the_version(asker: Model) -> None:
    """An answer is cited at an address of this version, with the licence."""
    cited = asker.answer("cite", what=F + "SELECT ?s WHERE { ?s a f:Summit }")

    assert f"/v/{cited['version']}/sparql?query=PREFIX" in cited["address"]
    assert cited["licence"] in cited["text"]


@pytest.mark.parametrize("query", ["SELECT ?s WHERE { ?s a f:Summit }", "ASK {}", "CONSTRUCT WHERE { ?s a f:Summit }"])
def test_an_answer_has_the_hash_that_its_page_gives(asker: Model, query: str) -> None:
    """A model and a reader of /cite hold the same hash against the same answer."""
    page = create_app(build(shipped())).test_client().get("/cite", query_string={"query": F + query})

    assert json.loads(page.data)[0]["note"].endswith(f"sha256:{asker.answer('cite', what=F + query)['sha256']}")


@pytest.mark.parametrize(
    ("tool", "words", "said"),
    [
        ("query", {"sparql": "SELECT ?x WHERE { ?x nope:p ?y }"}, "line 1, column 22"),
        ("query", {"sparql": "DELETE WHERE { ?s ?p ?o }"}, "read-only"),
        ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {"sparql": ENDLESS}, "not answered within 1 seconds"),
        ("query", {"sparql": "ASK {}", "limit": 1000}, "limit must be from 1 to 100"),
        ("find_entity", {"name": "  "}, "name is empty"),
        ("describe", {"entity": "id:nobody"}, "find_entity gives the IRIs"),
        ("describe", {"entity": "id:csto", "offset": -1}, "offset must be 0 or more"),
        ("evidence_for", {"what": "claim:999-999"}, "neither a claim"),
        ("evidence_for", {"what": "id:csto is great"}, "not a triple"),
        ("cite", {"what": "claim:999-999"}, "neither a claim"),
        ("cite", {"what": "SELECT nonsense"}, "not valid SPARQL"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    asker: Model, tool: str, words: dict[str, Any], said: str
) -> None:
    """A refusal says what is wrong, where, and what to do, so that a model can correct itself."""
    assert said in asker.refusal(tool, **words)


def test_after_a_query_without_end_the_next_is_answered(asker: Model) -> None:
    """A query that is ended harms nobody."""
    asker.refusal("query", sparql=ENDLESS)

    assert asker.answer("query", sparql="ASK {}")["truth"]


def test_the_papers_can_be_read(asker: Model) -> None:
    """The guide, the ontology and every saved question are resources."""
    questions = [question.name for question in read(open_holdings().questions)]

    assert {"foedus://guide", "foedus://ontology", *(f"foedus://questions/{name}" for name in questions)} == set(
        asker.resources()
    )
    assert "How to cite" in asker.paper("foedus://guide")
    assert "f:Claim" in asker.paper("foedus://ontology")
    assert "SELECT" in asker.paper("foedus://questions/csto-members")


def test_without_the_extra_it_says_how_to_get_it() -> None:
    """Who has not installed the SDK is told how, in one sentence."""
    program = "import sys; sys.modules['mcp'] = None; from foedus.cli import main; main(['mcp'], prog_name='foedus')"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)

    assert (2, "foedus: the SDK of the protocol is not installed; get it with pip install 'foedus[mcp]'\n") == (
        done.returncode,
        done.stderr,
    )
