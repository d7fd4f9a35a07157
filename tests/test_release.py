"""A release holds the graph in every form, describes itself, and is checked to the byte, offline."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
import yaml
from foedus import export, library, release
from foedus.facts import CouldNotDo
from foedus.library import Built
from foedus.release import checking
from starting import begin
from test_cli import run

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return library.build(library.open_holdings(begin(tmp_path_factory.mktemp("graph"))))


@pytest.fixture(scope="module")
def kept(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases") / "release"
    release.make(built, folder, "1.2.0", DAY)
    return folder


@pytest.fixture
def made(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "release"))


def test_two_builds_have_the_same_bytes(built: Built, made: Path, tmp_path: Path) -> None:
    """The same graph, version and day give the same files, byte for byte."""
    release.make(built, tmp_path / "again", "1.2.0", DAY)
    files = {path.relative_to(made): path.read_bytes() for path in made.rglob("*") if path.is_file()}

    assert files == {
        path.relative_to(tmp_path / "again"): path.read_bytes()
        for path in (tmp_path / "again").rglob("*")
        if path.is_file()
    }


def test_every_form_is_in_it(made: Path) -> None:
    """There is a file for each form of `foedus export`."""
    assert {f"graph.{form.suffix}" for form in export.FORMS.values()} == {p.name for p in (made / "data").iterdir()}


def test_a_release_is_a_graph(built: Built, made: Path) -> None:
    """A release is itself laid out as a graph, with all that foedus lent it: built again it is the same."""
    assert built.version == library.build(library.open_holdings(made)).version


def test_a_release_is_as_it_was_made(made: Path) -> None:
    """A release that nobody touched has no finding."""
    assert [] == checking.check(made).sorted()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda folder: (folder / "LICENSE").write_text("anything"), "file-has-changed"),
        (lambda folder: (folder / "dcat.ttl").unlink(), "file-is-missing"),
        (lambda folder: (folder / "data" / "more.nq").write_text(""), "file-is-not-listed"),
    ],
)
def test_what_was_touched_is_found(made: Path, change: Callable[[Path], object], rule: str) -> None:
    """A file that is changed, gone or new is named."""
    change(made)

    assert [rule] == [finding.rule for finding in checking.check(made).findings]


@pytest.mark.parametrize("name", ["graph.trig", "graph.nq", "graph.jsonld"])
def test_content_is_held_against_its_hash(made: Path, name: str) -> None:
    """A form whose sum was written anew still has to hold the content that the release states."""
    path = made / "data" / name
    path.write_text(re.sub(r'"(\w+) ', r'"\1x ', path.read_text("utf-8"), count=1), "utf-8")
    sums = made / release.SUMS
    lines = [line for line in sums.read_text().splitlines() if not line.endswith(f"  data/{name}")]
    sums.write_text("\n".join([*lines, f"{release.digest(path.read_bytes())}  data/{name}"]) + "\n")

    assert "content-differs" in {finding.rule for finding in checking.check(made).findings}


def test_counts_are_held_against_the_data(made: Path) -> None:
    """A count that the data do not have is named."""
    told = made / "release.json"
    told.write_text(told.read_text().replace('"claims": ', '"claims": 9'))
    sums = (made / release.SUMS).read_text()
    (made / release.SUMS).write_text(re.sub(r"\w+(?=  release\.json)", release.digest(told.read_bytes()), sums))

    assert ["count-differs"] == [finding.rule for finding in checking.check(made).findings]


def test_dcat_describes_every_file(made: Path) -> None:
    """DCAT names each file with its size and its sum, and the version with its day and the hash of its content."""
    graph = rdflib.Graph().parse(made / "dcat.ttl")
    dcat, spdx = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://spdx.org/rdf/terms#")
    told = json.loads((made / "release.json").read_text())
    listed = dict(line.split("  ")[::-1] for line in (made / release.SUMS).read_text().splitlines())
    for node in graph.subjects(rdflib.RDF.type, dcat.Distribution):
        name = str(node).partition("/v/1.2.0/")[2]

        assert (made / name).stat().st_size == int(graph.value(node, dcat.byteSize))
        assert listed[name] == str(graph.value(graph.value(node, spdx.checksum), spdx.checksumValue))
    assert 100 < len(list(graph.subjects(rdflib.RDF.type, dcat.Distribution)))
    assert told["content"] == str(next(graph.objects(None, rdflib.DCTERMS.identifier)))


def test_the_other_descriptions_name_the_same_files(made: Path) -> None:
    """RO-Crate and Croissant list the files that DCAT lists, and a table's columns have their words."""
    crate = json.loads((made / "ro-crate-metadata.json").read_text())["@graph"]
    croissant = json.loads((made / "croissant.json").read_text())
    files = {node["@id"] for node in crate if node["@type"] == "File"}

    assert files == {item["contentUrl"] for item in croissant["distribution"] if "containedIn" not in item}
    assert all((made / name).is_file() for name in files)
    assert all(column["description"] for table in croissant["recordSet"] for column in table["field"])


def test_a_release_can_be_cited(made: Path) -> None:
    """CITATION.cff names version, day and the hash of the content."""
    cited = yaml.safe_load((made / "CITATION.cff").read_text())

    assert ("1.2.0", DAY) == (cited["version"], str(cited["date-released"]))
    assert json.loads((made / "release.json").read_text())["content"] == cited["identifiers"][0]["value"]


def test_quotations_stay_their_publishers(made: Path) -> None:
    """The licence file keeps the quotations apart."""
    assert "quotations in it remain their publishers'" in (made / "LICENSE").read_text()


def test_the_manual_names_every_class(made: Path) -> None:
    """The page of the ontology has a place for each class, with its labels."""
    page = (made / "ontology" / "index.html").read_text("utf-8")

    assert '<div id="Claim">' in page
    assert "<script" not in page


@pytest.mark.parametrize(("version", "words"), [("1/2", "cannot name a version"), ("", "cannot name a version")])
def test_a_version_is_a_plain_name(built: Built, tmp_path: Path, version: str, words: str) -> None:
    """A version that would be a path is refused."""
    with pytest.raises(CouldNotDo, match=words):
        release.make(built, tmp_path / "r", version, DAY)


def test_a_release_never_changes(built: Built, made: Path) -> None:
    """A folder that is there is not written over."""
    with pytest.raises(CouldNotDo, match="a release never changes"):
        release.make(built, made, "1.2.0", DAY)


def test_commands_make_and_check(tmp_path: Path) -> None:
    """`foedus release` makes what `foedus verify-release` accepts; another folder is no release."""
    folder = tmp_path / "out"
    done = run("--holdings", begin(tmp_path), "release", "9.9.9", "--output", folder, "--date", DAY)

    assert (0, True) == (done.exit_code, " claims, sha256:" in done.stdout)
    assert 0 == run("verify-release", folder).exit_code
    assert 2 == run("verify-release", tmp_path).exit_code
