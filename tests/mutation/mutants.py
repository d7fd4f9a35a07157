"""Makes mutants: the shipped claims with one of them deleted, flipped, swapped or given an outside fact."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from foedus import ledger
from foedus.facts import Fact, Index
from foedus.terms import CONCEPT, TYPE, Names, concept, foreign, term

NAMES = Names()
#: The concepts with which a flip replaces another of the same list.
FLIPPED = ("factuality", "polarity")
_MEMORY = ox.NamedNode(NAMES.base + "id/maintainers")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one claim: facts that go, facts that come, and what was done in words."""

    kind: str
    claim: ox.NamedNode
    words: str
    gone: frozenset[ox.Quad]
    come: tuple[ox.Quad, ...] = ()

    def __str__(self) -> str:
        return f"{NAMES.local(self.claim)}: {self.kind} {self.words}".rstrip()

    def of(self, facts: list[Fact]) -> list[Fact]:
        """Give the facts as the mutant has them."""
        return [*(fact for fact in facts if fact.quad not in self.gone), *(Fact(quad) for quad in self.come)]


def unchecked(facts: list[Fact]) -> list[Fact]:
    """Leave out the ledger and the list of sentences without claims; a review names the claims that it saw."""
    index = Index(facts)
    checks, reviews = set(index.typed(term("Check"))), set(index.typed(term("Review")))
    seen = {ledger.claim_hash(index, claim): claim for claim in index.typed(term("Claim"))}
    kept = []
    for fact in facts:
        subject, predicate, object_ = fact.quad.triple
        if subject in reviews and predicate == term("claimHash") and object_.value in seen:
            kept.append(Fact(ox.Quad(subject, predicate, seen[object_.value]), fact.origin))
        elif subject not in checks and predicate != term("carriesNoClaim"):
            kept.append(fact)
    return kept


def checked(facts: list[Fact]) -> list[Fact]:
    """Lay in memory a Check that supports beside every claim as it is, and let reviews have seen it so."""
    index = Index(facts)
    hashes = {claim: ledger.claim_hash(index, claim) for claim in index.typed(term("Claim"))}
    laid = [Fact(quad) for claim, hash_ in hashes.items() for quad in _check(claim, hash_)]
    for fact in facts:
        subject, predicate, object_ = fact.quad.triple
        if predicate == term("claimHash") and object_ in hashes:
            laid.append(Fact(ox.Quad(subject, predicate, ox.Literal(hashes[object_])), fact.origin))
        else:
            laid.append(fact)
    return laid


def _check(claim: ox.NamedNode, hash_: str) -> Iterator[ox.Quad]:
    node = NAMES.iri("check", f"{NAMES.local(claim)}-1")
    yield ox.Quad(node, TYPE, term("Check"))
    yield ox.Quad(node, term("claim"), claim)
    yield ox.Quad(node, term("claimHash"), ox.Literal(hash_))
    yield ox.Quad(node, term("verdict"), concept("supports"))
    yield ox.Quad(node, term("reading"), concept("first"))
    yield ox.Quad(node, term("reader"), _MEMORY)


def mutants(facts: list[Fact], seed: int) -> list[Mutant]:
    """Make every kind of mutant of every claim; what replaces what is drawn with the seed."""
    workshop = _Workshop(facts, random.Random(seed))  # noqa: S311 - a reproducible draw, no secret
    return [mutant for claim in workshop.index.typed(term("Claim")) for mutant in workshop.of(claim)]


class _Workshop:
    def __init__(self, facts: list[Fact], draw: random.Random) -> None:
        self.index, self.draw = Index(facts), draw
        self.told = {fact.quad.triple for graph in self.index.graphs() for fact in self.index.inside(graph)}
        self.classes: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        self.schemes: dict[ox.NamedNode, ox.NamedNode] = {}
        for fact in facts:
            subject, predicate, object_ = fact.quad.triple
            if predicate == TYPE:
                self.classes.setdefault(subject, set()).add(object_)
            if predicate == foreign("skos:inScheme"):
                self.schemes[subject] = object_

    def of(self, claim: ox.NamedNode) -> Iterator[Mutant]:
        """Make the mutants of one claim."""
        yield self.deleted(claim)
        about = [fact.quad for fact in self.index.about(claim)]
        inside = [fact.quad for fact in self.index.inside(claim)]
        for quad in about:
            if quad.predicate in [term(name) for name in FLIPPED]:
                yield from self.replaced("flip", claim, quad, self.alike(quad.object))
        for quad in inside:
            if quad.predicate == term("status"):
                yield from self.replaced("flip", claim, quad, self.alike(quad.object))
            elif quad.predicate != TYPE and str(quad.object.value).startswith(NAMES.base + "id/"):
                yield from self.replaced("swap", claim, quad, self.alike(quad.object))
        yield from self.outside(claim, inside)

    def deleted(self, claim: ox.NamedNode) -> Mutant:
        """Delete the claim with its graph and the passages on which nothing else rests."""
        passages = set(self.index.values(claim, term("passage")))
        others = {
            p for c in self.index.typed(term("Claim")) if c != claim for p in self.index.values(c, term("passage"))
        }
        gone = [*self.index.inside(claim), *self.index.about(claim)]
        gone += [fact for passage in passages - others for fact in self.index.about(passage)]
        return Mutant("delete", claim, "", frozenset(fact.quad for fact in gone))

    def replaced(self, kind: str, claim: ox.NamedNode, quad: ox.Quad, others: list[ox.NamedNode]) -> Iterator[Mutant]:
        """Put another thing of the same kind into the place of the object."""
        rivals = [
            o for o in others if ox.Triple(quad.subject, quad.predicate, o) not in self.told and o != quad.subject
        ]
        if rivals:
            other = self.draw.choice(rivals)
            new = ox.Quad(quad.subject, quad.predicate, other, quad.graph_name)
            yield Mutant(kind, claim, f"{written(quad)} -> {NAMES.shorten(other.value)}", frozenset([quad]), (new,))

    def outside(self, claim: ox.NamedNode, inside: list[ox.Quad]) -> Iterator[Mutant]:
        """Add to the claim what no claim says: one of its relations, to another thing of the same class."""
        relations = [
            quad
            for quad in inside
            if quad.predicate not in (TYPE, term("anchor")) and str(quad.object.value).startswith(NAMES.base + "id/")
        ]
        strong = [quad for quad in relations if quad.predicate != term("about")] or relations
        for quad in self.draw.sample(strong, min(1, len(strong))):
            for mutant in self.replaced("add", claim, quad, self.alike(quad.object)):
                yield Mutant("add", claim, written(mutant.come[0]), frozenset(), mutant.come)

    def alike(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        """Give the other concepts of the same list, or the other things that share a class, in a fixed order."""
        if node.value.startswith(CONCEPT):
            found = {other for other, scheme in self.schemes.items() if scheme == self.schemes.get(node)}
        else:
            classes = self.classes.get(node, set())
            found = {other for other, own in self.classes.items() if own & classes}
        plain = (other for other in found - {node} if not other.value.rsplit("-", 1)[0].endswith(("-time", "-measure")))
        return sorted(plain, key=str)


def written(quad: ox.Quad) -> str:
    """Write a triple in prefixed names."""
    return " ".join(NAMES.shorten(node.value) for node in quad.triple)
