"""Real clients against the real server on the shipped graph, over loopback."""

import csv
import io
import json
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from foedus import guard, library, negotiation
from foedus.facts import CouldNotDo
from foedus.holdings import shipped
from foedus.questions import read
from foedus.web.serving import serve
from foedus.web.site import PATTERNS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import free_port, served, start, stop, wait

RECORDED = Path(__file__).parent.parent.parent / "shared" / "reference" / "clients.jsonl"
LABELS = "SELECT ?s ?l WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 3"
GRAPH = "CONSTRUCT WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } LIMIT 3"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once for all clients."""
    with served() as address:
        yield address


def curl(*arguments: str) -> str:
    """Run curl and give what it wrote."""
    command = shutil.which("curl")
    if not command:
        pytest.skip("curl is not installed")
    return subprocess.run([command, "-sS", *arguments], check=True, capture_output=True, text=True, timeout=30).stdout


def fetch(request: urllib.request.Request | str) -> tuple[int, str, bytes]:
    """Give status, label and body, whatever the status."""
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def parses(label: str, body: bytes) -> int:
    """Parse a body with the parser of its label and give the number of rows or triples."""
    if label == "text/csv":
        return len(list(csv.reader(io.StringIO(body.decode(), newline="")))) - 1
    if label in ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"):
        results = ox.parse_query_results(body, ox.QueryResultsFormat.from_media_type(label))
        return len(list(results)) if isinstance(results, ox.QuerySolutions) else int(bool(results))
    return len(list(ox.parse(body, format=ox.RdfFormat.from_media_type(label))))


def test_curl_gets_json_for_rows_and_turtle_for_a_graph(server: str) -> None:
    """Accept: */* is answered with the default of the form."""
    rows = json.loads(curl("-G", f"{server}/sparql", "--data-urlencode", f"query={LABELS}"))
    turtle = curl(f"{server}/sparql", "--data-urlencode", f"query={GRAPH}")

    assert len(rows["results"]["bindings"]) == 3
    assert parses("text/turtle", turtle.encode()) == 3


def test_urllib_without_accept_reads_csv_by_format(server: str) -> None:
    """Who cannot set a header names the format in the address."""
    query = urllib.parse.urlencode({"format": "csv", "query": LABELS})
    status, label, body = fetch(f"{server}/sparql?{query}")

    assert (status, label, parses(label, body)) == (200, "text/csv", 3)


def test_pandas_reads_an_answer_as_a_frame(server: str) -> None:
    """A frame of pandas comes straight from an address."""
    query = urllib.parse.urlencode({"format": "csv", "query": LABELS})

    assert list(pd.read_csv(f"{server}/sparql?{query}").columns) == ["s", "l"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("way", [SPARQLWrapper.URLENCODED, SPARQLWrapper.POSTDIRECTLY])
def test_sparqlwrapper_asks_by_every_method(server: str, method: str, way: str) -> None:
    """SPARQLWrapper gets JSON by GET, by form and by bare body."""
    if method == "GET" and way == SPARQLWrapper.POSTDIRECTLY:
        way = SPARQLWrapper.URLENCODED
    client = SPARQLWrapper.SPARQLWrapper(f"{server}/sparql")
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(SPARQLWrapper.JSON)
    client.setQuery(LABELS)
    answer: Any = client.queryAndConvert()

    assert len(answer["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (SPARQLWrapper.JSON, "application/sparql-results+json"),
        (SPARQLWrapper.XML, "application/sparql-results+xml"),
        (SPARQLWrapper.CSV, "text/csv"),
        (SPARQLWrapper.TSV, "text/tab-separated-values"),
    ],
)
def test_sparqlwrapper_gets_rows_in_the_format_it_names(server: str, name: str, label: str) -> None:
    """Each format of rows that SPARQLWrapper names comes under its own label."""
    client = SPARQLWrapper.SPARQLWrapper(f"{server}/sparql", returnFormat=name)
    client.setQuery(LABELS)
    answer = client.query().response

    assert (answer.headers.get_content_type(), parses(label, answer.read())) == (label, 3)


@pytest.mark.parametrize(
    "name", [SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.RDFXML, SPARQLWrapper.XML, SPARQLWrapper.JSONLD]
)
def test_sparqlwrapper_gets_graphs_in_the_format_it_names(server: str, name: str) -> None:
    """Each format of graphs that SPARQLWrapper names re-parses under its own label."""
    client = SPARQLWrapper.SPARQLWrapper(f"{server}/sparql", returnFormat=name)
    client.setQuery(GRAPH)
    answer = client.query().response

    assert parses(answer.headers.get_content_type(), answer.read()) == 3


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_s_store_asks_rows_graphs_and_a_yes(server: str, method: str) -> None:
    """Rdflib sends long prefixes and both XML types with each query, and gets what fits the form."""
    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql", method=method))

    assert len(graph.query(LABELS)) == 3
    assert len(graph.query(GRAPH)) == 3
    assert bool(graph.query("ASK {}"))


def test_rdflib_s_store_asks_one_claim(server: str) -> None:
    """A named graph of rdflib becomes default-graph-uri."""
    claim = next(iter(library.build(shipped()).index.graphs()))
    graph = rdflib.Graph(SPARQLStore(f"{server}/sparql"), identifier=rdflib.URIRef(claim.value))

    assert 0 < len(list(graph.query("SELECT * { ?s ?p ?o }"))) < 40


def test_rdflib_reads_a_thing_at_its_address(server: str) -> None:
    """A thing's address gives RDF to who accepts RDF."""
    graph = rdflib.Graph().parse(f"{server}/id/csto")

    assert (rdflib.URIRef("https://w3id.org/foedus/id/csto"), rdflib.RDFS.label, None) in graph


def test_oxigraph_asks_by_service(server: str) -> None:
    """Another engine joins our rows by SERVICE."""
    rows = ox.Store().query(f"SELECT * {{ SERVICE <{server}/sparql> {{ {LABELS} }} }}")

    assert isinstance(rows, ox.QuerySolutions)
    assert len(list(rows)) == 3


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_guide_s_queries_are_answered_with_rows(server: str, pattern: str) -> None:
    """Each of the seven patterns is shown by a saved question that the shipped graph answers."""
    questions = [question for question in read(shipped().root / "graph" / "questions") if question.guide == pattern]
    query = urllib.parse.urlencode({"query": questions[0].query, "format": "csv"})

    assert parses("text/csv", fetch(f"{server}/sparql?{query}")[2]) > 0


def recorded() -> list[Any]:
    """Give the recorded requests of many clients."""
    if not RECORDED.is_file():
        # the recorded requests lie beside a checkout only
        return [pytest.param({}, marks=pytest.mark.skip(reason="the recorded requests are not at hand"))]
    lines = RECORDED.read_text("utf-8").splitlines()
    return [pytest.param(json.loads(line), id=f"{number}") for number, line in enumerate(lines, 1)]


def replayed(record: dict[str, Any], server: str) -> urllib.request.Request:
    """Make the request again; texts that were cut inside their prefixes are completed."""
    query = record["q"]
    if query.startswith("PREFIX") and len(query) == 200:
        query = query[: query.rindex("PREFIX")] + LABELS
    fields = {**record["args"], **({"query": query} if query else {})}
    address, body = f"{server}/sparql", None
    if record["m"] == "POST" and record["ct"] == "application/sparql-query":
        fields.pop("query")
        body = query.encode()
    elif record["m"] == "POST":
        body, fields = urllib.parse.urlencode(fields).encode(), {}
    request = urllib.request.Request(f"{address}?{urllib.parse.urlencode(fields)}", body, method=record["m"])
    for name, key in (("User-Agent", "ua"), ("Accept", "accept"), ("Content-Type", "ct")):
        if record[key]:
            request.add_header(name, record[key])
    return request


@pytest.mark.parametrize("record", recorded())
def test_recorded_requests_get_the_right_status_and_an_honest_label(server: str, record: dict[str, Any]) -> None:
    """Every request that was seen of a real client is answered, and the body parses under its label."""
    status, label, body = fetch(replayed(record, server))

    if record["q"] == "SELECT {":
        assert (status, label) == (400, "application/problem+json")
    else:
        rows = bool(record["q"]) and negotiation.JSON in negotiation.offers(guard.judge(record["q"]))
        assert (status, label in (negotiation.RESULTS if rows else negotiation.GRAPHS)) == (200, True)
        assert parses(label, body) >= 0


def test_an_error_is_never_html_to_a_program(server: str) -> None:
    """A program that accepts only XML results gets a problem in JSON, not a page."""
    request = urllib.request.Request(
        f"{server}/sparql?query=SELECT", headers={"Accept": "application/sparql-results+xml"}
    )

    assert fetch(request)[:2] == (400, "application/problem+json")


def test_xml_is_well_formed(server: str) -> None:
    """An answer of every label in the graph is well-formed XML."""
    query = urllib.parse.urlencode({"format": "xml", "query": "SELECT * { GRAPH ?g { ?s ?p ?o } }"})

    assert len(list(ET.fromstring(fetch(f"{server}/sparql?{query}")[2]).iter())) > 1000  # noqa: S314 - our own answer


def test_a_long_address_is_answered_or_told_to_post(server: str) -> None:
    """Twenty kilobytes pass; beyond thirty the sentence says to use POST."""
    passing, refused = (fetch(f"{server}/sparql?query=ASK%7B%7D%23{'x' * size}") for size in (20_000, 31_000))

    assert passing[0] == 200
    assert refused[0] == 414
    assert b"POST" in refused[2]


def test_a_port_in_use_is_told_in_one_sentence(server: str) -> None:
    """A taken port is named, with what to do."""
    with pytest.raises(CouldNotDo, match=r"127\.0\.0\.1:\d+ cannot be used .*--port"):
        serve(shipped(), port=int(server.rpartition(":")[2]))


def test_the_server_starts_fast_and_ends_clean() -> None:
    """The first answer comes in seconds, Ctrl-C ends the process with no trace and nobody listening."""
    port = free_port()
    process = start(port)
    seconds = wait(f"http://127.0.0.1:{port}")
    written = stop(process)

    assert seconds < 10
    assert "Traceback" not in written
    assert process.returncode == 0


def test_ctrl_c_ends_the_server_though_a_query_runs() -> None:
    """A query that never ends holds nobody up for more than some seconds."""
    port = free_port()
    process = start(port)
    wait(f"http://127.0.0.1:{port}")
    endless = urllib.parse.urlencode({"query": f"ASK {{ ?s ?p ({'1 ' * 600}) }}"})
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET /sparql?{endless} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.5)
        began = time.monotonic()
        stop(process)

    assert time.monotonic() - began < 15
