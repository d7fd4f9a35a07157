"""`foedus.validate` and the fixture ``assert_conforms``: conformance as a function, and in somebody else's tests."""

import subprocess
import sys
from pathlib import Path

import foedus
import pytest
from boatyard import NOTATION, SHAPES, TOOLS, copied, edit

SUITE = """
def test_tools(assert_conforms):
    assert_conforms("vocabulary", shapes="shapes")
"""
LAW = """@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S a sh:NodeShape ; sh:targetClass ex:Boat ; sh:property ex:P .
ex:P sh:path ex:name ; sh:minCount 1 ; sh:message "Name her." .
"""
BOAT = '{"@id": "http://example.org/boat", "@type": "http://example.org/Boat"}'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give the stranger's repository with a suite of its own."""
    root = copied(tmp_path)
    (root / "test_tools.py").write_text(SUITE)
    return root


def suite(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the stranger's suite, with no setting but that foedus is installed."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_tools.py"]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)


def test_a_conforming_suite_passes(root: Path) -> None:
    """Where foedus is installed a suite can assert that its data conform."""
    done = suite(root)

    assert (0, True) == (done.returncode, "1 passed" in done.stdout), done.stdout


def test_a_failing_suite_shows_the_findings(root: Path) -> None:
    """The failure shows each finding with file, line and caret, and nothing of our own stack."""
    edit(root, TOOLS, *NOTATION)
    done = suite(root)

    assert 1 == done.returncode
    assert f"{TOOLS}:16: violation: [Pattern]" in done.stdout
    assert "^^^^" in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_a_function_judges_texts() -> None:
    """Texts are judged as Documents of any format, and findings bear their names."""
    report = foedus.validate(foedus.Document(BOAT, "jsonld", "boat"), foedus.Document(LAW, "text/turtle", "law"))

    assert [("Name her.", "boat", "law")] == [(f.message, f.origin.file, f.shape.file) for f in report.findings]


def test_a_function_judges_files(root: Path) -> None:
    """Files, folders and patterns are judged, whether they are text or Path."""
    edit(root, TOOLS, *NOTATION)
    found = [foedus.validate(data, root / SHAPES).findings for data in (root / TOOLS, [str(root / "voc*" / "*.ttl")])]

    assert [["Pattern"], ["Pattern"]] == [[finding.rule for finding in findings] for findings in found]


def test_a_text_is_never_taken_for_a_path() -> None:
    """What looks like an address or a path inside a Document is text, and one that is no RDF is refused."""
    with pytest.raises(foedus.CouldNotDo, match="data:1: this does not parse"):
        foedus.validate(foedus.Document("/etc/passwd"), foedus.Document(LAW))


def test_an_unknown_format_is_refused() -> None:
    """A format that is none of RDF is refused by name."""
    with pytest.raises(foedus.CouldNotDo, match="docx is no format of RDF"):
        foedus.validate(foedus.Document("", "docx"), foedus.Document(LAW))
