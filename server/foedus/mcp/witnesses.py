"""Gathers what stands behind a claim, as tracing tells it, and finds the claims that mention things or say a triple."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from foedus import asking, say, tracing, why
from foedus.library import Built
from foedus.terms import LABEL, TYPE, foreign, term
from foedus.tracing import Quote

#: Claims that are shown for one thing or one row.
FEW = 3
_ALT = (foreign("skos:altLabel"), foreign("skos:hiddenLabel"))
#: The datatypes of literals that may name a thing or quote a claim; a number does neither.
_TEXTS = (foreign("xsd:string"), foreign("rdf:langString"))


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
        traced = tracing.tell(self._select, [claim.value], "en")[0]
        index = self._built.index
        voice = ", ".join(traced.speakers) or say.label(index, ox.NamedNode(traced.voice), "en")
        return Evidence(
            claim.value,
            say.say(index, claim, "en"),
            voice,
            traced.accepted,
            f"c:{traced.names['standing']}" if traced.names["standing"] else "",
            traced.quotes,
            [conflict.iri for conflict in traced.conflicts],
        )

    def _select(self, query: str) -> list[ox.QuerySolution]:
        return list(asking.select(self._built.store, self._names.declared + query, "tracing"))

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
        or more has a claim behind it only where one mentions two of them; a name that bears nothing is no thing.
        """
        terms = list(row)
        named = [node for node in terms if isinstance(node, ox.NamedNode) and node in self.claims]
        if named:
            return named[:FEW]
        nodes = [node.value for node in terms if isinstance(node, ox.NamedNode) and self.mentioning(node)]
        texts = [term.value for term in terms if isinstance(term, ox.Literal) and term.datatype in _TEXTS]
        around = [node.value for node in context]
        trail = tracing.behind(self._select, nodes, texts, around=around, limit=FEW)
        # what the query names can stand for the second thing of a row that has only one
        least = min(2, trail.sought + len({*around} - {*nodes}))
        return [ox.NamedNode(claim) for claim in trail.claims] if trail.shared + trail.beside >= least else []

    def behind_triple(self, triple: why.Triple) -> list[ox.NamedNode]:
        """Find the claims that say a triple, or from which it was computed."""
        told = why.why(self._built.index, self._built.view, triple)
        return [behind.claim for behind in told.behind]
