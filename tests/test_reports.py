"""What a report says in each of its forms, and that tools which were not made for foedus can read it."""

import io
import json
from collections import Counter
from pathlib import Path

import junitparser
import pyoxigraph as ox
import pytest
from boatyard import NOTATION, SHAPES, TOOLS, copied, edit, validated
from foedus.facts import Finding, Origin, Report
from foedus.reports import Told, Verdict, sarif, verdict, write
from foedus.reports.annotations import MOST
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Schema
from rdflib import RDF, SH, Graph

LINE = 16
PREFIX = "https://boatyard.example/"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the stranger's repository with one violation and one warning, and stand in it."""
    root = copied(tmp_path)
    edit(root, TOOLS, *NOTATION)
    edit(root, TOOLS, '"sawhorse"@en', '"sawhorse"@en, "trestle"@en')
    monkeypatch.chdir(root)
    return root


def verdict_of(*findings: Finding, **options: str) -> Verdict:
    return Verdict(tuple(Told(finding) for finding in verdict.ordered(findings)), **options)


@pytest.mark.usefixtures("root")
def test_text_shows_the_line_and_a_caret() -> None:
    """A finding on the terminal is one line with file, line and shape, and below it the source with a caret."""
    lines = validated().stdout.splitlines()
    first = next(number for number, line in enumerate(lines) if "[Pattern]" in line)

    assert lines[first].startswith(f"{TOOLS}:{LINE}: violation: [Pattern] ")
    assert lines[first].endswith(f'"c1" -- A notation is a capital letter and digits. (shape {SHAPES}:27)')
    assert ['    16 |     skos:notation "c1" ;', "       |                   ^^^^"] == lines[first + 1 : first + 3]


@pytest.mark.usefixtures("root")
def test_json_has_all_that_the_text_has() -> None:
    """The JSON of a finding has its place with a column, its shape, component, page and fingerprint."""
    rows = json.loads(validated("--format", "json").stdout)["findings"]
    row = next(row for row in rows if row["rule"] == "Pattern")

    assert (TOOLS.as_posix(), LINE, 19) == (row["file"], row["line"], row["column"])
    assert f"<{PREFIX}shape/Concept-notation>" == row["sourceShape"]
    assert "http://www.w3.org/ns/shacl#PatternConstraintComponent" == row["component"]
    assert row["help"].endswith("/rules/Pattern")
    assert (16, False) == (len(row["fingerprint"]), row["known"])


@pytest.mark.usefixtures("root")
def test_sarif_keeps_to_its_schema() -> None:
    """The SARIF report is valid by the schema of SARIF 2.1.0 and places the finding and its shape."""
    told = json.loads(validated("--format", "sarif").stdout)
    run = Schema.model_validate(told).runs[0]
    first = told["runs"][0]["results"][0]
    place = first["locations"][0]["physicalLocation"]

    assert ["Pattern", "UniqueLang"] == [rule.id for rule in run.tool.driver.rules or []]
    assert ("Pattern", "error") == (first["ruleId"], first["level"])
    assert (TOOLS.as_posix(), LINE, 19, 23) == (
        place["artifactLocation"]["uri"],
        *(place["region"][name] for name in ("startLine", "startColumn", "endColumn")),
    )
    assert SHAPES.as_posix() == first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("a b/ü.ttl", {"uri": "a%20b/%C3%BC.ttl", "uriBaseId": "SRCROOT"}),
        ("/data/a.ttl", {"uri": "file:///data/a.ttl"}),
    ],
)
def test_sarif_names_files_by_addresses(file: str, artifact: dict[str, str]) -> None:
    """A file below the checkout is relative to its top, any other has a whole address."""
    run = json.loads(write(verdict_of(Finding("Odd", "x", Origin(file, 1))), "sarif"))["runs"][0]

    assert artifact == run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]


def test_sarif_is_not_larger_than_github_takes() -> None:
    """Beyond the limit of a run the mildest results are left out, and a notification counts them."""
    many = [Finding("Many", "x", Origin("a.ttl", n + 1), "info") for n in range(sarif.MOST_RESULTS)]
    run = json.loads(write(verdict_of(*many, Finding("Worst", "y", Origin("z.ttl", 1))), "sarif"))["runs"][0]

    assert (sarif.MOST_RESULTS, "Worst") == (len(run["results"]), run["results"][0]["ruleId"])
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("1 more findings")


@pytest.mark.usefixtures("root")
def test_junit_is_read_by_others() -> None:
    """A reader of JUnit sees the violation as a failed test and the warning as a skipped one."""
    suite = next(iter(junitparser.JUnitXml.fromstring(validated("--format", "junit").stdout.encode())))

    assert (2, 1, 1) == (suite.tests, suite.failures, suite.skipped)
    assert {"Pattern": "Failure", "UniqueLang": "Skipped"} == {
        case.classname: type(case.result[0]).__name__ for case in suite
    }


def test_junit_holds_any_character() -> None:
    """A control character in a message does not make the XML unreadable."""
    text = write(verdict_of(Finding("Odd", "a\x00b\ufffe]]>&<", Origin("a.ttl", 1))), "junit")

    assert 1 == junitparser.JUnitXml.fromstring(text.encode()).failures


