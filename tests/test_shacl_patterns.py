"""Patterns of shapes match as SPARQL's REGEX does, and none of them can hold up a run."""

import time

import pytest
import shaping
from foedus import shacl
from foedus.shacl.model import Unknown
from foedus.shacl.patterns import matcher


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "^(a*)*b$", "(x+x+)+y"])
def test_no_pattern_takes_for_ever(pattern: str) -> None:
    """A pattern on which a backtracking engine would run for years answers at once."""
    start = time.monotonic()

    assert not matcher(pattern, "")("a" * 60 + "!" + "x" * 60)
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "expected"),
    [
        ("^a", "", "ab", True),
        ("^A", "i", "ab", True),
        ("^(ab|c)+$", "", "abc", True),
        ("^(ab|c)+$", "i", "ABC", True),
        (r"^(\d+,)+\d+$", "", "1,22,3", True),
        (r"^(\d+,)+\d+$", "", "1,,3", False),
        (r"^(?!no)(a|b)+$", "", "nob", False),
        ("^b$", "m", "a\nb", True),
        ('^("|\\\\)+$', "", '"\\"', True),
    ],
)
def test_patterns_match(pattern: str, flags: str, text: str, *, expected: bool) -> None:
    """Both engines say of a text what SPARQL says."""
    assert expected is matcher(pattern, flags)(text)


@pytest.mark.parametrize(("pattern", "flags"), [("(", ""), ("a", "q")])
def test_what_does_not_compile_is_not_known(pattern: str, flags: str) -> None:
    """A pattern or a flag that this engine cannot read is left to the fallback."""
    with pytest.raises(Unknown):
        matcher(pattern, flags)


def test_a_doubtful_pattern_judges_values() -> None:
    """A shape with such a pattern finds the value that does not match."""
    law = 'e:S a sh:NodeShape ; sh:targetSubjectsOf e:p ; sh:property [ sh:path e:p ; sh:pattern "^(a+)+$" ] .'
    found = shacl.judge(shaping.facts(f'e:a e:p "aaa", "{"a" * 50}!" .', "d.ttl"), shaping.facts(law, "s.ttl")).findings

    assert [("Pattern", "!")] == [(finding.rule, finding.value[-2]) for finding in found]
