"""What nobody may label has a computed label, in words that assert nothing."""

import pyoxigraph as ox
import pytest
from foedus.facts import Index
from foedus.holdings import open_holdings
from foedus.library import Built, build
from foedus.terms import LABEL, term

TITLED = ("Membership", "Statement", "Time", "Measure")


@pytest.fixture(scope="module")
def built() -> Built:
    return build(open_holdings())


def labels(index: Index, node: ox.NamedNode) -> dict[str | None, str]:
    """Give the labels of a node in the default graph by their languages."""
    return {value.language: value.value for value in index.values(node, LABEL) if isinstance(value, ox.Literal)}


def named(built: Built, local: str, language: str) -> str | None:
    return labels(built.view, built.holdings.names.iri("id", local)).get(language)


@pytest.mark.parametrize("class_", TITLED)
def test_what_stands_in_claims_only_has_a_label(built: Built, class_: str) -> None:
    """Every Membership, Statement, Time and Measure of a claim can be read by its label, in both languages."""
    nodes = {
        fact.quad.subject
        for fact in built.index
        if fact.quad.object == term(class_) and isinstance(fact.quad.subject, ox.NamedNode)
    }

    assert nodes
    assert [] == [node for node in nodes if set(labels(built.view, node)) != {"en", "it"}]


def test_every_plan_has_a_label(built: Built) -> None:
    """Every computed Plan can be read by its label, in both languages."""
    plans = built.view.typed(term("Plan"))

    assert plans
    assert [] == [plan for plan in plans if set(labels(built.view, plan)) != {"en", "it"}]


def test_a_statement_is_titled_by_its_circumstances(built: Built) -> None:
    """A Statement's label says who spoke to whom, on what and when; never what was said."""
    expected = "statement of Nikol Pashinyan about Armenia and the Collective Security Treaty Organization (CSTO), December 2024"

    assert expected == named(built, "statement-002-10", "en")


def test_a_reported_statement_names_who_reports_it(built: Built) -> None:
    """Of a statement that only another speaker reports the label says according to whom it was made."""
    ending = {"en": "according to Yuri Ushakov", "it": "secondo Yuri Ushakov"}

    assert ending == {code: (named(built, "statement-002-06", code) or "").rpartition(", ")[2] for code in ending}


def test_a_plan_without_things_of_its_own_is_titled_by_its_gist(built: Built) -> None:
    """A Plan whose claim is a gist has the gist in its label, between quotation marks."""
    assert "plan: “Putin, evidently, keeps a foothold in Central Asia”" == named(built, "plan-001-046", "en")


def test_a_label_has_no_article(built: Built) -> None:
    """A computed label begins without an article, as the authored ones do."""
    assert "posto dell'Armenia nell'Organizzazione del Trattato di Sicurezza Collettiva (CSTO)" == named(
        built, "armenia-in-csto", "it"
    )
