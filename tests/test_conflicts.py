"""Which claims contradict each other, by each rule, and what that takes out of the view."""

from collections.abc import Callable

import pytest
from disputes import WORLD, claim, conflicts, count, day
from foedus.holdings import shipped
from foedus.library import Built
from foedus.terms import concept, term
from samples import NAMES, PACT, RIVAL_LIST

Press = Callable[..., Built]
RULES = sorted((shipped().root / "graph" / "view" / "conflicts").glob("*.rq"))
FAIR, ADA, BEA = (NAMES.iri("id", name) for name in ("fair", "ada", "bea"))
CAME = "id:fair f:participant id:ada ."
MAY, JUNE = (
    f"id:fair f:time id:{c}-time-1 . {day(c, d)}" for c, d in (("A-001", "2031-05-01"), ("B-001", "2031-06-01"))
)


def only(built: Built) -> list[str]:
    """Give the kinds of all conflicts."""
    kinds = (built.view.value(node, term("kind")) for node in built.view.typed(term("Conflict")))
    return sorted(NAMES.local(kind) for kind in kinds)  # type: ignore[arg-type] # each has one


def opposed(built: Built) -> set[str]:
    """Give whose voices the conflicts set against each other."""
    nodes = built.view.typed(term("Conflict"))
    return {NAMES.local(voices) for node in nodes for voices in built.view.values(node, term("opposes"))}  # type: ignore[arg-type] # concepts


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_no_rule_names_a_claim(rule) -> None:
    """A rule is about any claims: it holds no claim's name, and says in both languages what it finds."""
    text = rule.read_text("utf-8")

    assert "claim/" not in text
    assert "claim:" not in text
    assert text.startswith("# en: ")
    assert "\n# it: " in text


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_every_rule_is_a_kind_of_contradiction(press: Press, rule) -> None:
    """The file of a rule is named for its concept, and what a rule derives is a contradiction."""
    built = press(WORLD)
    broader = "http://www.w3.org/2004/02/skos/core#broader"

    assert [concept("contradiction")] == [
        fact.quad.object for fact in built.index.about(concept(rule.stem)) if fact.quad.predicate.value == broader
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((CAME, ""), (CAME, "denied")),
        ((CAME + " id:fair f:host id:bea .", ""), (CAME, "denied")),
        ((CAME, "scheduled"), (CAME, "intended denied")),
        ((CAME, ""), (CAME, "scheduled denied")),
        ((CAME, "considered"), (CAME, "considered denied")),
        (("id:fair a f:Event .", ""), ("id:fair a f:Event .", "denied")),
        ((CAME, "f:bearsOn id:sale"), ("id:talk f:about id:sale .", "ongoing denied ; f:bearsOn id:sale")),
        (("id:sale a f:Event .", ""), ("id:talk f:about id:sale .", "ongoing denied ; f:bearsOn id:sale")),
    ],
)
def test_what_one_affirms_and_another_denies_conflicts(press: Press, one, other) -> None:
    """The same content, or a bearing on one node, affirmed by one claim and denied by another is one conflict."""
    assert ["affirmed-against-denied"] == only(press(WORLD + claim("A-001", *one) + claim("B-001", *other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((CAME, ""), (CAME, "")),
        ((CAME, "denied"), (CAME, "denied")),
        ((CAME, "hypothetical"), (CAME, "denied")),
        ((CAME, ""), (CAME, "proposed denied")),
        ((CAME, ""), ("id:fair f:participant id:bea .", "denied")),
        ((CAME, ""), (CAME + " id:fair f:place id:norland .", "denied")),
        (("id:fair a f:Event ; f:host id:bea .", ""), ("id:fair a f:Event ; f:participant id:ada .", "denied")),
        ((CAME + MAY, ""), (CAME + JUNE, "denied")),
        (
            (CAME + day("A-001", "2031-05-01"), "ongoing ; f:asOf id:A-001-time-1"),
            (CAME + day("B-001", "2031-06-01"), "ongoing denied ; f:asOf id:B-001-time-1"),
        ),
        ((CAME, "f:bearsOn id:sale"), ("id:talk f:about id:sale .", "hypothetical denied ; f:bearsOn id:sale")),
    ],
)
def test_near_denials_do_not_conflict(press: Press, one, other) -> None:
    """A wish, another time, another content or the denial of a larger whole contradicts nothing."""
    assert [] == only(press(WORLD + claim("A-001", *one) + claim("B-001", *other)))


def test_a_denial_withholds_only_what_it_denies(press: Press) -> None:
    """One article's denial of a participant leaves all else that is said of the event in the view, marked."""
    built = press(WORLD + claim("A-001", CAME + " id:fair f:host id:bea .") + claim("B-001", CAME, "denied"))

    assert [] == built.view.values(FAIR, term("participant"))
    assert [BEA] == built.view.values(FAIR, term("host"))
    assert built.view.values(FAIR, term("contestedIn"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("exactly", "19 tents", "f:value 19"), ("exactly", "20 tents", "f:value 20")),
        (("about", "about two dozen tents"), ("exactly", "19 tents", "f:value 19")),
        (("more-than", "more than 20", "f:value 20"), ("exactly", "twenty", "f:lowest 20 ; f:highest 20")),
        (("less-than", "under 5", "f:value 5"), ("at-least", "at least 6", "f:value 6")),
        (("exactly", "many"), ("exactly", "a few")),
    ],
)
def test_two_numbers_conflict(press: Press, one, other) -> None:
    """Numbers that cannot both be so, or that nothing but their words compares, make one conflict over both measures."""
    built = press(WORLD + claim("A-001", count("A-001", *one)) + claim("B-001", count("B-001", *other), "scheduled"))

    assert [{"A-001-measure-1", "B-001-measure-1"}] == conflicts(built, "two-numbers")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("exactly", "19 tents", "f:value 19"), ("exactly", "nineteen", "f:lowest 19 ; f:highest 19")),
        (("more-than", "more than 7", "f:value 7"), ("more-than", "more than 17", "f:value 17")),
        (("about", "about 19", "f:value 19"), ("exactly", "19 tents", "f:value 19")),
        (("about", "Two dozen"), ("about", "two dozen")),
        (("exactly", "19 tents", "f:value 19"), ("exactly", "20 carts", "f:value 20", "cart")),
    ],
)
def test_near_numbers_do_not_conflict(press: Press, one, other) -> None:
    """The same number in other words, ranges that overlap, the same wording and another unit contradict nothing."""
    built = press(WORLD + claim("A-001", count("A-001", *one)) + claim("B-001", count("B-001", *other)))

    assert [] == only(built)


