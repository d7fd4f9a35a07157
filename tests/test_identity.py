"""Who is who: labels, printed variants, matches with Wikidata, and identities that stay open."""

import csv
import re

import pyoxigraph as ox
import pytest
from foedus import seeds
from foedus.anchors import Span, collapse
from foedus.facts import Fact
from foedus.holdings import shipped
from foedus.library import Built, build
from foedus.terms import LABEL, concept, foreign, term

HOLDINGS = shipped()
MATCH = foreign("skos:exactMatch")
VARIANTS = (foreign("skos:altLabel"), foreign("skos:hiddenLabel"))
WIKIDATA = "http://www.wikidata.org/entity/"
#: What the list of identifiers was confirmed for; every other row is without one.
GRADES = {"A": concept("grade-a"), "B": concept("grade-b")}
LISTED = HOLDINGS.root.parent / "shared" / "wikidata.csv"
QUOTED = re.compile("«([^»]*)»")
Row = dict[str, str]


@pytest.fixture(scope="module")
def built() -> Built:
    return build(HOLDINGS)


@pytest.fixture(scope="module")
def listed() -> dict[str, Row]:
    # the list lies beside the checkout and is no part of it
    if not LISTED.is_file():
        pytest.skip("the list of identifiers is not at hand")
    with LISTED.open(encoding="utf-8", newline="") as file:
        return {row["entity"]: row for row in csv.DictReader(file)}


def named(built: Built) -> dict[ox.NamedNode, str]:
    """Give each thing of graph/names/ its English label without what stands in brackets."""
    written = [fact for fact in built.facts if fact.origin and fact.origin.file.startswith("graph/names/")]
    labels = [fact.quad for fact in written if fact.quad.predicate == LABEL and fact.quad.object.language == "en"]
    return {quad.subject: re.sub(r" \([^)]*\)$", "", quad.object.value) for quad in labels}


def judged(built: Built, name: str, *properties: str) -> list[tuple[str, ...]]:
    """Give the local names of the values of links or open identities."""
    nodes = built.view.typed(term(name))
    values = ([built.view.value(node, term(p)) for p in properties] for node in nodes)
    return [tuple(HOLDINGS.names.local(value) for value in row if isinstance(value, ox.NamedNode)) for row in values]


def variants(built: Built) -> list[Fact]:
    return [fact for fact in built.facts if fact.quad.predicate in VARIANTS]


def span(built: Built, passage: ox.NamedNode) -> Span:
    start, end = (int(built.view.text(passage, term(name)) or 0) for name in ("start", "end"))
    return Span(start, end)


def words(built: Built, identity: ox.NamedNode) -> list[str]:
    """Give the words of the passages of the claims that an open identity weighs."""
    claims = built.view.values(identity, term("weighs"))
    passages = {passage for claim in claims for passage in built.view.values(claim, term("passage"))}
    return [built.view.text(passage, term("quoteText")) or "" for passage in passages]


def test_names_have_labels_in_both_languages(built: Built) -> None:
    """Every thing of graph/names/ has exactly one label in English and one in Italian."""
    found = {node: sorted(label.language for label in built.index.values(node, LABEL)) for node in named(built)}

    assert found
    assert {node: ["en", "it"] for node in found} == found


def test_variants_stand_in_claims_with_passages(built: Built) -> None:
    """Every printed variant or misprint of a name stands in a claim that rests on a passage."""
    found = variants(built)

    assert found
    assert [] == [str(fact.origin) for fact in found if not built.index.values(fact.quad.graph_name, term("passage"))]


# the articles belong to their publishers and are not everywhere at hand
@pytest.mark.skipif(HOLDINGS.articles() is None, reason="the articles are not at hand")
def test_variants_are_printed(built: Built) -> None:
    """Every printed variant or misprint stands, letter for letter, in a passage of its claim."""
    texts = seeds.texts(HOLDINGS.articles(), built.records)
    found = [
        (fact, collapse(span(built, passage).of(texts[built.view.value(passage, term("article"))])))
        for fact in variants(built)
        for passage in built.view.values(fact.quad.graph_name, term("passage"))
    ]
    printed = {fact.quad for fact, text in found if fact.quad.object.value in text}

    assert [] == [str(fact.origin) for fact, _ in found if fact.quad not in printed]


