"""The questions that the graph is there to answer, with their expected answers beside them."""

import re

import pytest
from foedus.holdings import open_holdings
from foedus.library import Built, build
from foedus.questions import Question, answered, read

QUESTIONS = read(open_holdings().root / "graph/questions")
GUIDE = {"first", "evidence", "whole", "as of", "who said", "planned", "contested", "why not"}


@pytest.fixture(scope="module")
def built() -> Built:
    return build(open_holdings())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_each_question_has_its_answer(built: Built, question: Question) -> None:
    """A question gives the answer that stands beside it, row for row."""
    assert question.answer.read_text("utf-8") == answered(question, built.store)


def test_there_are_enough_questions() -> None:
    """At least thirty questions are asked, and some of them must return nothing."""
    empty = [question for question in QUESTIONS if len(question.answer.read_text("utf-8").splitlines()) == 1]

    assert len(QUESTIONS) >= 30
    assert len(empty) >= 3


def test_the_guide_has_its_seven_patterns() -> None:
    """The first question of the home page and each of the seven patterns of the guide is one question."""
    assert sorted(GUIDE) == sorted(question.guide for question in QUESTIONS if question.guide)


def test_every_answer_has_its_question() -> None:
    """No expected answer is left without its question."""
    folder = open_holdings().root / "graph/questions"

    assert {question.name for question in QUESTIONS} == {file.stem for file in folder.glob("*.csv")}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_an_answer_has_one_order(question: Question) -> None:
    """A question whose answer may have several rows says how they are ordered."""
    assert re.search(r"\bORDER BY\b|\bCOUNT\(", question.query)
