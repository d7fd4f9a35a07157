"""Gathers what stands behind a claim, and finds the claims that mention things or say a triple."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus import say, why
from foedus.library import Built
from foedus.terms import LABEL, TYPE, foreign, term

#: Claims that are shown for one thing or one row.
FEW = 3
_ALT = (foreign("skos:altLabel"), foreign("skos:hiddenLabel"))
Node = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Quote:
    """Words of an article that carry a claim, with the IRIs of the article and of the passage."""

    words: str
    article: str
    passage: str


@dataclass(frozen=True)
class Evidence:
    """One claim: what it says in a sentence, whose voice it has, whether the accepted view takes it, its words."""

    claim: str
    says: str
    voice: str
    accepted: bool
    standing: str
    quotes: list[Quote]
    conflicts: list[str]


class Witnesses:
    """Knows the claims of one built graph by what they mention and by what they say."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._names = built.holdings.names

    def evidence(self, claim: ox.NamedNode) -> Evidence:
        """Tell what stands behind a claim."""
        index, view = self._built.index, self._built.view
        voice = view.value(claim, term("voice"))
        return Evidence(
            claim.value,
            say.say(index, claim, "en"),
            say.label(index, voice, "en") if isinstance(voice, ox.NamedNode) else "not said",
            view.value(claim, term("accepted")) is not None,
            self._names.shorten(view.text(claim, term("standing")) or ""),
            self._quotes(claim),
            [node.value for node in view.subjects(term("between"), claim)],
        )

    def _quotes(self, claim: ox.NamedNode) -> list[Quote]:
        view = self._built.view
        passages = [node for node in view.values(claim, term("passage")) if isinstance(node, ox.NamedNode)]
        ordered = sorted(passages, key=lambda p: (view.text(p, term("article")), view.whole(p, term("quoteStart"))))
        return [
            Quote(view.text(passage, term("quoteText")) or "", view.text(passage, term("article")) or "", passage.value)
            for passage in ordered
        ]

    @cached_property
    def claims(self) -> frozenset[ox.NamedNode]:
        """Every claim."""
        return frozenset(self._built.index.typed(term("Claim")))

    @cached_property
    def _mentioning(self) -> dict[ox.NamedNode, list[ox.NamedNode]]:
        found: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {}
        for claim in self._built.index.graphs():
            for fact in self._built.index.inside(claim):
                for end in (fact.quad.subject, fact.quad.object):
                    if isinstance(end, ox.NamedNode):
                        found.setdefault(end, {})[claim] = None
        return {node: sorted(claims, key=self._rank) for node, claims in found.items()}

    def _rank(self, claim: ox.NamedNode) -> tuple[bool, str]:
        return self._built.view.value(claim, term("accepted")) is None, claim.value

    @cached_property
    def _named(self) -> dict[str, list[ox.NamedNode]]:
        """The things that bear a name, as a query may give the name alone."""
        found: dict[str, list[ox.NamedNode]] = {}
        for node in self._mentioning:
            for text in self.variants(node):
                found.setdefault(text, []).append(node)
        return found

    def variants(self, node: ox.NamedNode) -> list[str]:
        """Give every name of a thing: labels in both languages, variants and misprints."""
        texts = [text for name in (LABEL, *_ALT) for text in self._built.view.values(node, name)]
        return list(dict.fromkeys(text.value for text in texts))

    def mentioning(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """Give the claims that mention a thing, those of the accepted view first."""
        return self._mentioning.get(node, [])

    def things(self) -> Iterable[ox.NamedNode]:
        """Give the things that claims mention and that have a name."""
        return (node for node in self._mentioning if self._built.view.values(node, LABEL))

    def classes(self, node: ox.NamedNode) -> list[str]:
        """Give the classes of a thing in the accepted view."""
        return [self._names.shorten(kind.value) for kind in self._built.view.values(node, TYPE)]

    def behind_row(self, row: Iterable[object], context: Iterable[ox.NamedNode] = ()) -> list[ox.NamedNode]:
        """Find the claims behind a row: those that it names, else those that mention most of its things.

        ``context`` are things that the query names; they decide where the row's own leave several. A row of two things
        or more has a claim behind it only where one mentions two of them.
        """
        terms = list(row)
        named = [node for node in terms if node in self.claims]
        if named:
            return [node for node in named if isinstance(node, ox.NamedNode)][:FEW]
        own = dict.fromkeys(node for end in terms for node in self._meant(end))
        around = [node for node in dict.fromkeys(context) if node not in own]
        return self._best(list(own), around)

    def _best(self, own: Sequence[ox.NamedNode], around: Sequence[ox.NamedNode]) -> list[ox.NamedNode]:
        score: dict[ox.NamedNode, tuple[int, int]] = {}
        for place, nodes in enumerate((own, around)):
            for node in nodes:
                for claim in self.mentioning(node):
                    hits = score.get(claim, (0, 0))
                    score[claim] = (hits[0] + (not place), hits[1] + place)
        # what the query names can stand for the second thing of a row that has only one
        least = min(2, len(own) + len(around))
        fitting = {claim: hits for claim, hits in score.items() if hits[0] and sum(hits) >= least}
        best = max(fitting.values(), default=(0, 0))
        return sorted((claim for claim, hits in fitting.items() if hits == best), key=self._rank)[:FEW]

    def _meant(self, end: object) -> list[ox.NamedNode]:
        if isinstance(end, ox.NamedNode):
            return [end] if end in self._mentioning else []
        return self._named.get(end.value, []) if isinstance(end, ox.Literal) else []

    def behind_triple(self, triple: why.Triple) -> list[ox.NamedNode]:
        """Find the claims that say a triple, or from which it was computed."""
        told = why.why(self._built.index, self._built.view, triple)
        return [behind.claim for behind in told.behind]
