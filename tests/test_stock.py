"""Downloads, releases and changes: what can be carried away from the server."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import export, library
from foedus.web.application import create_app
from foedus.web.editions import Begun, Editions
from starting import begin, run

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(tmp_path_factory.mktemp("stock"))


@pytest.fixture(scope="module")
def client(root: Path) -> FlaskClient:
    app = create_app(library.build(library.open_holdings(root)), public_url="https://g.example")
    folder = root.parent / "releases"
    run("--holdings", root, "release", "1.0", "--output", folder / "1.0", "--date", "2026-01-01")
    changed = shutil.copytree(root, root.parent / "changed")
    claims = next((changed / "graph" / "claims").glob("*.trig"))
    claims.write_text(claims.read_text("utf-8").replace("f:factuality c:ongoing", "f:factuality c:intended"), "utf-8")
    run("--holdings", changed, "release", "1.1", "--output", folder / "1.1", "--date", "2026-02-01")
    app.extensions["foedus.editions"] = Editions(folder, lambda *_: Begun(app.wsgi_app, lambda: None))
    return app.test_client()


def test_every_form_can_be_downloaded(client: FlaskClient, root: Path) -> None:
    """Each form that `foedus export` writes is given with the same bytes, under its media type, as a file."""
    selection = library.selected(library.build(library.open_holdings(root)))
    page = client.get("/downloads").text
    for form in export.FORMS.values():
        if form.name == "parquet":
            continue
        answer = client.get(f"/downloads/graph.{form.suffix}")

        assert f'href="/downloads/graph.{form.suffix}"' in page
        assert (200, b"".join(form.write(selection))) == (answer.status_code, answer.data)
        assert form.media_type.partition(";")[0] == answer.mimetype
        assert "attachment" in answer.headers["Content-Disposition"]


def test_a_download_is_not_sent_twice(client: FlaskClient) -> None:
    """Who has the file of this version is told so."""
    tag = client.get("/downloads/graph.nq").headers["ETag"]

    assert 304 == client.get("/downloads/graph.nq", headers={"If-None-Match": tag}).status_code


@pytest.mark.parametrize("path", ["/downloads/graph.docx", "/downloads/graph.", "/downloads/../x"])
def test_another_form_is_not_there(client: FlaskClient, path: str) -> None:
    """A form that nobody writes is 404."""
    assert 404 == client.get(path).status_code


def test_releases_are_listed(client: FlaskClient) -> None:
    """The page of releases leads to the endpoint and the files of each, the latest first."""
    page = client.get("/releases").text

    assert 0 < page.index("/v/1.1/sparql") < page.index("/v/1.0/sparql")


def test_changes_are_told(client: FlaskClient) -> None:
    """What changed from one release to the next is told in sentences with quotes, and as a feed."""
    page, feed = client.get("/changes"), client.get("/changes.atom")
    entries = ET.fromstring(feed.data).findall(f"{ATOM}entry")  # noqa: S314 - our own feed

    assert "Since 1.0, one change:" in page.text
    assert "<q lang=" in page.text
    assert "application/atom+xml" == feed.mimetype
    assert ["https://g.example/v/1.1/", "https://g.example/v/1.0/"] == [e.findtext(f"{ATOM}id") for e in entries]
    assert "corrected" in str(entries[0].findtext(f"{ATOM}title"))


def test_without_releases_the_pages_say_so(root: Path) -> None:
    """A server without releases says so, and its feed is empty."""
    alone = create_app(library.build(library.open_holdings(root))).test_client()

    assert "no release" in alone.get("/releases").text
    assert "no release" in alone.get("/changes").text
    assert [] == ET.fromstring(alone.get("/changes.atom").data).findall(f"{ATOM}entry")  # noqa: S314 - our own feed


def test_what_is_downloaded_is_rdf(client: FlaskClient) -> None:
    """The file of N-Quads is read back by the engine."""
    assert 100 < len(list(ox.parse(client.get("/downloads/graph.nq").data, format=ox.RdfFormat.N_QUADS)))
