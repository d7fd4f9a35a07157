import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus.facts import Fact
from foedus.graph import read_file
from foedus.holdings import shipped
from foedus.layout import lay
from foedus.terms import CONCEPT, ONTOLOGY, TYPE, foreign

ROOT = Path(__file__).parent.parent
HOLDINGS = shipped()
LONGEST_MODULE = 300
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
SENTENCE_END = re.compile(r"[.!?][\"')`]*(?=\s+[A-Z`\"'(]|\s*$)")


def python(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def sentences(text: str) -> int:
    return len(SENTENCE_END.findall(" ".join(text.split())))


def rules() -> Iterator[tuple[str, str]]:
    for file in python("tests"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and file.name.startswith("test_"):
                yield f"{file.name}: {node.name}", ast.get_docstring(node) or ""


@pytest.fixture(scope="module")
def authored() -> dict[Path, list[Fact]]:
    return {file: list(read_file(file, HOLDINGS.root)) for file in HOLDINGS.authored()}


@pytest.mark.parametrize("folder", ["seeds", "ontology", "graph", "shapes", "server", "tests"])
def test_folders_say_their_law(folder: str) -> None:
    """Each top-level folder has a README of three sentences: what lives here, what must never, who reads it."""
    lines = (ROOT / folder / "README.md").read_text("utf-8").splitlines()

    assert sentences("\n".join(line for line in lines if not line.startswith("#"))) == 3


def test_graph_has_no_blank_nodes(authored: dict[Path, list[Fact]]) -> None:
    """Nothing in graph/ or seeds/ is a blank node."""
    found = [
        str(fact.origin)
        for facts in authored.values()
        for fact in facts
        if any(isinstance(node, ox.BlankNode) for node in fact.quad)
    ]

    assert [] == found


def test_authored_files_have_canonical_bytes(authored: dict[Path, list[Fact]]) -> None:
    """Files of graph/ and seeds/ are laid canonically; where one is not, `foedus format` lays it."""
    unlaid = [
        HOLDINGS.name(file)
        for file, facts in authored.items()
        if lay((fact.quad for fact in facts), HOLDINGS.names).encode() != file.read_bytes()
    ]

    assert not unlaid, f"run `foedus format` to lay {', '.join(unlaid)}"


def test_concepts_in_graph_exist(authored: dict[Path, list[Fact]]) -> None:
    """Every concept that graph/ or seeds/ names is described in the ontology."""
    facts = read_file(HOLDINGS.root / "ontology" / "concepts.ttl", HOLDINGS.root)
    known = {fact.quad.subject for fact in facts if fact.quad.object == foreign("skos:Concept")}
    used = {
        node: fact.origin
        for facts in authored.values()
        for fact in facts
        for node in fact.quad
        if isinstance(node, ox.NamedNode) and node.value.startswith(CONCEPT)
    }

    assert [] == [f"{origin}: {node}" for node, origin in used.items() if node not in known]


def test_graph_defines_no_terms(authored: dict[Path, list[Fact]]) -> None:
    """Nothing in graph/ or seeds/ describes a term or a concept: those live in the ontology."""
    found = [
        str(fact.origin)
        for facts in authored.values()
        for fact in facts
        if str(fact.quad.subject.value).startswith((ONTOLOGY, CONCEPT))
    ]

    assert [] == found


def test_ontology_holds_no_individuals() -> None:
    """Nothing in ontology/ is an individual but concepts and their schemes."""
    kinds = {
        fact.quad.object.value
        for file in sorted((ROOT / "ontology").glob("*.ttl"))
        for fact in read_file(file, ROOT)
        if fact.quad.predicate == TYPE
    }
    owl, skos = "http://www.w3.org/2002/07/owl#", foreign("skos:Concept").value

    assert [] == sorted(kind for kind in kinds if not kind.startswith((owl, skos)))


def test_server_holds_no_turtle() -> None:
    """server/ holds no RDF, and no package but foedus."""
    below = ROOT / "server"
    packages = {file.relative_to(below).parts[0] for file in below.rglob("*.py")}

    assert {"foedus"} == packages
    assert [] == [file for file in below.rglob("*") if file.suffix in {".ttl", ".trig", ".nt", ".nq"}]


def test_modules_are_named_for_something() -> None:
    """No module or folder is called utils, helpers, common or manager."""
    parts = {
        part.removesuffix(".py")
        for folder in ("server", "tests")
        for file in python(folder)
        for part in file.relative_to(ROOT).parts
    }

    assert set() == parts & NAMELESS


def test_modules_are_short() -> None:
    """No module is longer than 300 lines."""
    lengths = {
        file.relative_to(ROOT).as_posix(): len(file.read_text("utf-8").splitlines())
        for folder in ("server", "tests")
        for file in python(folder)
    }

    assert {} == {file: length for file, length in lengths.items() if length > LONGEST_MODULE}


def test_modules_say_what_they_know() -> None:
    """Each module of the package opens with a docstring."""
    assert [] == [
        file.relative_to(ROOT).as_posix()
        for file in python("server")
        if not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]


def test_tests_state_their_rule() -> None:
    """Each test has a docstring of one sentence, which is its rule."""
    assert [] == [name for name, rule in rules() if sentences(rule) != 1 or rule.rstrip()[-1] not in ".?!"]
