"""How a question file is read."""

from pathlib import Path

import pytest
from foedus.facts import CouldNotDo
from foedus.questions import read


def test_the_header_gives_both_languages(tmp_path: Path) -> None:
    """The leading comment holds the question in English and Italian; a line without a key goes on the last."""
    (tmp_path / "who.rq").write_text("# en: Who came,\n#     and when?\n# it: Chi?\n# guide: as of\nSELECT * {}\n")
    question = read(tmp_path)[0]

    assert ("who", "Who came, and when?", "Chi?", "as of") == (
        question.name,
        question.en,
        question.it,
        question.guide,
    )


def test_a_question_without_its_words_is_refused(tmp_path: Path) -> None:
    """A question that lacks a language names the header line that is missing."""
    (tmp_path / "who.rq").write_text("# en: Who?\nSELECT * {}\n")

    with pytest.raises(CouldNotDo, match=r"who\.rq:1: the question lacks its header line `# it: …`"):
        read(tmp_path)
