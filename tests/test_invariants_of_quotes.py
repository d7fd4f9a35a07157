"""What claims hold stands in the very words they quote, since a reader of the endpoint sees only these."""

import re
import unicodedata

import pyoxigraph as ox
import pytest
from foedus.holdings import open_holdings
from foedus.library import build
from foedus.terms import foreign
from held import Held, Said, stands

#: Of the content words of a gist, so many are quoted; the rest stands in the sentence, which is the anchor.
SHARE = 0.3
#: Words of three letters and more that carry nothing.
EMPTY = re.compile(
    r"(?:a|da|de|ne|su)(?:ll?[aeo]?|gli|[il])|que(?:st|ll?)[aeio]|una|uno|gli|che|chi|con|per|non|tra|loro|su[aeo]i?|anche"
    r"|avere|hanno|essere|sono|stat[aeio]|sara|come|dopo"
)
#: Adjectives, peoples and metonyms, which the first letters of a State's name do not find; and a verb for a status.
FORMS = {
    "Armenia": "Yerevan Erevan",
    "Kazakistan": "kazako kazaki",
    "Kirghizistan": "kirghiso kirghisa",
    "Russia": "russo Mosca Cremlino",
    "Tagikistan": "tagiko tagiki",
    "ritirato": "uscire",
}
#: What only classifies a thing, or says who speaks: the label tells these.
CLASSIFYING = {"rdf:type", "f:kind", "f:illocution", "f:speaker"}


@pytest.fixture(scope="module")
def held() -> Held:
    return Held(build(open_holdings()), {})


def stems(words: str) -> set[str]:
    """Give the first five letters, without accents, of each word that carries something, and every number."""
    plain = "".join(c for c in unicodedata.normalize("NFD", words.casefold()) if not unicodedata.combining(c))
    found = (word for word in re.findall(r"\w+", plain) if len(word) > 2 or word.isdigit())
    return {word[:5] for word in found if not EMPTY.fullmatch(word)}


def quoted(claim: Said) -> set[str]:
    """Give the stems of what a claim quotes."""
    return stems(" ".join(claim.quotes))


def gists(claim: Said) -> list[str]:
    """Give what a claim says in our own Italian words."""
    facts = (fact.quad for fact in claim.held.built.index.inside(claim.node))
    return [q.object.value for q in facts if claim.held.short(q.predicate) == "f:gist" and q.object.language == "it"]


def missing(claim: Said, gist: str) -> list[str]:
    """Name the words of a gist that are not quoted, where too few are."""
    words = stems(gist)
    return sorted(words - quoted(claim)) if len(words & quoted(claim)) < SHARE * len(words) else []


def called(held: Held, node: object) -> list[str]:
    """Give what a thing may be called: its Italian labels, its variants and other forms; a plain value is itself."""
    if isinstance(node, ox.Literal):
        return [] if node.language else [node.value]
    labels, variants = held.names.get(held.short(node), ([], []))
    preferred = held.built.index.values(node, foreign("skos:prefLabel")) if isinstance(node, ox.NamedNode) else []
    concepts = [label.value for label in preferred if isinstance(label, ox.Literal) and label.language == "it"]
    return [*labels, *variants, *concepts, *(FORMS.get(name, "") for name in (*labels, *concepts))]


def said(claim: Said) -> set[str]:
    """Give the stems of what a claim's triples say of the world."""
    rows = [fact.quad for fact in claim.held.built.index.inside(claim.node)]
    told = [q for q in rows if q.subject != claim.node and claim.held.short(q.predicate) not in CLASSIFYING]
    return stems(" ".join(word for q in told for node in (q.subject, q.object) for word in called(claim.held, node)))


def reported(claim: Said) -> set[str]:
    """Name the Statements that a claim reports."""
    return {s for s, p, o in claim.world if (p, o) == ("rdf:type", "f:Statement")}


def contents(held: Held) -> dict[str, set[ox.NamedNode]]:
    """Give the passages of what each voice says."""
    found: dict[str, set[ox.NamedNode]] = {}
    for claim in held.claims:
        for voice in claim.given("voice"):
            found.setdefault(voice, set()).update(claim.passages())
    return found


def test_a_gist_stands_in_its_quotes(held: Held) -> None:
    """Of the content words of a gist three in ten are quoted, by their stems."""
    wrong = [(claim.name, words) for claim in held.claims for gist in gists(claim) if (words := missing(claim, gist))]

    assert [] == wrong


def test_what_triples_say_stands_in_quotes(held: Held) -> None:
    """A claim in triples quotes a word of a thing, status or value that it gives; a speech act is quoted by its content."""
    wrong = [
        claim.name for claim in held.claims if said(claim) and not reported(claim) and not said(claim) & quoted(claim)
    ]

    assert [] == wrong


def test_a_speech_act_is_quoted_with_its_content(held: Held) -> None:
    """Who reads that somebody spoke reads what: the claim that reports it shares a passage with a claim of its content."""
    told = contents(held)
    wrong = [
        (claim.name, statement)
        for claim in held.claims
        for statement in reported(claim)
        if told.get(statement) and not told[statement] & set(claim.passages())
    ]

    assert [] == wrong


def test_a_number_is_quoted(held: Held) -> None:
    """The digits of every value stand in the words quoted."""
    wrong = [
        (claim.name, value)
        for claim in held.claims
        for _, predicate, value in claim.triples
        if predicate == "f:value" and not stands(re.escape(value).replace(r"\.", "[.,]"), " ".join(claim.quotes))
    ]

    assert [] == wrong
