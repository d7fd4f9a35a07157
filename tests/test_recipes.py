"""The recipes load a release into tools that we did not write, with the counts that the release states."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from served import free_port, running
from starting import begin, run

RECIPES = Path(__file__).parent / "recipes"
COMUNICA = Path(__file__).parent / "clients" / "node_modules" / ".bin"
CLAIMS = "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim a <https://w3id.org/foedus/ontology#Claim> }"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a release of the example graph."""
    top = tmp_path_factory.mktemp("recipes")
    made = run("--holdings", begin(top), "release", "1.0", "--output", top / "release", "--date", "2026-01-01")
    assert 0 == made.exit_code, made.stderr
    return top / "release"


@pytest.fixture(scope="module")
def told(release: Path) -> dict[str, int]:
    return dict(json.loads((release / "release.json").read_text("utf-8")))


def cook(name: str, *words: str | Path, needs: str = "") -> str:
    """Run a recipe and give what it wrote; leave it out where its tool is missing, but never in CI."""
    path = f"{Path(sys.executable).parent}:{COMUNICA}:{os.environ['PATH']}"
    if needs and not shutil.which(needs, path=path):
        if os.environ.get("CI"):
            pytest.fail(f"{needs} is not installed")
        pytest.skip(f"{needs} is not installed")
    command = [sys.executable, RECIPES / name] if name.endswith(".py") else ["bash", RECIPES / name]
    done = subprocess.run(
        [*command, *words], check=False, capture_output=True, text=True, timeout=120, env={**os.environ, "PATH": path}
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_rdflib_holds_every_quad(release: Path, told: dict[str, int]) -> None:
    """Rdflib reads as many quads as the release states."""
    assert told["triples"] == int(cook("rdflib_dataset.py", release))


def test_oxigraph_holds_every_quad(release: Path, told: dict[str, int], tmp_path: Path) -> None:
    """A store of Oxigraph on disk holds as many quads as the release states."""
    assert told["triples"] == int(cook("oxigraph_store.py", release, tmp_path / "store"))


def test_pandas_reads_every_claim(release: Path, told: dict[str, int]) -> None:
    """Pandas reads the table of claims with as many rows as there are claims."""
    rows = dict(line.split() for line in cook("pandas_tables.py", release).splitlines())

    assert (told["claims"], told["articles"]) == (int(rows["claims.csv"]), int(rows["articles.csv"]))


def test_datasette_counts_every_claim(release: Path, told: dict[str, int]) -> None:
    """Datasette answers SQL over the file of the release."""
    assert [told["claims"]] == json.loads(cook("datasette_tables.sh", release, "SELECT COUNT(*) FROM claims"))


def test_networkx_reads_the_relations(release: Path) -> None:
    """NetworkX reads things and relations."""
    nodes, edges, accepted = map(int, cook("networkx_graph.py", release).split())

    assert nodes > 0
    assert edges >= accepted > 0


def test_raptor_reads_the_accepted_view(release: Path) -> None:
    """Raptor reads as many triples as the file of N-Triples has lines."""
    lines = (release / "data" / "graph.nt").read_bytes().count(b"\n")

    assert lines == int(cook("raptor_count.sh", release, needs="rapper"))


@pytest.fixture(scope="module")
def address(release: Path) -> Iterator[str]:
    """Serve the release itself."""
    port = free_port()
    with running("--holdings", str(release), "serve", "--port", str(port), at=port) as found:
        yield found


def test_comunica_asks_a_server_of_the_release(address: str, told: dict[str, int]) -> None:
    """Comunica counts the claims through a server of the release folder."""
    answer = cook("comunica_endpoint.sh", f"{address}/sparql", CLAIMS, needs="comunica-sparql")

    assert [["n"], [str(told["claims"])]] == list(csv.reader(io.StringIO(answer)))


def listening(port: int) -> None:
    """Wait until something listens at a port of loopback."""
    until = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def virtuoso(release: Path, tmp_path: Path) -> Iterator[int]:
    """Start a Virtuoso of our own on loopback, with a database in a folder that goes with the test."""
    if not shutil.which("virtuoso-t"):
        if os.environ.get("CI"):
            pytest.fail("virtuoso-t is not installed; Debian has it in virtuoso-opensource-7-bin")
        pytest.skip("virtuoso-t is not installed; Debian has it in virtuoso-opensource-7-bin")
    port = free_port()
    settings = tmp_path / "virtuoso.ini"
    settings.write_text(
        f"[Database]\nDatabaseFile={tmp_path}/v.db\nErrorLogFile={tmp_path}/v.log\nLockFile={tmp_path}/v.lck\n"
        f"TransactionFile={tmp_path}/v.trx\nxa_persistent_file={tmp_path}/v.pxa\nFileExtend=200\n"
        f"[TempDatabase]\nDatabaseFile={tmp_path}/t.db\nTransactionFile={tmp_path}/t.trx\nFileExtend=200\n"
        f"[Parameters]\nServerPort=127.0.0.1:{port}\nDirsAllowed={release}/data\nNumberOfBuffers=10000\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{free_port()}\n"
    )
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+wait", "+configfile", settings], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    try:
        listening(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def test_virtuoso_holds_every_claim_as_a_named_graph(release: Path, virtuoso: int) -> None:
    """Virtuoso loads the quads, claims as named graphs."""
    quads = ox.parse(path=release / "data" / "graph.nq")
    inside = sum("/claim/" in str(quad.graph_name) for quad in quads)
    counts = [
        line for line in cook("virtuoso_load.sh", release, str(virtuoso), "dba").splitlines() if line.strip().isdigit()
    ]

    assert inside > 0
    assert [str(inside)] == [line.strip() for line in counts][-1:]