def test_links_are_in_the_list_of_identifiers(built: Built, listed: dict[str, Row]) -> None:
    """Every link has the identifier and the grade that the list of identifiers gives for the thing's label."""
    labels = {HOLDINGS.names.local(node): label for node, label in named(built).items()}
    expected = {
        (local, row["qid"], HOLDINGS.names.local(GRADES[row["grade"]]))
        for local, label in labels.items()
        if (row := listed.get(label)) and row["grade"] in GRADES
    }

    assert expected
    assert expected == set(judged(built, "Link", "links", "target", "grade"))


def test_what_was_not_confirmed_is_not_linked(built: Built, listed: dict[str, Row]) -> None:
    """Nothing whose identifier was not confirmed has a match."""
    unconfirmed = {entity for entity, row in listed.items() if row["grade"] not in GRADES}
    matched = {label for node, label in named(built).items() if built.view.values(node, MATCH)}

    assert unconfirmed
    assert set() == unconfirmed & matched


def test_links_lead_to_wikidata(built: Built) -> None:
    """Every match is one plain triple from a named thing to an entity of Wikidata, beside the link that grades it."""
    view = built.view
    plain = {(fact.quad.subject, fact.quad.object) for fact in built.facts if fact.quad.predicate == MATCH}
    linked = {(view.value(n, term("links")), view.value(n, term("target"))) for n in view.typed(term("Link"))}

    assert linked == plain
    assert set() == {thing for thing, _ in plain} - set(named(built))
    assert [] == [entity for _, entity in plain if not re.fullmatch(WIKIDATA + "Q[1-9][0-9]*", entity.value)]


def test_links_and_open_identities_are_in_the_default_graph(built: Built) -> None:
    """One query joins a leader with the match and its grade, and finds the open identities."""
    row = "?leader a f:Leader ; skos:exactMatch ?entity . ?link f:links ?leader ; f:target ?entity ; f:grade ?grade ."
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in HOLDINGS.names.prefixes().items())
    ask = "ASK { %s ?identity f:compares ?one, ?other ; f:strength c:likely . FILTER(?one != ?other) }"

    assert built.store.query(prefixes + ask % row)


def test_open_identities_hold_two_things_apart(built: Built) -> None:
    """An open identity compares two things, and nothing in the graph says that they are the same."""
    same = {fact.quad.predicate.value for fact in built.facts if fact.quad.predicate.value.endswith("sameAs")}
    pairs = [built.view.values(node, term("compares")) for node in built.view.typed(term("OpenIdentity"))]

    assert set() == same
    assert pairs
    assert [2] * len(pairs) == [len(set(pair)) for pair in pairs]


def test_open_identities_give_reasons_for_and_against(built: Built) -> None:
    """Every open identity says in both languages what speaks for it and what against it."""
    opening = {"en": ("For: ", " Against: "), "it": ("A favore: ", " Contro: ")}
    identities = built.view.typed(term("OpenIdentity"))
    reasons = {node: built.view.values(node, term("because")) for node in identities}

    assert {node: ["en", "it"] for node in identities} == {
        node: sorted(reason.language for reason in both) for node, both in reasons.items()
    }
    assert [] == [
        reason.value
        for both in reasons.values()
        for reason in both
        if not reason.value.startswith(opening[reason.language][0]) or opening[reason.language][1] not in reason.value
    ]


def test_reasons_quote_what_is_printed(built: Built) -> None:
    """The words that a reason quotes stand in a passage of a claim that the open identity weighs."""
    found = [
        (node, quoted)
        for node in built.view.typed(term("OpenIdentity"))
        for reason in built.view.values(node, term("because"))
        for quoted in QUOTED.findall(reason.value)
    ]

    assert found
    assert [] == [(node, quoted) for node, quoted in found if not any(quoted in text for text in words(built, node))]
