"""What must never be so of the shipped graph, whatever is entered. The mutation run asks these of mutated graphs too.

A test that takes `held` reads what claims say; a test that takes `kept` reads the ledger, the files or the pages.
"""

import re

import pyoxigraph as ox
import pytest
from foedus import seeds
from foedus.holdings import open_holdings
from foedus.ledger import to_read
from foedus.library import build
from foedus.stats import by_article
from foedus.terms import TYPE, foreign, term
from held import Held, Said, stands
from tiny import tiny_client

#: Words in which Italian tells the future, and words that tell the past.
FUTURE, PAST = r"\b\w+(?:rà|ranno)\b", r"\b(?:ha|hanno|aveva|avevano|è|sono|era|erano|si è|si sono)\b"
EVENTS = {"f:Event", "f:Meeting", "f:Summit", "f:Visit"}
#: Who speaks, acts, signs or belongs is an agent.
ROLES = {
    *("f:speaker", "f:actor", "f:signatory", "f:party", "f:participant", "f:absentee", "f:host", "f:recipient"),
    *("f:addressee", "f:member", "f:plannedBy"),
}
AGENTS = {"f:Agent", "f:State", "f:Organization", "f:Person", "f:Group"}
#: Files of judgements about names and of records: not about the world.
BESIDE = ("seeds/", "graph/identity/", "graph/links/")
YEAR = re.compile(r"\d{4}")


@pytest.fixture(scope="module")
def kept() -> Held:
    built = build(open_holdings())
    return Held(built, seeds.texts(built.holdings.articles(), built.records))


@pytest.fixture(scope="module")
def held(kept: Held) -> Held:
    return kept


def latest_of(held: Held, node: str) -> str:
    """Give the last day that an article's date can be."""
    index, names = held.built.index, held.built.holdings.names
    time = index.value(names.expand(node), term("time"))
    return (index.text(time, term("latest")) if time else None) or "9999"


def happens(claim: Said) -> bool:
    """Whether a claim says of events in an article's voice that they occurred."""
    events = any(p == "rdf:type" and o in EVENTS for _, p, o in claim.world)
    return events and claim.in_own_voice and claim.given("factuality") == {"c:occurred"}


def test_nothing_occurred_after_its_article(held: Held) -> None:
    """What is told as occurred has no time after the day of its article."""
    late = [
        claim.name
        for claim in held.claims
        if claim.given("factuality") == {"c:occurred"} and claim.in_own_voice
        for _, predicate, value in claim.triples
        if predicate == "f:earliest" and value > latest_of(held, next(iter(claim.given("voice"))))
    ]

    assert [] == late


def test_no_event_occurred_in_the_future_tense(held: Held) -> None:
    """No event is told as occurred in an article's voice on words that all stand in the future tense."""
    wrong = [
        (claim.name, claim.quotes)
        for claim in held.claims
        if happens(claim) and all(stands(FUTURE, words) and not stands(PAST, words) for words in claim.quotes)
    ]

    assert [] == wrong


def test_what_is_scheduled_lies_ahead(held: Held) -> None:
    """What an article tells as scheduled has no time that was over before the article's day."""
    over = [
        claim.name
        for claim in held.claims
        if claim.given("factuality") == {"c:scheduled"} and claim.in_own_voice
        for _, predicate, value in claim.triples
        if predicate == "f:latest" and value < latest_of(held, next(iter(claim.given("voice")))) != "9999"
    ]

    assert [] == over


def test_a_list_of_attendees_entails_no_absence(held: Held) -> None:
    """No claim that lists anything says that somebody was absent or denies that somebody took part."""
    wrong = [
        claim.name
        for claim in held.claims
        if claim.given("lists")
        and (claim.given("polarity") == {"c:denied"} or any(p == "f:absentee" for _, p, _ in claim.world))
    ]

    assert [] == wrong


def test_an_absence_has_its_own_words(held: Held) -> None:
    """Who is said to be absent or not to take part is said so on a passage that carries no list of attendees."""
    lists = {passage for claim in held.claims if claim.given("lists") for passage in claim.passages()}
    wrong = [
        claim.name
        for claim in held.claims
        for _, predicate, _ in claim.world
        if predicate == "f:absentee" or (predicate == "f:participant" and claim.given("polarity") == {"c:denied"})
        if not set(claim.passages()) - lists
    ]

    assert [] == wrong


