from itertools import pairwise

import pytest
from foedus.anchors import Span
from foedus.sentences import sentences
from hypothesis import given
from hypothesis import strategies as st
from starting import SHARED


def cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


def test_sentences_end_at_stops_before_capitals():
    """A stop ends a sentence where a capital follows; an abbreviation inside does not."""
    assert ["Uno.", "Due, il 27 nov. scorso!", "Tre?"] == cut("Uno. Due, il 27 nov. scorso! Tre?")


def test_closing_quotes_belong_to_their_sentence():
    """Quotation marks after a stop stay with the sentence they close."""
    assert ["«Noi siamo pronti.»", "Lo ha detto."] == cut("«Noi siamo pronti.» Lo ha detto.")


def test_each_line_is_a_paragraph():
    """In a text with one paragraph a line, headings and bullets are sentences without a stop."""
    assert ["Titolo", "Una frase.", "▪️ un punto;", "▪️ un altro"] == cut("Titolo\nUna frase.\n▪️ un punto;\n▪️ un altro")


def test_hard_wrapped_lines_are_joined():
    """In a hard-wrapped text a sentence runs over its lines."""
    text = "I massimi esponenti politici\n\ndegli stati membri hanno\n\ndiscusso a lungo. Poi\n\nhanno firmato."

    assert [
        "I massimi esponenti politici degli stati membri hanno discusso a lungo.",
        "Poi hanno firmato.",
    ] == [" ".join(sentence.split()) for sentence in cut(text)]


def test_empty_text_has_no_sentences():
    """A text of white space has none."""
    assert [] == sentences(" \n\u00a0\n")


@given(st.text(alphabet="aB.!? \n«»", max_size=80))
def test_sentences_cover_every_character(text):
    """Sentences come in order, do not overlap, and leave out nothing but white space."""
    spans, reached, left = sentences(text), 0, ""
    for span in spans:
        left += text[reached : span.start]
        reached = max(reached, span.end)

    assert "" == (left + text[reached:]).strip()
    assert sorted(spans) == spans
    assert not any(before.touches(after) for before, after in pairwise(spans))


@pytest.mark.parametrize(("key", "count"), [("000", 28), ("001", 22), ("002", 20), ("003", 27), ("004", 17)])
def test_the_articles_keep_their_sentences(key, count):
    """The records in seeds/ were cut by this rule: a change of it would move every sentence."""
    files = sorted(SHARED.glob(f"{key}_*.txt"))
    if not files:
        pytest.skip("the articles belong to their publishers and are not at hand here")

    assert count == len(sentences(files[0].read_bytes().decode()))


def test_spans_are_trimmed():
    """A sentence begins and ends with a character that is not white space."""
    assert [Span(2, 6)] == sentences("  Uno.  \n")