@pytest.mark.parametrize("told", ["hypothetical", "proposed", "denied"])
def test_a_wished_number_does_not_conflict(press: Press, told: str) -> None:
    """A number that is only proposed, supposed or denied contradicts no other."""
    one, other = count("A-001", "exactly", "19", "f:value 19"), count("B-001", "exactly", "20", "f:value 20")

    assert [] == only(press(WORLD + claim("A-001", one) + claim("B-001", other, told)))


def test_a_rival_date_makes_one_conflict(press: Press) -> None:
    """A date that does not overlap with another of the same event makes exactly one conflict, over the two dates."""
    built = press(WORLD + claim("A-001", MAY) + claim("B-001", JUNE))

    assert ["times"] == only(built)
    assert [{"A-001-time-1", "B-001-time-1"}] == conflicts(built, "times")


def test_a_rival_date_withholds_only_the_dates(press: Press) -> None:
    """While two articles' dates conflict, neither stands in the view, all else does, and the event is marked."""
    built = press(WORLD + claim("A-001", MAY + CAME) + claim("B-001", JUNE))

    assert [] == built.view.values(FAIR, term("time"))
    assert [ADA] == built.view.values(FAIR, term("participant"))
    assert built.view.values(FAIR, term("contestedIn"))


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [("2031-05-01", "2031-05-31", ""), ("", "2031-12-31", ""), ("2031-06-01", "", "hypothetical")],
)
def test_near_dates_do_not_conflict(press: Press, earliest: str, latest: str, told: str) -> None:
    """Bounds that overlap or are open, and a date that is only supposed, contradict nothing."""
    rival = f"id:fair f:time id:B-001-time-1 . {day('B-001', earliest, latest)}"

    assert [] == only(press(WORLD + claim("A-001", MAY) + claim("B-001", rival, told)))


def test_an_unread_claim_contradicts_nothing(press: Press) -> None:
    """Conflicts are derived from verified claims only."""
    assert [] == only(press(WORLD + claim("A-001", MAY) + claim("B-001", JUNE), checks=""))


@pytest.mark.parametrize(
    ("voice", "other", "expected"),
    [
        ("", "B-001", "article-against-article"),
        ("", "A-002", "article-against-itself"),
        ("id:statement-A-01", "B-001", "speaker-against-article"),
        ("id:statement-A-01", "id:statement-A-02", "speaker-against-own-words"),
        ("id:statement-A-01", "id:statement-A-03", "speaker-against-speaker"),
    ],
)
def test_a_conflict_tells_whose_voices_it_opposes(press: Press, voice: str, other: str, expected: str) -> None:
    """Who stands on each side of a conflict follows from the voices of its claims."""
    speakers = {"01": "ada", "02": "ada", "03": "bea"}
    said = [
        claim(f"A-9{number}", f"id:statement-A-{number} a f:Statement ; f:speaker id:{speaker} .")
        for number, speaker in speakers.items()
    ]
    local = other if other[1] == "-" else "B-001"
    sides = [claim("A-001", CAME, voice=voice), claim(local, CAME, "denied", "" if local == other else other)]

    assert {expected} == opposed(press(WORLD + "".join(said + sides)))


def test_a_speaker_against_an_article_withholds_nothing(press: Press) -> None:
    """A speaker's other date leaves the article's in the view and marks its claim as disputed."""
    said = claim("B-002", "id:statement-B-01 a f:Statement ; f:speaker id:ada .")
    built = press(WORLD + said + claim("A-001", MAY) + claim("B-001", JUNE, voice="id:statement-B-01"))

    assert [NAMES.iri("id", "A-001-time-1")] == built.view.values(FAIR, term("time"))
    assert [NAMES.iri("claim", "B-001")] == built.view.values(NAMES.iri("claim", "A-001"), term("disputedBy"))


def test_a_list_conflict_is_about_what_is_listed(press: Press) -> None:
    """A conflict of lists names the organization that both list, beside the places in dispute."""
    built = press(PACT + RIVAL_LIST)
    about = [
        node for conflict in built.view.typed(term("Conflict")) for node in built.view.values(conflict, term("about"))
    ]

    assert [NAMES.iri("id", "pact")] == about


@pytest.mark.parametrize(("kind", "held"), [("list-against-implication", []), ("wording", [BEA])])
def test_only_noted_contradictions_withhold(press: Press, kind: str, held: list[object]) -> None:
    """A noted contradiction between articles withholds what it disputes; a noted discrepancy withholds nothing."""
    noted = (
        f"conflict:noted a f:Conflict ; f:kind c:{kind} ; f:derivation c:noted ; f:inDispute id:fair ;"
        ' f:between claim:A-001, claim:B-001 ; f:because "They differ."@en, "Differiscono."@it .\n'
    )
    built = press(WORLD + claim("A-001", "id:fair f:host id:bea .") + claim("B-001", CAME) + noted)

    assert held == built.view.values(FAIR, term("host"))
