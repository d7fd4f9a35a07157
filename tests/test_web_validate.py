"""`/validate`: strangers' data and shapes, judged in a process that can be killed."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from io import BytesIO

import pyoxigraph as ox
import pytest
from boatyard import SHAPES, SOURCE, TOOLS
from flask.testing import FlaskClient
from foedus.holdings import shipped
from foedus.library import build
from foedus.web.application import create_app
from served import served

DATA = (SOURCE / TOOLS).read_text("utf-8").replace('"C1"', '"c1"')
LAW = (SOURCE / SHAPES).read_text("utf-8")
HEAD = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
TARGET = HEAD + "ex:S a sh:NodeShape ; sh:targetClass ex:Boat ; "
BOAT = HEAD + 'ex:boat a ex:Boat ; ex:name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" .\n'
HANGING = TARGET + 'sh:property [ sh:path ex:name ; sh:pattern "^(?=(a+)+$)(a+)+$" ] .\n'
REACHING = TARGET + (
    'sh:sparql [ sh:message "x" ; sh:select '
    '"SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" ] .\n'
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Serve the shipped graph in this process."""
    return create_app(build(shipped())).test_client()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the shipped graph as it is served, with two seconds for each question."""
    with served(seconds=2) as running:
        yield running


def parts(data: str = DATA, shapes: str = LAW) -> dict[str, tuple[BytesIO, str]]:
    """Give the parts of a request as a browser or curl sends them."""
    return {"data": (BytesIO(data.encode()), "tools.ttl"), "shapes": (BytesIO(shapes.encode()), "skos.ttl")}


def sent(address: str, data: str, shapes: str) -> tuple[int, dict[str, object]]:
    """Send data and shapes as the fields of a form; give the status and the JSON."""
    body = urllib.parse.urlencode({"data": data, "shapes": shapes}).encode()
    try:
        with urllib.request.urlopen(f"{address}/validate", body, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_files_are_judged(client: FlaskClient) -> None:
    """Data and shapes sent as files give findings with the files' names and lines."""
    said = client.post("/validate", data=parts()).json

    assert (False, 1) == (said["conforms"], len(said["findings"]))
    assert ("tools.ttl", 16, "skos.ttl:27", "Pattern") == tuple(
        said["findings"][0][key] for key in ("file", "line", "shape", "rule")
    )


def test_a_body_is_judged_by_the_shapes_of_this_graph(client: FlaskClient) -> None:
    """A body of RDF alone is judged by the shapes of the graph that is served."""
    claim = "<urn:c> a <https://w3id.org/foedus/ontology#Claim> ."
    said = client.post("/validate", data=claim, content_type="text/turtle").json

    assert {"shapes/claim.ttl"} <= {row["shape"].partition(":")[0] for row in said["findings"]}
    assert {"data"} == {row["file"] for row in said["findings"]}


@pytest.mark.parametrize(
    ("accept", "format_", "media_type", "words"),
    [
        (None, None, "application/json", '"conforms": false'),
        ("application/sarif+json", None, "application/sarif+json", '"version": "2.1.0"'),
        ("text/turtle", None, "text/turtle", "sh:ValidationReport"),
        ("text/markdown", None, "text/markdown", "### violation (1)"),
        ("application/xml", None, "application/xml", "<testsuites"),
        ("text/plain", None, "text/plain", "tools.ttl:16: violation: [Pattern]"),
        ("text/html", "junit", "application/xml", "<testsuites"),
        ("text/html", None, "text/html", "[Pattern]"),
    ],
)
def test_the_report_has_the_form_that_is_asked_for(accept, format_, media_type, words, client) -> None:
    """Accept, or the parameter format before it, chooses among the forms of the report."""
    address = f"/validate?format={format_}" if format_ else "/validate"
    answer = client.post(address, data=parts(), headers={"Accept": accept} if accept else {})

    assert (200, media_type) == (answer.status_code, answer.mimetype)
    assert words in answer.text


def test_the_turtle_parses(client: FlaskClient) -> None:
    """The report in Turtle is RDF."""
    text = client.post("/validate?format=turtle", data=parts()).data

    assert list(ox.parse(text, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("request_", "status", "slug"),
    [
        ({"data": b""}, 415, "data-have-no-type"),
        ({"data": b"x", "content_type": "image/png"}, 415, "data-have-no-type"),
        ({"data": {"shapes": LAW}}, 400, "data-is-missing"),
        ({"data": {"data": "<urn:a> <urn:b"}}, 422, "data-cannot-be-judged"),
        ({"data": {"data": "<urn:a> a <urn:b> .", "shapes": LAW}}, 422, "data-cannot-be-judged"),
        ({"data": {"data": BOAT, "shapes": REACHING}}, 422, "data-cannot-be-judged"),
        ({"data": b"\xff\xfe", "content_type": "text/turtle"}, 422, "data-cannot-be-judged"),
        ({"data": b" " * 2_000_001, "content_type": "text/turtle"}, 413, "body-is-too-large"),
        ({"data": {"data": BOAT}, "headers": {"Accept": "image/png"}}, 406, "nothing-acceptable"),
    ],
)
def test_what_cannot_be_judged_is_refused(request_, status, slug, client) -> None:
    """A request that cannot be judged is a problem that says why, and never a report that conforms."""
    answer = client.post("/validate", **request_)

    assert status == answer.status_code
    assert answer.json["type"].endswith(slug)


def test_people_have_a_form(client: FlaskClient) -> None:
    """The page offers a form, and shows the report above what was sent, as text."""
    page = client.post(
        "/validate", data={"data": "<urn:a> a <urn:<b> .", "shapes": LAW}, headers={"Accept": "text/html"}
    )

    assert '<textarea id="shapes"' in client.get("/validate").text
    assert 422 == page.status_code


def test_a_worker_judges(address: str) -> None:
    """The server as it is run judges in a worker, which has no file to open, and says the same."""
    status, said = sent(address, DATA, LAW)

    assert (200, ["Pattern"]) == (status, [row["rule"] for row in said["findings"]])


def test_a_hanging_pattern_ends_at_the_deadline(address: str) -> None:
    """A pattern that would search for years is ended, and the server goes on answering."""
    status, said = sent(address, BOAT, HANGING)

    assert (503, True) == (status, said["type"].endswith("data-took-too-long"))
    assert "The data were not judged within 2 seconds." == said["title"]
    assert 200 == sent(address, DATA, LAW)[0]


def test_a_shape_reaches_no_network(address: str) -> None:
    """A shape whose query would open a connection is refused by name."""
    status, said = sent(address, BOAT, REACHING)

    assert (422, True) == (status, "SERVICE" in said["detail"])
