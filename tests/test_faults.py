"""A fault of every kind, in every format, among much that is sound: each is found, and on its line."""

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from boatyard import validated
from foedus import rulebook
from foedus.shacl.terms import TERMS

COMPONENTS = sorted(rule for rule, page in rulebook.written().items() if page.standard)
EX = "http://example.org/"
#: Sound triples before and after the fault.
SOUND = [
    ox.Triple(ox.NamedNode(f"{EX}sound-{n}"), ox.NamedNode(f"{EX}note"), ox.Literal(f"note {n}")) for n in range(30)
]
LINED = ("ttl", "trig", "nt", "nq", "rdf")
FORMATS = {suffix: ox.RdfFormat.from_extension(suffix) for suffix in (*LINED, "jsonld")}


def laid(rule: str, suffix: str) -> bytes:
    """Lay the wrong example of a rule among sound triples; Turtle as people write it, the rest as it is serialised."""
    wrong = rulebook.PREFIXES + rulebook.written()[rule].wrong
    if suffix in ("ttl", "trig"):
        lines = wrong.replace(" ; ", " ;\n    ").replace(" . ex:", " .\nex:")
        before, after = ("\n".join(f"{triple} ." for triple in half) for half in (SOUND[:15], SOUND[15:]))
        head, _, body = lines.partition("\nex:")
        opened, closed = ("ex:graph {\n", "\n}") if suffix == "trig" else ("", "")
        return f"{head}\n{opened}{before}\nex:{body}\n{after}{closed}\n".encode()
    triples = list(ox.parse(wrong.encode(), format=ox.RdfFormat.TURTLE))
    mixed = [
        *SOUND[:15],
        *(ox.Triple(*quad.triple) if isinstance(quad, ox.Quad) else quad for quad in triples),
        *SOUND[15:],
    ]
    return ox.serialize(mixed, format=FORMATS[suffix])


def found(rule: str, suffix: str, folder: Path) -> tuple[list[dict[str, str]], list[str], list[str]]:
    """Judge the file; give the findings, the lines of the file, and the notes."""
    page = rulebook.written()[rule]
    (folder / f"data.{suffix}").write_bytes(laid(rule, suffix))
    (folder / "shapes.ttl").write_text(rulebook.PREFIXES + rulebook.TARGET + page.shape)
    done = validated(folder / f"data.{suffix}", "-s", folder / "shapes.ttl", "--format", "json")
    said = json.loads(done.stdout)
    return said["findings"], (folder / f"data.{suffix}").read_text().splitlines(), said["notes"]


def mentions(line: str, term: str) -> bool:
    """Whether a line spells a term: an IRI by its local name, a literal by its words."""
    literal = re.match(r'"(.*)"', term)
    local = re.split(r"[/#:]", term.strip("<>^"))[-1]
    return (literal[1] if literal else local) in line


@pytest.mark.parametrize("suffix", LINED)
@pytest.mark.parametrize("rule", COMPONENTS)
def test_a_fault_is_found_on_its_line(rule: str, suffix: str, tmp_path: Path) -> None:
    """The finding names the line of the value, where there is one, else one that names the node or the property."""
    findings, lines, _ = found(rule, suffix, tmp_path)

    assert {rule} == {finding["rule"] for finding in findings}
    for finding in findings:
        told = lines[finding["line"] - 1]
        # a value that sh:equals misses stands nowhere under the property
        misses = not finding["value"] or rule == "Equals"
        terms = [finding["focus"], finding["path"] or "-"] if misses else [finding["value"]]
        assert any(mentions(told, term) for term in terms), told
        # where a line is a triple, it is one of the focus node's
        assert suffix not in ("nt", "nq") or mentions(told, finding["focus"]), told


def test_there_are_faults_of_every_kind() -> None:
    """Well over fifty faults are seeded: one of each constraint of the standard in each format that tells lines."""
    ends = "ConstraintComponent"
    standard = {name.removesuffix(ends) for name in TERMS - {ends, "sourceConstraintComponent"} if name.endswith(ends)}

    # sh:property is judged by what the shape that it names demands; sh:js is refused
    assert {"Property", "JS", "Expression"} == standard - set(COMPONENTS)
    assert 29 * 5 == len(COMPONENTS) * len(LINED)


@pytest.mark.parametrize("rule", COMPONENTS)
def test_a_fault_in_a_format_without_lines_is_found(rule: str, tmp_path: Path) -> None:
    """JSON-LD gives no lines: the finding names the file alone, and the report says why."""
    findings, _, notes = found(rule, "jsonld", tmp_path)

    assert {(rule, 0, str(tmp_path / "data.jsonld"))} == {(f["rule"], f["line"], f["file"]) for f in findings}
    assert any("JSON-LD does not tell lines" in note for note in notes)