def test_no_content_of_a_statement_is_held(held: Held) -> None:
    """The default graph holds no triple that only a speaker says."""
    own = {row for claim in held.claims if claim.in_own_voice for row in claim.world}
    named = {("rdf:type", class_) for class_ in AGENTS | EVENTS}
    view = {tuple(map(held.short, fact.quad.triple)) for fact in held.built.view}
    said = {
        row: claim.name
        for claim in held.claims
        for row in claim.world
        if not claim.in_own_voice and row not in own and row[1:] not in named
    }
    computed = {row for row in view if row[1] == "rdf:type"}

    assert {} == {row: name for row, name in said.items() if row in view - computed}


def test_what_is_held_of_the_world_is_claimed(held: Held) -> None:
    """Every relation between things of the world in the default graph is in a claim, or is a shortcut of claims."""
    view, claimed = held.built.view, {row for claim in held.claims for row in claim.triples}
    parts = [foreign(f"rdf:{name}") for name in ("subject", "predicate", "object")]
    shortcuts = {tuple(held.short(view.value(n, part)) for part in parts) for n in view.typed(term("Shortcut"))}
    told = {tuple(map(held.short, fact.quad.triple)) for fact in view if fact.quad.predicate != TYPE}
    world = {row for row in told if row[0].startswith("id:") and row[2].startswith(("id:", "c:"))}
    plans = {held.short(node) for node in view.typed(term("Plan"))}
    judged = {
        tuple(map(held.short, fact.quad.triple))
        for fact in held.built.index
        if fact.origin and fact.origin.file.startswith(BESIDE) and isinstance(fact.quad.graph_name, ox.DefaultGraph)
    }

    assert set() == {
        row for row in world - claimed - shortcuts - judged if row[0] not in plans and row[1] != "f:contestedIn"
    }


def test_a_statement_has_a_speaker_and_a_purpose(held: Held) -> None:
    """Every statement is reported with who speaks and what is done in saying it, once: quotation marks make none."""
    rows = {row for claim in held.claims for row in claim.world}
    lacking = [
        (statement, predicate)
        for statement in held.of("f:Statement")
        for predicate in ("f:speaker", "f:illocution")
        if not [row for row in rows if row[:2] == (statement, predicate)]
    ]
    doubled = [s for s in held.of("f:Statement") if len([r for r in rows if r[:2] == (s, "f:illocution")]) > 1]

    assert ([], []) == (lacking, doubled)


def test_a_statement_says_more_than_a_name(held: Held) -> None:
    """No statement exists for a name or title in quotation marks: what it says is more, or what it is about is told."""
    names_only = {"skos:altLabel", "skos:hiddenLabel"}
    said: dict[str, set[str]] = {}
    about = {s for claim in held.claims for s, p, _ in claim.triples if p in ("f:about", "f:measure")}
    for claim in held.claims:
        for voice in claim.given("voice"):
            said.setdefault(voice, set()).update(predicate for _, predicate, _ in claim.triples)

    assert [] == [s for s in held.of("f:Statement") if s not in about and not said.get(s, set()) - names_only]


def test_a_statement_is_reported_by_its_article(held: Held) -> None:
    """A statement's number names the article whose claims report it, and no other article speaks with its voice."""
    wrong = [
        claim.name
        for claim in held.claims
        for node in {s for s, p, o in claim.world if (p, o) == ("rdf:type", "f:Statement")} | claim.given("voice")
        if node.startswith("id:statement-") and node.split("-")[1] != claim.name.split("-")[0]
    ]

    assert [] == wrong


