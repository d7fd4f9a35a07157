"""Every sentence is carried by a claim, or listed as carrying none."""

import json
from pathlib import Path

import pytest
from foedus import coverage
from foedus.facts import Finding
from starting import NAMES, begin, index_of, run

ARTICLE = NAMES.iri("article", "a")
GRAPH = """
article:a a f:Article ; f:file "a.txt" ; f:length 60 .
sentence:a-01 a f:Sentence ; f:article article:a ; f:start 0 ; f:end 20 .
sentence:a-02 a f:Sentence ; f:article article:a ; f:start 21 ; f:end 40 .
sentence:a-03 a f:Sentence ; f:article article:a ; f:start 41 ; f:end 60 .
claim:a-001 a f:Claim ; f:passage passage:a-001, passage:a-001-2 .
passage:a-001 a f:Passage ; f:article article:a ; f:start 0 ; f:end 40 ; f:quoteStart 15 ; f:quoteEnd 25 .
passage:a-001-2 a f:Passage ; f:article article:a ; f:start 0 ; f:end 20 ; f:quoteStart 10 ; f:quoteEnd 18 .
passage:a-002 a f:Passage ; f:article article:a ; f:start 41 ; f:end 60 ; f:quoteStart 41 ; f:quoteEnd 60 .
"""
LISTED = 'sentence:a-03 f:carriesNoClaim "It only greets."@en .'


def accounted(trig: str) -> list[coverage.Sentence]:
    return coverage.account(index_of(trig), ARTICLE)


def judged(trig: str) -> list[Finding]:
    return list(coverage.judge(index_of(trig), accounted(trig), NAMES))


def test_a_sentence_is_carried_by_what_touches_it() -> None:
    """A claim carries every sentence that one of its passages touches, and no other."""
    claim = (NAMES.iri("claim", "a-001"),)

    assert [claim, claim, ()] == [sentence.claims for sentence in accounted(GRAPH)]


def test_quoted_characters_are_counted_once() -> None:
    """Of a sentence the characters are counted that some quote holds inside it, each once."""
    assert [10, 4, 0] == [sentence.quoted for sentence in accounted(GRAPH)]


def test_an_unaccounted_sentence_is_found_where_it_is_recorded() -> None:
    """A sentence without claim or reason is a finding at its record; a passage without a claim carries nothing."""
    found = judged(GRAPH)

    assert [("sentence-unaccounted", "sentence:a-03")] == [(finding.rule, finding.focus) for finding in found]
    assert GRAPH.splitlines().index("sentence:a-03 a f:Sentence ; f:article article:a ; f:start 41 ; f:end 60 .") == (
        found[0].origin.line - len(NAMES.prefixes()) - 1
    )


def test_a_reason_accounts_for_a_sentence() -> None:
    """A sentence that is listed as carrying no claim, with its reason, is accounted for."""
    assert [] == judged(GRAPH + LISTED)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (LISTED.replace("a-03", "a-01"), "sentence-carried-and-listed"),
        (LISTED.replace("a-03", "a-09"), "sentence-unknown"),
    ],
    ids=["carried and listed", "not a sentence"],
)
def test_a_wrong_reason_is_found(line: str, rule: str) -> None:
    """A reason for a sentence that a claim carries, or that no record has, is a finding."""
    assert rule in [finding.rule for finding in judged(GRAPH + LISTED + line)]


def test_coverage_shows_words_where_they_are_at_hand(tmp_path: Path) -> None:
    """`foedus coverage` shows a sentence's words with the text at hand, and its number alone without it."""
    root = begin(tmp_path)
    with_text = run("--holdings", root, "coverage").stdout
    (root / "articles" / "a_lake_league.txt").unlink()
    without = run("--holdings", root, "coverage").stdout

    assert "The League has three members" in with_text
    assert "The League has three members" not in without
    assert "a-002" in without


def test_the_new_graph_is_covered(tmp_path: Path) -> None:
    """The graph that `foedus init` makes accounts for all of its sentences."""
    done = run("--holdings", begin(tmp_path), "coverage", "--quiet")

    assert 0 == done.exit_code


def test_an_unaccounted_sentence_fails_coverage(tmp_path: Path) -> None:
    """`foedus coverage` exits with 1 where a sentence is not accounted for."""
    root = begin(tmp_path)
    for file in (root / "graph" / "coverage").glob("*"):
        file.unlink()

    assert 1 == run("--holdings", root, "coverage").exit_code


def test_coverage_of_one_article_as_json() -> None:
    """Programs read the sentences of the articles that they ask for."""
    told = json.loads(run("coverage", "003", "--format", "json").stdout)

    assert {"003"} == {row["article"] for row in told["sentences"]}


def test_an_unknown_article_is_refused() -> None:
    """An article that is not recorded is refused with the names of those that are."""
    done = run("coverage", "999")

    assert (2, True) == (done.exit_code, "there is no article 999; recorded are 000, 001" in done.stderr)


def test_every_sentence_of_the_shipped_graph_is_accounted_for() -> None:
    """Every sentence, bullet, heading and caption of all articles is carried by a claim or listed with its reason."""
    done = run("coverage", "--format", "json")

    assert [] == json.loads(done.stdout)["findings"]
