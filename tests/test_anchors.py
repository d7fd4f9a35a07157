import hashlib

import pytest
from foedus.anchors import Span, around, collapse, covered, digest, find, line_and_column
from hypothesis import given
from hypothesis import strategies as st

TEXT = "Il vertice\n\nsi è  tenuto\u00a0a Bishkek.\nIl vertice è finito."


def test_words_are_found_whatever_the_white_space():
    """Line breaks and no-break spaces between words do not hide them."""
    assert ["vertice\n\nsi è  tenuto\u00a0a"] == [span.of(TEXT) for span in find(TEXT, "vertice si è tenuto a")]


def test_every_place_is_found():
    """Words that stand twice are found twice."""
    assert [Span(0, 10), Span(36, 46)] == find(TEXT, "Il vertice")


def test_no_words_are_found_nowhere():
    """White space alone is no quote."""
    assert [] == find(TEXT, " \n")


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.data())
def test_any_part_is_found_where_it_stands(text, data):
    """Any run of characters that begins and ends with a word is found at its own offsets."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = text[start:end]
    stripped = part.strip() == part and part

    assert not stripped or Span(start, end) in find(text, part) or text.find(part) < start


@pytest.mark.parametrize(
    ("span", "expected"), [(Span(2, 3), Span(0, 5)), (Span(4, 8), Span(0, 9)), (Span(5, 6), Span(5, 6))]
)
def test_spans_widen_to_whole_sentences(span, expected):
    """An anchor is the sentences that the quote touches; between sentences it stays as it is."""
    assert expected == around(span, [Span(0, 5), Span(6, 9)])


def test_digest_is_sha256_of_utf8():
    """The hash of a passage is the one that any tool gives for its UTF-8 bytes."""
    assert hashlib.sha256(b"\xc3\xa8").hexdigest() == digest("è")


def test_collapse_makes_one_line():
    """For reading, every run of white space is one space."""
    assert "a b" == collapse(" a\u00a0\n b ")


def test_offsets_become_line_and_column():
    """Places are told as editors count them, from 1."""
    assert (3, 1) == line_and_column(TEXT, 12)


def test_within_and_touching_differ():
    """A span may touch another without lying in it; meeting at an edge is not touching."""
    spans = Span(0, 4), Span(2, 6), Span(4, 6)

    assert (True, False, False) == (spans[0].touches(spans[1]), spans[0].within(spans[1]), spans[0].touches(spans[2]))


def test_shared_characters_count_once():
    """Characters that two spans share are counted once."""
    assert 13 == covered([Span(0, 10), Span(5, 12), Span(20, 21)])
