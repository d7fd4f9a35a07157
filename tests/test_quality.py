"""The quality of a graph is counted by questions, and told as a page, as Markdown and as JSON."""

import json
import re
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import Press
from foedus import asking
from foedus.facts import CouldNotDo
from foedus.quality import Bar, Chart, Listing, Survey, survey, told
from foedus.quality.charts import draw
from samples import PACT, RIVAL_LIST
from starting import begin, run


def parts(press: Press, trig: str) -> dict[str, Chart | Listing]:
    """Survey a small graph and give the parts by their names."""
    built = press(trig)
    return {
        part.name: part for part in survey(partial(asking.select, built.store), built.holdings, built.version).parts
    }


def counts(chart: Chart) -> dict[str, dict[str, int]]:
    """Give the numbers of a chart by bar and kind."""
    return {bar.label: dict(zip(chart.kinds, bar.counts, strict=True)) for bar in chart.bars}


def test_claims_are_counted_by_article(press: Press) -> None:
    """Each article has its claims by standing, and readings are counted by month and verdict."""
    found = parts(press, PACT + RIVAL_LIST)

    assert {"article:A": {"c:verified": 5}, "article:B": {"c:verified": 1}} == counts(found["claims"])
    assert {"2026-01": {"c:supports": 6}} == counts(found["readings"])


def test_facts_are_counted_by_their_articles(press: Press) -> None:
    """A fact that two articles carry is told apart from one that rests on one alone."""
    found = parts(press, PACT + RIVAL_LIST)
    single = {(entity, property_) for entity, property_, _ in found["single-source-facts"].rows}

    assert {"1 article", "2 articles"} == set(counts(found["sources"]))
    assert ("id:norland-in-pact", "f:member") not in single
    assert ("id:ada-as-president", "f:office") in single


def test_open_conflicts_are_listed(press: Press) -> None:
    """Two closed lists that differ are an open conflict until somebody judges them."""
    found = parts(press, PACT + RIVAL_LIST)

    assert "c:closed-lists" in {kind for _, _, kind in found["open-conflicts"].rows}


def test_a_label_missing_in_a_language_is_listed(press: Press) -> None:
    """A thing without a label in a language that others have is listed with that language."""
    found = parts(press, PACT + 'id:reef a f:Place ; rdfs:label "reef"@en .\n')

    assert (("id:reef", "rdfs:label", "it"),) == found["labels-missing"].rows


def test_an_unused_term_is_listed(press: Press) -> None:
    """A class or property that nothing uses is listed, a used one is not."""
    unused = {entity for entity, _, _ in parts(press, PACT)["terms-unused"].rows}

    assert ("f:Treaty" in unused, "f:State" in unused, "f:member" in unused) == (True, False, False)


def test_sentences_are_accounted_for() -> None:
    """Of our own articles every sentence is carried by a claim or listed as carrying none."""
    said = json.loads(run("report", "--format", "json").stdout)
    chart = next(part for part in said["parts"] if part["name"] == "sentences")

    assert "not accounted for" not in chart["kinds"]
    assert 5 == len(chart["bars"])


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    """The page is one file: no script, no address that it would fetch, and SVG that parses."""
    done = run("report", "--format", "html", "--output", tmp_path / "q.html")
    page = (tmp_path / "q.html").read_text("utf-8")

    assert 0 == done.exit_code
    assert not re.search(r"<script|src=|href=", page)
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ET.fromstring(drawing)  # noqa: S314 - our own drawing


def test_a_bar_says_its_numbers() -> None:
    """A drawing has a legend, a bar as long as its number, and words for who cannot see it; markup stays text."""
    drawing = draw(Chart("x", "Lakes", "", ("<deep>", "flat"), (Bar("a", (3, 1)), Bar("b", (0, 2)))))
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="16"', drawing)]

    assert 'aria-label="Lakes: a: 3 &lt;deep&gt;, 1 flat; b: 2 flat"' in drawing
    assert [3, 1, 2] == [round(width / (widths[1])) for width in widths]
    assert "<deep>" not in drawing


def test_lists_are_cut_for_people_only() -> None:
    """A page shows the beginning of a long list and says how much is left out; JSON has all rows."""
    rows = tuple((f"id:{n}", "|", "") for n in range(told.SHOWN + 7))
    long = Survey("Lakes", "v", (Listing("x", "Long", "All.", rows),))

    assert ("7 more" in told.page(long), "7 more" in told.markdown(long)) == (True, True)
    assert len(rows) == len(json.loads(told.as_json(long))["parts"][0]["rows"])


def test_a_graph_may_ask_its_own(tmp_path: Path) -> None:
    """A question in shapes/quality/ of the graph is asked too, and one of the same name replaces ours."""
    root = begin(tmp_path)
    folder = root / "shapes" / "quality"
    folder.mkdir(parents=True)
    head = "# title: Mine\n# meaning: All of them.\n"
    (folder / "mine.rq").write_text(head + 'SELECT ("x" AS ?bar) (7 AS ?count) WHERE {}')
    (folder / "sources.rq").write_text(head + "SELECT (<urn:x> AS ?entity) WHERE {}")
    said = {
        part["name"]: part for part in json.loads(run("--holdings", root, "report", "--format", "json").stdout)["parts"]
    }

    assert [{"label": "x", "counts": [7]}] == said["mine"]["bars"]
    assert [["<urn:x>", "", ""]] == said["sources"]["rows"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT ?entity WHERE { ?entity ?p ?o }", "begins with `# title: `"),
        ("# title: A\n# meaning: B\nSELECT ?x WHERE { ?x ?p ?o }", "have ?bar and ?count, or ?entity"),
        ("# title: A\n# meaning: B\nASK {}", "must be a SELECT"),
        ("# title: A\n# meaning: B\nSELECT ?entity WHERE { SERVICE <http://x.example/> { ?entity ?p ?o } }", "SERVICE"),
    ],
)
def test_a_question_of_no_use_is_refused(text: str, sentence: str, press: Press, tmp_path: Path) -> None:
    """A question that is neither chart nor list, or that reaches out, is refused with its file."""
    built = press(PACT)
    (tmp_path / "shapes" / "quality").mkdir(parents=True)
    (tmp_path / "shapes" / "quality" / "odd.rq").write_text(text)
    with pytest.raises(CouldNotDo, match=r"shapes/quality/odd\.rq") as told_:
        survey(partial(asking.select, built.store), built.holdings, built.version)

    assert sentence in str(told_.value)
