"""The page on which a query is written, as it is sent: its policy, its words, its links, and the code it offers."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from foedus.web.editor import EDITION
from foedus.web.snippets import snippets
from served import served

ROOT = Path(__file__).parent.parent
VENDORED = ROOT / "server/foedus/web/static/vendor" / EDITION
POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
SCRIPTS = {"script-src 'self'", "connect-src 'self'"}
#: Everything that a shell, Python, R or JavaScript could take for its own.
HOSTILE = """# It's "quoted" \u202e \\ $HOME `id` %s {x} é 🙂 </code>
SELECT ?x
WHERE { VALUES ?x { "it's" "a\\tb\\\\" "$HOME" "`id`" } }"""
ASK, GRAPH = "ASK { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o }\nWHERE { ?s ?p ?o } LIMIT 3"
VALUES = ["it's", "a\tb\\", "$HOME", "`id`"]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph once."""
    with served() as address:
        yield address


def fetch(address: str, accept: str = "text/html") -> tuple[dict[str, str], str]:
    with urlopen(Request(address, headers={"Accept": accept})) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read().decode()


def code(server: str, query: str) -> dict[str, str]:
    """Read the snippets of an answer's page, as a reader would copy them."""
    _, page = fetch(f"{server}/sparql?{urlencode({'query': query})}")
    found = re.findall(r"<h3>(\w+)</h3>\s*<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)
    return {language: html.unescape(text) for language, text in found}


def run(*command: str) -> str:
    if not shutil.which(command[0]):
        # each of them is a program of its own, which a checkout cannot bring along
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_only_pages_that_help_while_one_types_run_scripts(server: str) -> None:
    """Pages with the editor or with names as one types run scripts of this server alone; every other page none."""
    paths = ("/query", "/", "/search", "/about", "/guide", "/conflicts")
    policies = [set(fetch(server + path)[0]["content-security-policy"].split("; ")) for path in paths]

    assert [*[POLICY | SCRIPTS] * 3, *[POLICY] * 3] == policies


def test_no_script_or_style_stands_in_the_page(server: str) -> None:
    """The page holds no inline script, style or handler."""
    _, page = fetch(f"{server}/query?example=csto-members")

    assert [] == re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", page)


def test_the_words_are_those_of_the_graph(server: str) -> None:
    """What is completed are the classes, properties, concepts and prefixes of this graph."""
    words = json.loads(fetch(f"{server}/query/words.json", "application/json")[1])

    assert "https://w3id.org/foedus/ontology#Claim" in words["class"]
    assert {"https://w3id.org/foedus/ontology#quoteText", "http://www.w3.org/2000/01/rdf-schema#label"} <= set(
        words["property"]
    )
    assert "https://w3id.org/foedus/concept/frozen" in words["concept"]
    assert "https://w3id.org/foedus/ontology#" == words["prefixes"]["f"]


def test_a_saved_question_is_written_into_the_form(server: str) -> None:
    """The list of questions fills the field with one of them; an unknown one leaves it empty."""
    filled, empty = (fetch(f"{server}/query?example={name}")[1] for name in ("csto-members", "no-such"))
    texts = [re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1] for page in (filled, empty)]  # type: ignore[index]

    assert (ROOT / "graph/questions/csto-members.rq").read_text("utf-8") == html.unescape(texts[0])
    assert texts[1] == ""


@pytest.mark.parametrize("page", ["/queries/csto-members", f"/sparql?{urlencode({'query': ASK})}"])
def test_the_shared_address_gives_the_same_answer(server: str, page: str) -> None:
    """Every page of an answer, that of a saved question too, names its address in this version of the graph."""
    _, text = fetch(server + page)
    pinned = html.unescape(re.search(r'class="pinned" href="([^"]+)"', text)[1])  # type: ignore[index]
    answers = [fetch(address, "application/sparql-results+json") for address in (pinned, server + page)]

    assert "immutable" in answers[0][0]["cache-control"]
    assert answers[0][1] == answers[1][1]


def test_a_query_too_long_for_an_address_is_not_shared_by_one(server: str) -> None:
    """No link is offered that servers would refuse; the page says so."""
    fields = urlencode({"query": f"ASK {{}} #{'x' * 40_000}", "format": "html"}).encode()
    with urlopen(f"{server}/sparql", fields) as answer:
        page = answer.read().decode()

    assert 'class="pinned"' not in page
    assert "too long for an address" in page


