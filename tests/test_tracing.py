"""Any row of an answer is traced to claims, quotes and readings; where nothing can be traced, that is said."""

import re
from html import unescape

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus.library import Built
from foedus.tracing import Trail, behind, tell
from tiny import BROWSER

HOME = "https://w3id.org/foedus/"


def trace(built: Built, nodes: list[str], texts: list[str] | None = None) -> Trail:
    """Trace by short IRIs and texts."""
    return behind(lambda query: select(built, query), [HOME + node for node in nodes], texts or [])


def select(built: Built, query: str) -> list[ox.QuerySolution]:
    """Ask with our prefixes declared."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in built.holdings.names.prefixes().items())
    return list(built.store.query(prefixes + query))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "node", ["claim/003-091", "passage/003-091", "check/003-091-1", "id/plan-003-087", "conflict/65bdbaafb0144756"]
)
def test_what_hangs_on_a_claim_leads_to_it(built: Built, node: str) -> None:
    """A claim, its passage, its readings, its plan and its conflicts name it."""
    claims = trace(built, [node]).claims

    assert any(claim.endswith(("003-091", "003-087")) for claim in claims)


def test_things_lead_to_the_claims_that_hold_them_together(built: Built) -> None:
    """Of the claims about either, those about both are given, and it is said how many things each holds."""
    trail = trace(built, ["id/armenia-in-csto", "id/csto"])

    assert (trail.shared, trail.sought) == (2, 2)
    assert HOME + "claim/003-091" in trail.claims


def test_names_and_quotes_stand_for_what_bears_them(built: Built) -> None:
    """A row of words alone is traced: a quote names its claim before all else."""
    row = ["Armenia", "frozen", "ha congelato l'appartenenza", "article 003"]

    assert [HOME + "claim/003-091"] == trace(built, [], row).claims


def test_what_nothing_holds_has_no_trail(built: Built) -> None:
    """A number or an unknown name is traced to nothing."""
    assert Trail([], 0, 0) == trace(built, [], ["42", "nobody at all"])


def test_a_claim_is_told_with_all_that_one_needs_to_judge_it(built: Built) -> None:
    """Words, voice, readings and conflicts come in the language that is asked for."""
    told = tell(lambda query: select(built, query), [HOME + "claim/002-042"], "it")[0]

    assert (told.speakers, told.names["polarity"], told.words["state"]) == (["Alen Simonyan"], "affirmed", "verificata")
    assert ("supports", "sostiene") == (told.checks[0].verdict, told.checks[0].said)
    assert told.conflicts
    assert [] == tell(lambda query: select(built, query), [], "it")


def test_every_row_of_a_table_asks_why(reader: FlaskClient) -> None:
    """Each row of a saved question links to its claims; the first one leads to quotes and readings."""
    page = reader.get("/queries/csto-members", headers=BROWSER).text
    links = re.findall(r'<td data-of=""><a href="(/why\?[^"]+)">why\?</a></td>', page)
    why = reader.get(unescape(links[0]), headers=BROWSER).text

    assert page.count("<tr><td") == len(links) > 0
    assert '<blockquote lang="it">' in why
    assert "supports" in why


def test_a_page_marks_readings_before_an_edit(built: Built, reader: FlaskClient) -> None:
    """On the page of a claim each reading that saw it otherwise bears a mark, and no other reading does."""
    query = (
        "SELECT ?claim (COUNT(*) AS ?n) { ?check f:claim ?claim ; f:standing c:stale } GROUP BY ?claim ORDER BY ?claim"
    )
    row = select(built, query)[0]
    page = reader.get(row["claim"].value.removeprefix(HOME[:-1]) + ".html", headers=BROWSER).text

    assert int(row["n"].value) == page.count("The claim was edited after this reading")


def test_a_row_of_numbers_says_that_nothing_can_be_traced(reader: FlaskClient) -> None:
    """A count has no link; its page, asked by hand, says so plainly."""
    page = reader.get("/sparql?query=SELECT(COUNT(*)AS%20%3Fn)%7B%3Fs%20%3Fp%20%3Fo%7D", headers=BROWSER).text

    assert "/why?" not in page
    assert "Nothing can be traced" in reader.get("/why?text=42", headers=BROWSER).text


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "http://a/> } DELETE {", 'http://a/"', "http://a/\n", "x"])
def test_what_is_no_address_is_never_put_into_a_query(reader: FlaskClient, iri: str) -> None:
    """An IRI with anything that would end it is left out."""
    page = reader.get("/why", query_string={"iri": iri}, headers=BROWSER)

    assert (page.status_code, "Nothing can be traced" in page.text) == (200, True)