def test_turtle_is_a_validation_report(root: Path) -> None:
    """The Turtle is a report as SHACL defines it, and pyshacl's own says the same of it."""
    import pyshacl  # noqa: PLC0415 - the oracle of this test alone

    ours = Graph().parse(data=validated("--format", "turtle").stdout)
    _, theirs, _ = pyshacl.validate(str(root / TOOLS), shacl_graph=str(root / SHAPES))
    names = (SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent)
    results = [
        Counter(
            tuple(graph.value(node, name) for name in names) for node in graph.subjects(RDF.type, SH.ValidationResult)
        )
        for graph in (ours, theirs)
    ]

    assert results[0] == results[1]
    assert 2 == results[0].total()


def test_a_conforming_turtle_report_parses() -> None:
    """A report without findings says that the data conform."""
    text = write(Verdict(()), "turtle")

    assert ["true"] == [
        t.object.value
        for t in ox.parse(io.StringIO(text), format=ox.RdfFormat.TURTLE)
        if "conforms" in t.predicate.value
    ]


def test_github_shows_the_worst_first_and_no_more_than_it_takes() -> None:
    """Of many findings the violations are annotated before the rest, ten in all, and the rest are counted."""
    mild = [Finding("Mild", "x", Origin("a.ttl", n + 1), "warning") for n in range(15)]
    lines = write(verdict_of(*mild, Finding("Grave", "50%\nlost", Origin("a,b.ttl", 9))), "github").splitlines()
    commands = [line for line in lines if line.startswith("::")]

    assert "::error file=a%2Cb.ttl,line=9,title=Grave::50%25%0Alost" == commands[0]
    assert MOST == len(commands)
    assert "6 more findings are in the job summary: GitHub shows 10 of a step" in lines


@pytest.mark.usefixtures("root")
def test_github_gets_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With GitHub's form the whole list goes into the job summary, its places linked to the commit."""
    summary = tmp_path / "summary.md"
    for name, value in {
        "STEP_SUMMARY": str(summary),
        "SERVER_URL": "https://g.example",
        "REPOSITORY": "o/r",
        "SHA": "abc",
    }.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    validated("--format", "github")
    text = summary.read_text("utf-8")

    assert f"[{TOOLS}:{LINE}](https://g.example/o/r/blob/abc/{TOOLS}#L{LINE})" in text
    assert "### warning (1)" in text


def test_markdown_keeps_its_table() -> None:
    """A bar, a line break or a bracket in a message breaks no row of the table."""
    text = write(verdict_of(Finding("Odd", "a|b\n<script> [x](y) `z`", Origin("a.ttl", 1), value='"p|q`"')), "markdown")
    row = next(line for line in text.splitlines() if "Odd" in line)

    assert 5 == row.replace("\\|", "").count("|")
    assert "<script>" not in row.replace("\\<", "")


def test_markdown_is_not_larger_than_github_takes() -> None:
    """A summary that would be too large ends with the number of findings that do not fit."""
    text = write(verdict_of(*(Finding("Long", "x" * 900, Origin("a.ttl", n)) for n in range(1, 1500))), "markdown")

    assert len(text.encode()) < 1_000_000
    assert "more findings do not fit here" in text


def test_several_forms_at_once(root: Path) -> None:
    """One run writes one form to the terminal and others to files."""
    done = validated("--format", "text,sarif:out/f.sarif", "--format", "turtle:out/f.ttl")

    assert "[Pattern]" in done.stdout
    assert {"f.sarif", "f.ttl"} == {path.name for path in (root / "out").iterdir()}


@pytest.mark.parametrize(
    ("said", "words"), [("xlsx", "there is no form 'xlsx'"), ("text,json", "only one form can go")]
)
@pytest.mark.usefixtures("root")
def test_a_form_that_cannot_be_is_refused(said: str, words: str) -> None:
    """An unknown form, and two for one terminal, are refused before anything is judged."""
    done = validated("--format", said)

    assert (2, True) == (done.exit_code, words in done.stderr)


def test_the_order_is_the_same_on_every_run(root: Path) -> None:
    """Two runs over data with blank nodes say the same, byte for byte."""
    edit(root, TOOLS, "skos:inScheme <https://boatyard.example/tools> .", "skos:inScheme [] ; skos:broader [], [] .")
    forms = ("text", "json", "sarif", "github", "markdown", "junit")

    assert [validated("--format", form).stdout for form in forms] == [
        validated("--format", form).stdout for form in forms
    ]


def test_findings_have_an_order() -> None:
    """Findings stand by file, line, severity and rule."""
    rows = [
        ("b.ttl", 1, "A", "info"),
        ("a.ttl", 9, "A", "violation"),
        ("a.ttl", 2, "B", "violation"),
        ("a.ttl", 2, "C", "info"),
        ("a.ttl", 2, "A", "violation"),
    ]
    report = Report([Finding(rule, "x", Origin(file, line), severity) for file, line, rule, severity in rows])

    assert [4, 2, 3, 1, 0] == [report.findings.index(finding) for finding in report.sorted()]