def test_curl_gets_the_rows(server: str) -> None:
    """The line for a terminal runs as it is copied."""
    written = run("sh", "-c", code(server, HOSTILE)["curl"])

    assert VALUES == [row["x"] for row in csv.DictReader(io.StringIO(written, newline=""))]


@pytest.mark.parametrize(
    ("query", "shown", "expected"),
    [
        (HOSTILE, "print(list(rows['x']))", f"{VALUES}\n"),
        (ASK, "print(truth)", "True\n"),
        (GRAPH, "print(len(graph))", "3\n"),
    ],
)
def test_python_gets_the_answer(server: str, query: str, shown: str, expected: str) -> None:
    """The lines for Python run as they are copied: a table for pandas, a truth, a graph for rdflib."""
    assert expected == run(sys.executable, "-c", f"{code(server, query)['Python']}\n{shown}")


@pytest.mark.parametrize(
    ("query", "shown", "expected"),
    [
        (HOSTILE, "JSON.stringify(rows.map((row) => row.x.value))", json.dumps(VALUES, separators=(",", ":"))),
        (ASK, "truth", "true"),
        (GRAPH, "turtle.length > 10", "true"),
    ],
)
def test_javascript_gets_the_answer(server: str, query: str, shown: str, expected: str) -> None:
    """The lines for JavaScript run as they are copied."""
    script = f"(async () => {{\n{code(server, query)['JavaScript']}\nconsole.log({shown});\n}})()"

    assert f"{expected}\n" == run("node", "-e", script)


@pytest.mark.parametrize(
    ("query", "shown", "expected"),
    [(HOSTILE, "cat(rows$x, sep = '|')", "|".join(VALUES)), (ASK, "cat(truth)", "TRUE")],
)
def test_r_gets_the_answer(server: str, query: str, shown: str, expected: str) -> None:
    """The lines for R run as they are copied."""
    assert expected == run("Rscript", "-e", f"{code(server, query)['R']}\n{shown}")


def test_a_dataset_is_kept_in_every_language() -> None:
    """The graphs that a request chose stand in the code of each language."""
    fields = [("query", ASK), ("default-graph-uri", "https://example.org/'\"\\")]

    assert all("default-graph-uri" in snippet.code for snippet in snippets("http://h/sparql", fields, "ask"))


@pytest.mark.skipif(not VENDORED.is_dir(), reason="the editor is not fetched; it wants node and npm, then `make test`")
def test_the_editor_is_the_one_that_was_looked_at() -> None:
    """The copied files have the hashes of SHA256SUMS and the version of package.json, and bring their notices."""
    folder = ROOT / "server" / "editor"
    sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    wanted = json.loads((folder / "package.json").read_text())["dependencies"]
    notices = (VENDORED / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")

    assert sums == {name: sha256((VENDORED / name).read_bytes()).hexdigest() for name in sums}
    assert f"yasgui-{wanted['@zazuko/yasgui']}" == EDITION
    assert [] == [
        name for name in ("@zazuko/yasqe", "codemirror", "dompurify", "lodash-es") if f"\n{name} " not in notices
    ]


def test_the_locks_name_no_address() -> None:
    """What npm fetches is known by name and hash, never by an address."""
    locks = [ROOT / "server/editor/package-lock.json", ROOT / "tests/clients/package-lock.json"]
    packages = [package for lock in locks for package in json.loads(lock.read_text())["packages"].values()]

    assert [] == [package for package in packages if "resolved" in package]
    assert all("integrity" in package for package in packages if "version" in package)


def test_without_its_files_the_page_has_the_form(tmp_path: Path) -> None:
    """Where the editor was not fetched, the page says so, asks for no file that is missing, and its form asks."""
    copy = tmp_path / "foedus"
    shutil.copytree(ROOT / "server" / "foedus", copy, ignore=shutil.ignore_patterns("vendor", "__pycache__"))
    program = (
        "from pathlib import Path; from foedus.holdings import open_holdings; from foedus.library import build;"
        "from foedus.web.application import create_app;"
        f"app = create_app(build(open_holdings(Path({str(ROOT)!r}))));"
        "print(app.test_client().get('/query').get_data(as_text=True))"
    )
    for name in ("foedus.toml", "graph", "ontology", "seeds", "shapes", "tests"):
        (copy / "_holdings").mkdir(exist_ok=True)
        (copy / "_holdings" / name).symlink_to(ROOT / name)
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env={"PYTHONPATH": str(tmp_path)}
    )

    assert "<textarea" in done.stdout
    assert "not part of this installation" in done.stdout
    assert "<script" not in done.stdout
