"""Programs of others, as their users run them, against the real server on the shipped graph."""

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import served

CLIENTS = Path(__file__).parent / "clients" / "node_modules" / ".bin"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
STATES = (
    f"SELECT ?s ?l WHERE {{ ?s a <https://w3id.org/foedus/ontology#State> ; <{LABEL}> ?l FILTER(LANG(?l) = 'it') }}"
)
GRAPH = f"CONSTRUCT WHERE {{ ?s <{LABEL}> ?l }} LIMIT 3"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once for all programs."""
    with served() as address:
        yield address


def left_out(reason: str) -> None:
    """Leave a test out where its program is missing, but never where all of them are installed on purpose."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def run(name: str, package: str, *arguments: str) -> str:
    """Run a program of Debian and give what it wrote."""
    command = shutil.which(name)
    if not command:
        left_out(f"{name} is not installed; Debian has it in {package}")
    return subprocess.run([command, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def comunica(*arguments: str) -> str:
    """Run Comunica and give what it wrote."""
    command = CLIENTS / "comunica-sparql"
    if not shutil.which("node") or not command.is_file():
        left_out("Comunica is not installed; it wants node and npm, and then `make test` fetches it")
    return subprocess.run([command, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def roqet(*arguments: str) -> str:
    return run("roqet", "rasqal-utils", "-q", *arguments)


def rapper(*arguments: str) -> list[str]:
    return run("rapper", "raptor2-utils", "-q", "-g", "-o", "ntriples", *arguments).splitlines()


def asked(server: str) -> list[tuple[str, str]]:
    """Give the States as the server itself gives them to who only knows CSV."""
    written = run("curl", "curl", "-sS", f"{server}/sparql?format=csv", "--data-urlencode", f"query={STATES}")
    return sorted((row["s"], row["l"]) for row in csv.DictReader(io.StringIO(written, newline="")))


def test_roqet_reads_rows(server: str) -> None:
    """Rasqal's client, which takes only results in XML and names no agent, gets every row whole."""
    written = roqet("-p", f"{server}/sparql", "-e", STATES, "-r", "csv")
    rows = sorted((row["s"], row["l"]) for row in csv.DictReader(io.StringIO(written, newline="")))

    assert asked(server) == rows != []


@pytest.mark.parametrize(
    "address", ["/id/csto", "/.well-known/void", "/ontology", "/graphs?default", "/claim/003-001", "/sparql"]
)
def test_rapper_reads_rdf_at_an_address(server: str, address: str) -> None:
    """Raptor's client, which lists HTML behind twenty types of RDF, gets RDF that it can parse."""
    assert len(rapper(f"{server}{address}")) > 10


def test_comunica_reads_rows(server: str) -> None:
    """Comunica finds out by the description that this is an endpoint, and gets every row whole."""
    written: Any = json.loads(comunica(f"{server}/sparql", STATES, "-t", "application/sparql-results+json"))
    rows = sorted((row["s"]["value"], row["l"]["value"]) for row in written["results"]["bindings"])

    assert asked(server) == rows != []


def test_comunica_reads_a_graph(server: str) -> None:
    """Comunica reads the triples that it asks for."""
    written = comunica(f"sparql@{server}/sparql", GRAPH, "-t", "application/n-triples")

    assert 3 == len(written.splitlines())


def test_comunica_joins_the_endpoint_with_a_document(server: str) -> None:
    """Comunica joins what the endpoint says with what stands at a thing's own address."""
    document = "<https://w3id.org/foedus/id/csto> a ?class"
    query = f"SELECT DISTINCT ?l WHERE {{ {document} . ?class <{LABEL}> ?l }}"
    sources = f"sparql@{server}/sparql", f"{server}/id/csto.ttl"
    written = json.loads(comunica(*sources, query, "-t", "application/sparql-results+json"))

    # Version 4.5 drops the language of every label that an endpoint sends: its parser is newer than its terms.
    assert {"organization", "organizzazione"} == {row["l"]["value"] for row in written["results"]["bindings"]}
