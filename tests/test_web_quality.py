"""The pages of rules and of quality."""

import json

import pytest
from flask.testing import FlaskClient
from foedus import judging
from foedus.engine import InProcess
from foedus.holdings import shipped
from foedus.judged import Judging
from foedus.library import build
from foedus.web.application import create_app, create_stored_app


@pytest.fixture(scope="module", params=["files", "store"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    """Serve the shipped graph in this process: from its files, and as a prebuilt store is served."""
    built = build(shipped())
    if request.param == "files":
        return create_app(built).test_client()
    engine = Judging(InProcess(built.store, built.holdings.names))
    return create_stored_app(built.holdings, built.version, public_url="https://g.example", engine=engine).test_client()


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


def test_data_are_judged_by_the_shapes_of_the_graph(client: FlaskClient) -> None:
    """However the graph is served, its own shapes judge what comes without shapes."""
    claim = "<urn:c> a <https://w3id.org/foedus/ontology#Claim> ."
    said = client.post("/validate", data=claim, content_type="text/turtle").json

    assert "MinCount" in {row["rule"] for row in said["findings"]}
