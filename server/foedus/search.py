"""Finds things by any of their names, quotes and gists: the only module that knows what ranks before what."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import pyoxigraph as ox

from foedus.folding import sounds, words

Kind = Literal["label", "variant", "gist", "quote"]
#: How much each kind of text weighs, and each way to match it: the whole, its beginning, whole words, parts; by sound
#: alone weighs nothing. ``_SHARE`` is for the share of its words that match: "Putin" means the person before his visit.
_KINDS: dict[Kind, int] = {"label": 600, "variant": 400, "gist": 200, "quote": 0}
_WHOLE, _BEGINNING, _WORDS, _PARTS, _SHARE = 120, 50, 40, 20, 30
#: What a text in another language than the reader's loses.
_FOREIGN = 5
#: Marks a key that is a sound.
_SOUND = "~"
_ENTRIES = """
SELECT DISTINCT ?thing ?text ?kind WHERE {
  {
    ?thing rdfs:label ?text . BIND("label" AS ?kind)
    FILTER NOT EXISTS { VALUES ?class { f:Time f:Measure f:Membership f:Plan } ?thing a ?class }
  }
  UNION { GRAPH ?claim { ?thing skos:altLabel|skos:hiddenLabel ?text } BIND("variant" AS ?kind) }
  UNION { ?thing skos:altLabel|skos:hiddenLabel ?text . BIND("variant" AS ?kind) }
  UNION { ?thing a f:Claim ; f:gist ?text . BIND("gist" AS ?kind) }
  UNION { ?thing a f:Claim ; f:passage/f:quoteText ?text . BIND("quote" AS ?kind) }
}"""


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found, by which of its texts, and in which language that is (empty where it says none)."""

    iri: str
    text: str
    kind: Kind
    language: str = ""


def read(select: Callable[[str], Iterable[ox.QuerySolution]]) -> "Finder":
    """Read the texts of a graph; ``select`` asks it, with our prefixes declared."""
    return Finder(
        Found(row["thing"].value, row["text"].value, row["kind"].value, row["text"].language or "")
        for row in select(_ENTRIES)
        if isinstance(row["thing"], ox.NamedNode)
    )


class Finder:
    """Holds texts by their words and by how these sound."""

    def __init__(self, entries: Iterable[Found]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.iri, entry.kind, entry.text))
        self._words = [words(entry.text) for entry in self._entries]
        self._names = [_names(entry.text) for entry in self._entries]
        places: defaultdict[str, set[int]] = defaultdict(set)
        for number, folded in enumerate(self._words):
            for word in folded:
                places[word].add(number)
                for sound in sounds(word):
                    places[_SOUND + sound].add(number)
        self._places = dict(places)
        self._keys = sorted(self._places)

    def find(self, needle: str, *, limit: int = 20, language: str = "") -> list[Found]:
        """Give the things that match every word, each once by its best text, the best first."""
        sought = words(needle)
        best: dict[str, tuple[int, int, Found]] = {}
        for number in self._matching(sought):
            entry = self._entries[number]
            rank = (-self._score(number, sought, language), len(entry.text), entry)
            if entry.iri not in best or rank[:2] < best[entry.iri][:2]:
                best[entry.iri] = rank
        ranked = sorted(best.values(), key=lambda rank: (*rank[:2], rank[2].iri))
        return [entry for _, _, entry in ranked[:limit]]

    def _matching(self, sought: list[str]) -> set[int]:
        each = [set(chain.from_iterable(self._places[key] for key in self._keys_for(word))) for word in sought]
        return set.intersection(*each) if each else set()

    def _keys_for(self, word: str) -> Iterator[str]:
        """Give the keys that begin with a word, and those of its sounds."""
        start = bisect_left(self._keys, word)
        for key in self._keys[start:]:
            if not key.startswith(word):
                break
            yield key
        for sound in sounds(word):
            if _SOUND + sound in self._places:
                yield _SOUND + sound

    def _score(self, number: int, sought: list[str], language: str) -> int:
        entry, present = self._entries[number], self._words[number]
        score = _KINDS[entry.kind] - _FOREIGN * (entry.language not in (language, ""))
        if sought in self._names[number]:
            return score + _WHOLE
        score += _SHARE * len(sought) // len(present)
        if " ".join(present).startswith(" ".join(sought)):
            return score + _BEGINNING
        if set(sought) <= set(present):
            return score + _WORDS
        return score + _PARTS * all(any(each.startswith(word) for each in present) for word in sought)


def _names(text: str) -> list[list[str]]:
    """Give a name whole, without what it has in parentheses, and that alone: a short name stands there."""
    plain, _, rest = text.partition("(")
    return [words(text), words(plain), words(rest.partition(")")[0])]
