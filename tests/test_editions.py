"""Released versions answer below addresses of their own, for ever, beside the latest."""

import hashlib
import html
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest
from served import free_port, running
from starting import begin, run

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?claim a <https://w3id.org/foedus/ontology#Claim> }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two releases of a graph, the second with a claim withdrawn."""
    top = tmp_path_factory.mktemp("editions")
    root = begin(top)
    run("--holdings", root, "release", "1.0", "--output", top / "releases" / "1.0", "--date", "2026-01-01")
    claims = next((root / "graph" / "claims").glob("*.trig"))
    blocks = claims.read_text("utf-8").split("\n\n")
    name = blocks[1].split(" ")[0]
    claims.write_text("\n\n".join(block for block in blocks if not block.startswith(f"{name} ")), "utf-8")
    run("--holdings", root, "release", "1.1", "--output", top / "releases" / "1.1", "--date", "2026-02-01")
    return top


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    port = free_port()
    words = ("--holdings", str(folder / "lakes"), "serve", "--port", str(port), "--releases", str(folder / "releases"))
    with running(*words, at=port) as found:
        yield found


def ask(address: str, **headers: str) -> HTTPResponse:
    try:
        return urllib.request.urlopen(urllib.request.Request(address, headers=headers))
    except urllib.error.HTTPError as error:
        return error


def counted(address: str) -> int:
    with ask(f"{address}?{urllib.parse.urlencode({'query': COUNT})}", Accept="text/csv") as answer:
        return int(answer.read().split()[1])


def test_each_version_answers_as_it_was_released(folder: Path, address: str) -> None:
    """A version answers from its own graph; the latest address from the graph as it is."""
    claims = [json.loads((folder / "releases" / v / "release.json").read_text())["claims"] for v in ("1.0", "1.1")]

    assert claims == [counted(f"{address}/v/{version}/sparql") for version in ("1.0", "1.1")]
    assert claims[0] == claims[1] + 1
    assert claims[1] == counted(f"{address}/sparql")


def test_a_version_is_kept_for_ever(folder: Path, address: str) -> None:
    """Answers, data and files of a version may be kept for ever, those of the latest for a while."""
    query = urllib.parse.urlencode({"query": COUNT})

    assert "immutable" in ask(f"{address}/v/1.0/sparql?{query}").headers["Cache-Control"]
    assert "immutable" in ask(f"{address}/v/1.0/data/graph.nq").headers["Cache-Control"]
    assert "immutable" in ask(f"{address}/v/1.0/claim/{withdrawn(folder)}.ttl").headers["Cache-Control"]
    assert "immutable" not in ask(f"{address}/sparql?{query}").headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/", "/query", "/claim/{name}.html", "/queries", f"/sparql?query={urllib.parse.quote(COUNT)}"]
)
def test_a_page_of_a_version_is_asked_for_again(folder: Path, address: str, path: str) -> None:
    """Pages are written by software, which may be renewed: who has one asks again, and gets it only if it changed."""
    where = f"{address}/v/1.0{path.format(name=withdrawn(folder))}"
    page = ask(where, Accept="text/html")
    again = ask(where, Accept="text/html", **{"If-None-Match": page.headers["ETag"]})

    assert [200, 304] == [page.status, again.status]
    assert ["public, max-age=60, must-revalidate"] * 2 == [one.headers["Cache-Control"] for one in (page, again)]


def test_files_are_sent_as_released(address: str) -> None:
    """Every file of a release is sent under its hash, and not again to who has it."""
    sums = [line.split("  ") for line in ask(f"{address}/v/1.1/SHA256SUMS").read().decode().splitlines()]
    for digest, name in sums[:12]:
        with ask(f"{address}/v/1.1/{name}") as answer:
            assert (f'"{digest}"', digest) == (answer.headers["ETag"], hashlib.sha256(answer.read()).hexdigest())

    assert (
        304 == ask(f"{address}/v/1.1/LICENSE", **{"If-None-Match": f'"{dict(map(reversed, sums))["LICENSE"]}"'}).status
    )


