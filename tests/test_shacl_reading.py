"""Any RDF is read with the places of its facts, and nothing that it names is fetched."""

import io
import sys
from pathlib import Path

import pytest
from foedus import shacl
from foedus.facts import CouldNotDo
from foedus.shacl.reading import read_all

TURTLE = "@prefix e: <http://e.org/> .\ne:a a e:C ;\n    e:p 1 .\ne:b a e:C .\n"
NT = "".join(
    f"<http://e.org/{s}> <{p}> {o} .\n"
    for s, p, o in [
        ("a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://e.org/C>"),
        ("a", "http://e.org/p", '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://e.org/C>"),
    ]
)
XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">
<e:C rdf:about="http://e.org/a">
<e:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</e:p>
</e:C>
<e:C rdf:about="http://e.org/b"/>
</rdf:RDF>
"""
JSON = """{"@context": {"e": "http://e.org/"}, "@graph": [
{"@id": "e:a", "@type": "e:C", "e:p": 1},
{"@id": "e:b", "@type": "e:C"}]}
"""
TEXTS = {"ttl": TURTLE, "trig": "{\n" + NT + "}\n", "nt": NT, "nq": NT, "rdf": XML, "owl": XML, "jsonld": JSON}
LAW = "@prefix e: <http://e.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\ne:S sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ] .\n"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("ending", "line"), [("ttl", 4), ("trig", 4), ("nt", 3), ("nq", 3), ("rdf", 5), ("owl", 5), ("jsonld", 0)]
)
def test_every_format_is_judged_alike(ending: str, line: int, tmp_path: Path) -> None:
    """A fault is found in every format, on its line where the format can tell lines, and a note says where not."""
    (tmp_path / f"d.{ending}").write_text("\ufeff" * (ending == "ttl") + TEXTS[ending], "utf-8")
    (tmp_path / "s.ttl").write_text(LAW)
    data = read_all([tmp_path / f"d.{ending}"])
    found = shacl.judge(data.facts, read_all([tmp_path / "s.ttl"]).facts).findings

    assert [("MinCount", "<http://e.org/b>", line)] == [(f.rule, f.focus, f.origin.line) for f in found]
    assert (line == 0) is any("JSON-LD does not tell lines" in note for note in data.notes)


def test_folders_patterns_and_input_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a pattern and a name of one file are read once, and standard input in the format that is said."""
    write(tmp_path, a_ttl=TURTLE, b_nt=NT.replace("/a>", "/c>"), c_txt="no RDF")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(JSON.encode())))
    reading = read_all([tmp_path, f"{tmp_path}/*.ttl", tmp_path / "a.ttl", "-"], "jsonld")

    assert ["a.ttl", "b.nt", "standard input"] == [Path(name).name for name in reading.files]
    assert {"e": "http://e.org/"} == reading.prefixes


def test_blank_nodes_of_two_files_are_apart_and_have_stable_names(tmp_path: Path) -> None:
    """One label in two files is two nodes, and names are the same on every run."""
    write(tmp_path, a_ttl="_:x <http://e.org/p> [] .", b_ttl="_:x <http://e.org/p> _:x .")

    def names() -> list[str]:
        return [str(fact.quad.subject) for fact in read_all([tmp_path]).facts]

    assert ["_:f0b0", "_:f1b0"] == names() == names()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "d.ttl",
            "@prefix e: <http://e.org/> .\ne:a e:b ;; e: .\n\n e:a",
            r"d\.ttl:2: this does not parse \(column \d+\)",
        ),
        ("d.csv", "a,b", r"d\.csv: the extension is not one of"),
        ("d.jsonld", '{"@context": "http://127.0.0.1:9/c", "@id": "http://e.org/a"}', "names a context on the network"),
        ("d.jsonld", "[" * 999 + "]" * 999, "nests more than 200 levels"),
        (
            "d.rdf",
            '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e "e">]>' + XML,
            r"d\.rdf:2: a DOCTYPE or ENTITY is refused",
        ),
    ],
    ids=["syntax", "extension", "remote-context", "deep", "entity"],
)
def test_bad_input_gets_one_sentence(name: str, text: str, sentence: str, tmp_path: Path) -> None:
    """What cannot or must not be read is told in one sentence with its place."""
    (tmp_path / name).write_text(text)

    with pytest.raises(CouldNotDo, match=sentence):
        read_all([tmp_path / name])


def test_nothing_there_is_told(tmp_path: Path) -> None:
    """A name that stands for no file is refused."""
    with pytest.raises(CouldNotDo, match="there is no RDF file"):
        read_all([tmp_path])


def test_imports_are_told_and_not_followed(tmp_path: Path) -> None:
    """An import and a named shapes graph are noted with their lines, and left alone."""
    write(
        tmp_path,
        d_ttl="@prefix owl: <http://www.w3.org/2002/07/owl#> .\n<http://e.org/> owl:imports <http://127.0.0.1:9/x> ;\n <http://www.w3.org/ns/shacl#shapesGraph> <file:///etc/passwd> .\n",
    )
    notes = read_all([tmp_path]).notes

    assert [True, True] == [
        "owl:imports <http://127.0.0.1:9/x> was not followed" in notes[0],
        ".ttl:3: sh:shapesGraph" in notes[1],
    ]
