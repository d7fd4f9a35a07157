"""Matches texts against the patterns of shapes, in time that a pattern cannot make endless."""

import re
from collections.abc import Callable

import pyoxigraph as ox

from foedus import asking
from foedus.shacl.model import Unknown

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
#: A group with a choice or a repetition inside that is repeated itself: a backtracking engine may never come back.
_ENDLESS = re.compile(r"\((?:[^()\\]|\\.)*(?:[+*|]|\{\d*,)(?:[^()\\]|\\.)*\)(?:[+*]|\{\d*,)")
#: What an engine without backtracking does not have: looking around, and referring back.
_BACKTRACKING = re.compile(r"\(\?(?!:)|\\[1-9]")


def matcher(pattern: str, flags: str) -> Callable[[str], bool]:
    """Give the function that says whether a text matches; raises Unknown for a pattern that does not compile."""
    if set(flags) - set(_FLAGS):
        raise Unknown(f'its sh:flags "{flags}" are not known')
    try:
        form = re.compile(pattern, sum(_FLAGS[flag] for flag in set(flags)))
    except re.error:
        raise Unknown(f'its sh:pattern "{pattern}" does not compile') from None
    if _ENDLESS.search(pattern) and not _BACKTRACKING.search(pattern):
        return _linear(pattern, flags)
    return lambda text: form.search(text) is not None


def _linear(pattern: str, flags: str) -> Callable[[str], bool]:
    """Match by the engine of the store, which takes time in proportion to the text."""
    store, wanted, how = ox.Store(), ox.Literal(pattern), ox.Literal(flags)

    def matches(text: str) -> bool:
        answer = asking.ask(store, f"ASK {{ FILTER REGEX({ox.Literal(text)}, {wanted}, {how}) }}", "a pattern")
        return isinstance(answer, ox.QueryBoolean) and bool(answer)

    return matches