@pytest.mark.parametrize(
    "path", ["/v/1.1/none", "/v/1.1/../1.0/LICENSE", "/v/1.1/%2e%2e/1.0/LICENSE", "/v/9.9/LICENSE"]
)
def test_what_is_not_released_is_not_there(address: str, path: str) -> None:
    """Only what the sums of a release name is sent; other paths and versions are 404."""
    answer = ask(address + path)

    assert (404, "*") == (answer.status, answer.headers["Access-Control-Allow-Origin"])


def links(address: str, path: str) -> list[str]:
    """Give the addresses that a page leads to, on this server."""
    text = ask(address + path, Accept="text/html").read().decode()
    return [html.unescape(link) for link in re.findall(r'(?:href|action|src)="(/[^"]*)"', text)]


@pytest.mark.parametrize("path", ["/", "/queries", "/cite?query=ASK%7B%7D", "/query", "/claim/{name}.html", "/none"])
def test_pages_of_a_version_lead_to_that_version(folder: Path, address: str, path: str) -> None:
    """Whoever reads a version stays in it; only its server's own addresses lead out."""
    found = links(address, "/v/1.0" + path.format(name=withdrawn(folder)))
    out = {link for link in found if not link.startswith("/v/1.0/")}

    assert len(found) > len(out)
    assert [] == [link for link in out if not link.startswith(("/static/", "/releases", "/changes"))]
    assert [] == [link for link in found if link.startswith("/v/1.0/v/")]


def withdrawn(folder: Path) -> str:
    """Name the claim that the second release does not have."""
    one, other = (
        set(re.findall(r"<\S*/claim/(\S+)> <\S*#voice>", (folder / "releases" / v / "data" / "graph.nq").read_text()))
        for v in ("1.0", "1.1")
    )
    return str((one - other).pop())


def test_what_was_withdrawn_stays_in_its_version(folder: Path, address: str) -> None:
    """The name of a claim leads to its page in the version that has it, and nowhere in the later one."""
    name = withdrawn(folder)
    page = ask(f"{address}/v/1.0/claim/{name}", Accept="text/html")

    assert (200, f"{address}/v/1.0/claim/{name}.html") == (page.status, page.url)
    assert [404, 404] == [ask(f"{address}{below}/claim/{name}").status for below in ("/v/1.1", "")]


def test_a_citation_stays_in_its_version(address: str) -> None:
    """An answer of a version is cited by an address in it, which gives rows of the cited hash."""
    query = urllib.parse.urlencode({"query": COUNT})
    (cited,) = json.loads(ask(f"{address}/v/1.0/cite?{query}").read())
    rows = ask(cited["URL"], Accept="text/tab-separated-values").read().splitlines()
    hashed = hashlib.sha256(b"\n".join([rows[0], *sorted(rows[1:])])).hexdigest()

    assert ("1.0", f"{address}/v/1.0/sparql?{query}") == (cited["version"], cited["URL"])
    assert cited["note"].endswith(hashed)


def test_files_of_a_release_are_only_read(address: str) -> None:
    """A file of a release takes nothing in."""
    request = urllib.request.Request(f"{address}/v/1.0/LICENSE", data=b"mine", method="PUT")
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request)


def test_bad_queries_of_a_version_are_told(address: str) -> None:
    """A version tells what is wrong with a query as the latest does, and nobody keeps that."""
    answer = ask(f"{address}/v/1.0/sparql?query=SELECT")

    assert (400, "no-store") == (answer.status, answer.headers["Cache-Control"])


def test_a_folder_without_releases_is_refused(tmp_path: Path) -> None:
    """A folder that holds no release ends the start with a sentence."""
    done = run("--holdings", begin(tmp_path), "serve", "--port", str(free_port()), "--releases", tmp_path)

    assert (2, True) == (done.exit_code, "holds no release; `foedus release VERSION" in done.stderr)
