"""The pages of rules and of quality."""

import json

import pytest
from flask.testing import FlaskClient
from foedus import judging
from foedus.holdings import shipped
from foedus.library import build
from foedus.web.application import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Serve the shipped graph in this process."""
    return create_app(build(shipped())).test_client()


@pytest.mark.parametrize("rule", judging.pages())
def test_every_rule_has_a_page(rule: str, client: FlaskClient) -> None:
    """Where a finding links to, a page says what its rule demands."""
    page = client.get(f"/rules/{rule}", headers={"Accept": "text/html"})

    assert (200, True) == (page.status_code, f"<h1>{rule}</h1>" in page.text)


def test_rules_are_listed(client: FlaskClient) -> None:
    """One page lists all rules, and an address of none is no page."""
    page = client.get("/rules").text

    assert len(judging.pages()) == page.count('<dt><a href="/rules/')
    assert 404 == client.get("/rules/MinCuont").status_code


def test_quality_is_shown(client: FlaskClient) -> None:
    """The page shows the charts within the policy of all pages: no style and no script of its own."""
    page = client.get("/quality").text

    assert "<svg" in page
    assert not any(words in page for words in ("<style", "style=", "<script"))


def test_quality_is_given_to_programs(client: FlaskClient) -> None:
    """The same is there as JSON and as Markdown, of the version that is served."""
    said = json.loads(client.get("/quality.json").data)

    assert client.get("/").headers["Foedus-Version"] == said["version"]
    assert client.get("/quality.md").text.startswith("# Quality of foedus")
    assert 404 == client.get("/quality.pdf").status_code
