"""The recipes load a release into tools that we did not write, with the counts that the release states."""

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox
import pytest
from served import free_port, running
from starting import begin, run

ROOT = Path(__file__).parents[1]
RECIPES = ROOT / "tests" / "recipes"
#: What a release says of itself, which it does not list.
PAPERS = {
    "dcat.ttl",
    "croissant.json",
    "ro-crate-metadata.json",
    "CITATION.cff",
    "LICENSE",
    "release.json",
    "SHA256SUMS",
}
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


def needed(recipe: str) -> list[str]:
    """Give what a recipe says that pip must install for it."""
    text = (RECIPES / recipe).read_text("utf-8")
    if script := re.search(r"# /// script\n# (.*)\n# ///", text):
        return list(tomllib.loads(script[1])["dependencies"])
    told = re.search(r"# Installs with: pip install (.+)", text)
    return told[1].split() if told else []


@pytest.fixture
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Make an environment that holds what one recipe asks for, and nothing else; give the folder of its programs."""
    recipe = request.param
    home = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    pip = [sys.executable, "-m", "pip", "--python", home / "bin" / "python", "install", "--quiet", "--retries=1"]
    words = [*pip, "--disable-pip-version-check", "--constraint", ROOT / "constraints.txt", *needed(recipe)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        missing(f"pip cannot install {' '.join(needed(recipe))}: {done.stderr[-300:]}")
    return home / "bin"


def fresh(recipe: str) -> pytest.MarkDecorator:
    """Let a test run a recipe in an environment made for it."""
    return pytest.mark.parametrize("own", [recipe], indirect=True)


def missing(words: str) -> NoReturn:
    """Leave a recipe out where its tool is missing, but never in CI."""
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


def cook(name: str, *words: str | Path, needs: str = "", own: Path | None = None) -> str:
    """Run a recipe and give what it wrote."""
    path = f"{own or COMUNICA}:{os.environ['PATH']}"
    if needs and not shutil.which(needs, path=path):
        missing(f"{needs} is not installed")
    command = [own / "python" if own else sys.executable] if name.endswith(".py") else ["bash"]
    done = subprocess.run(
        [*command, RECIPES / name, *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PATH": path, "PYTHONPATH": ""},
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.mark.slow
@fresh("rdflib_dataset.py")
def test_rdflib_holds_every_quad(own: Path, release: Path, told: dict[str, int]) -> None:
    """Rdflib reads as many quads as the release states."""
    assert told["triples"] == int(cook("rdflib_dataset.py", release, own=own))


@pytest.mark.slow
@fresh("oxigraph_store.py")
def test_oxigraph_holds_every_quad(own: Path, release: Path, told: dict[str, int], tmp_path: Path) -> None:
    """A store of Oxigraph on disk holds as many quads as the release states."""
    assert told["triples"] == int(cook("oxigraph_store.py", release, tmp_path / "store", own=own))


@pytest.mark.slow
@fresh("pandas_tables.py")
def test_pandas_reads_every_claim(own: Path, release: Path, told: dict[str, int]) -> None:
    """Pandas reads the table of claims with as many rows as there are claims."""
    rows = dict(line.split() for line in cook("pandas_tables.py", release, own=own).splitlines())

    assert (told["claims"], told["articles"]) == (int(rows["claims.csv"]), int(rows["articles.csv"]))


@pytest.mark.slow
@fresh("datasette_tables.sh")
def test_datasette_counts_every_claim(own: Path, release: Path, told: dict[str, int]) -> None:
    """Datasette answers SQL over the file of the release."""
    assert [told["claims"]] == json.loads(cook("datasette_tables.sh", release, "SELECT COUNT(*) FROM claims", own=own))


@pytest.mark.slow
@fresh("networkx_graph.py")
def test_networkx_reads_the_relations(own: Path, release: Path) -> None:
    """NetworkX reads things and relations."""
    nodes, edges, accepted = map(int, cook("networkx_graph.py", release, own=own).split())

    assert nodes > 0
    assert edges >= accepted > 0


@pytest.mark.slow
@fresh("croissant_records.py")
def test_croissant_gives_every_record(own: Path, release: Path, told: dict[str, int]) -> None:
    """The library of Croissant finds no fault in the description, and reads every table by it."""
    rows = dict(line.split() for line in cook("croissant_records.py", release, own=own).splitlines())
    with zipfile.ZipFile(release / "data" / "graph.zip") as archive:
        tables = {name.removesuffix(".csv") for name in archive.namelist() if name.endswith(".csv")}

    assert tables == set(rows)
    assert (told["claims"], told["articles"]) == (int(rows["claims"]), int(rows["articles"]))


@pytest.mark.slow
@fresh("crate_files.py")
def test_the_crate_lists_every_file(own: Path, release: Path) -> None:
    """The library of RO-Crate reads each file with its size, but those that describe the release."""
    files = [path for path in release.rglob("*") if path.is_file()]
    sizes = [path.stat().st_size for path in files if path.relative_to(release).as_posix() not in PAPERS]
    count, size = cook("crate_files.py", release, own=own).split()

    assert (len(sizes), sum(sizes)) == (int(count), int(size))


def test_raptor_reads_every_form_of_rdf(release: Path, told: dict[str, int]) -> None:
    """Raptor reads as much from each form as the release states, or as the file of N-Triples has lines."""
    assert by_form(release, told) == counted(cook("raptor_count.sh", release, needs="rapper"))


def by_form(release: Path, told: dict[str, int]) -> dict[str, int]:
    """Count what each form of RDF must hold: all quads, or the accepted view."""
    view = (release / "data" / "graph.nt").read_bytes().count(b"\n")
    return {"nq": told["triples"], "trig": told["triples"], "nt": view, "ttl": view, "rdf": view}


def counted(text: str) -> dict[str, int]:
    return {form: int(count) for form, count in (line.split() for line in text.splitlines())}


def has_jena() -> None:
    if not Path("/usr/share/java/jena-core.jar").is_file() or not shutil.which("java") or not shutil.which("unzip"):
        missing("Debian's Jena is not installed: libapache-jena-java, a Java and unzip")


def test_jena_holds_every_quad(release: Path, told: dict[str, int], tmp_path: Path) -> None:
    """A database of Jena holds as many quads as the release states."""
    has_jena()

    assert ["n", str(told["triples"])] == cook("jena_load.sh", release, tmp_path / "tdb").split()


def test_riot_reads_every_form_of_rdf(release: Path, told: dict[str, int]) -> None:
    """Jena's riot reads as much from each form; its JSON-LD is left out, since Debian lacks a part of Jena's."""
    has_jena()

    assert by_form(release, told) == counted(cook("jena_count.sh", release))


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
        missing("virtuoso-t is not installed; Debian has it in virtuoso-opensource-7-bin")
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