def test_no_year_is_made_up(held: Held) -> None:
    """A year in a date stands in its words, in its claim's words or those it is inferred from, or beside its article's."""
    index, names = held.built.index, held.built.holdings.names
    wrong = []
    for claim in held.claims:
        printed = set(YEAR.findall(" ".join(claim.quotes)))
        for _, predicate, value in claim.triples:
            if predicate == "f:inferredFrom":
                printed |= set(YEAR.findall(index.text(names.expand(value), term("quote")) or ""))
            if predicate == "f:wording":
                printed |= set(YEAR.findall(value))
        article = f"article:{claim.name.split('-')[0]}"
        near = {str(int(year) + step) for year in YEAR.findall(latest_of(held, article))[:1] for step in (-1, 0, 1)}
        printed |= near - {"9998", "9999", "10000"}
        dates = [value for _, predicate, value in claim.triples if predicate in ("f:edtf", "f:earliest", "f:latest")]
        wrong += [(claim.name, date) for date in dates if set(YEAR.findall(date)) - printed]

    assert [] == wrong


def test_now_is_reckoned_from_who_speaks(held: Held) -> None:
    """A time as of which a claim holds ("al momento", "fino ad oggi") is reckoned from the claim's own voice."""
    reckoned = {
        claim.name: {o for s, p, o in claim.triples if p == "f:anchor" and s in claim.given("asOf")}
        - claim.given("voice")
        for claim in held.claims
    }

    assert {} == {name: others for name, others in reckoned.items() if others}


def test_what_an_article_prints_of_itself_lasts(held: Held) -> None:
    """Author, outlet and date line are as they are printed: ongoing, in the voice of the article that prints them."""
    wrong = [
        (claim.name, row)
        for claim in held.claims
        for row in claim.world
        if row[1] in ("f:author", "f:outlet", "f:dateline")
        and (claim.given("factuality"), claim.given("voice")) != ({"c:ongoing"}, {row[0]})
    ]

    assert [] == wrong


def test_nothing_is_the_same_as_anything(held: Held) -> None:
    """Identity is never asserted with owl:sameAs."""
    assert [] == [str(f.origin) for f in held.built.index if f.quad.predicate.value.endswith("owl#sameAs")]


def test_a_city_neither_speaks_nor_acts(held: Held) -> None:
    """Who speaks, acts, signs, takes part or belongs is an agent, never a place: a metonym is its government."""
    agents = {thing for class_ in AGENTS for thing in held.of(class_)}
    wrong = [
        (claim.name, row)
        for claim in held.claims
        for row in claim.world
        if row[1] in ROLES and (row[2] in held.of("f:Place") or row[2] not in agents)
    ]

    assert [] == wrong


def test_claims_say_things_in_our_terms_only(held: Held) -> None:
    """A claim's graph holds terms of the ontology and printed names, nothing of other vocabularies: no outside fact."""
    known = {"rdf:type", "skos:altLabel", "skos:hiddenLabel"}

    assert set() == {p for claim in held.claims for _, p, _ in claim.triples if not p.startswith("f:")} - known


def test_every_claim_is_read_twice(kept: Held) -> None:
    """Every claim has two Checks that hold, and all that hold support it."""
    report = to_read(kept.built.index, kept.built.holdings.names, twice=True)

    assert [] == [(finding.rule, finding.focus) for finding in report.findings]


def test_quotes_stay_within_their_budget(kept: Held) -> None:
    """At most two fifths of an article's characters are quoted."""
    counts = by_article(kept.built.view, kept.built.records)

    assert [] == [held_.article.value for held_ in counts if held_.quoted > 2 / 5]


def test_the_policy_names_no_claim(kept: Held) -> None:
    """No rule of the view, its conflicts and shortcuts names a claim, an article or a thing of the world."""
    folder = kept.built.holdings.root / "graph/view"
    named = re.compile(r"\b(?:claim|article|id|passage|conflict):[\w-]+|/(?:claim|article|id|passage)/\w")

    assert [] == [file.name for file in sorted(folder.rglob("*.rq")) if named.search(file.read_text("utf-8"))]


def test_quotes_are_marked_as_renderings(kept: Held) -> None:
    """The about page and the definition of direct speech say that quotes are Italian renderings."""
    page = " ".join(tiny_client(kept.built.holdings.about).get("/about").text.split())
    direct = kept.built.index.values(kept.built.holdings.names.expand("c:direct"), foreign("skos:definition"))

    assert "Quotes are Italian renderings of words spoken in other languages" in page
    assert any("Italian rendering" in definition.value for definition in direct)
