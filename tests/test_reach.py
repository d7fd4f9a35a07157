"""No query of anybody's, typed or in a file of a graph, opens a connection."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from foedus.facts import CouldNotDo
from foedus.holdings import open_holdings, shipped
from foedus.library import build
from foedus.questions import answered, read
from starting import begin, run


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on a port of this machine where nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a graph that brings its own policy, rules and shapes."""
    folder = begin(tmp_path)
    shutil.copytree(shipped().root / "graph" / "view", folder / "graph" / "view")
    shutil.copytree(shipped().root / "shapes", folder / "shapes")
    return folder


def calling(listener: socket.socket) -> str:
    """Write a pattern that asks the listener."""
    return f"SERVICE SILENT <http://127.0.0.1:{listener.getsockname()[1]}/> {{ ?entity ?property ?value }}"


def was_called(listener: socket.socket) -> bool:
    """Tell whether anybody connected."""
    try:
        listener.accept()
    except TimeoutError:
        return False
    return True


def test_a_typed_query_opens_no_connection(root: Path, listener: socket.socket) -> None:
    """`foedus query` refuses SERVICE in one sentence with exit code 2, and nobody is called."""
    done = run("--holdings", root, "query", f"SELECT * {{ {calling(listener)} }}")

    assert (2, False) == (done.exit_code, was_called(listener))
    assert "SERVICE is not allowed: foedus opens no connection to other servers." in done.stderr


@pytest.mark.parametrize(
    ("file", "form"),
    [
        ("graph/view/accepted.rq", "CONSTRUCT { ?entity ?property ?value } WHERE"),
        ("graph/view/conflicts/times.rq", "SELECT ?entity ?property ?value"),
        ("graph/view/shortcuts/met.rq", "SELECT ?entity ?property ?value"),
        ("shapes/dataset/unknown-property.rq", "# severity: info\n# message: Fine.\nSELECT ?entity ?property ?value"),
    ],
)
def test_a_query_in_a_file_opens_no_connection(root: Path, listener: socket.socket, file: str, form: str) -> None:
    """A stage or rule of a graph that asks another server ends `foedus validate` with its file and line."""
    assert (root / file).is_file()
    (root / file).write_text(f"{form} {{ {calling(listener)} }}")
    done = run("--holdings", root, "validate")

    assert (2, False) == (done.exit_code, was_called(listener))
    assert done.stderr.startswith(f"foedus: {file}:{form.count(chr(10)) + 1}: SERVICE is not allowed")


def test_a_file_loads_nothing(root: Path, listener: socket.socket) -> None:
    """LOAD in a rule is refused as SERVICE is."""
    head = "# severity: info\n# message: Fine.\n"
    (root / "shapes" / "dataset" / "load.rq").write_text(f"{head}LOAD <http://127.0.0.1:{listener.getsockname()[1]}/>")
    done = run("--holdings", root, "validate")

    assert (2, False) == (done.exit_code, was_called(listener))
    assert "shapes/dataset/load.rq:3: LOAD is not allowed" in done.stderr


def test_a_shape_opens_no_connection(root: Path, listener: socket.socket) -> None:
    """A SPARQL constraint of a shape that asks another server is refused with its file."""
    (root / "shapes" / "reaching.ttl").write_text(f"""
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix f: <https://w3id.org/foedus/ontology#> .
        <https://example.org/shape> a sh:NodeShape ; sh:targetClass f:State ;
            sh:sparql [ sh:message "Fine." ; sh:select "SELECT $this {{ {calling(listener)} }}" ] .
        """)
    done = run("--holdings", root, "validate")

    assert (2, False) == (done.exit_code, was_called(listener))
    assert "shapes/reaching.ttl:5: SERVICE is not allowed" in done.stderr


def test_a_question_opens_no_connection(root: Path, listener: socket.socket) -> None:
    """A saved question that asks another server is refused with its file, and no graph is built with it."""
    words = "# en: Who?\n# it: Chi?\n"
    (root / "graph" / "questions" / "members.rq").write_text(f"{words}SELECT ?entity {{ {calling(listener)} }}")
    question = next(question for question in read(root / "graph" / "questions") if question.name == "members")

    with pytest.raises(CouldNotDo, match=r"members\.rq:3: SERVICE is not allowed"):
        answered(question, ox.Store())
    with pytest.raises(CouldNotDo, match=r"members\.rq:3: SERVICE is not allowed"):
        build(open_holdings(root))
    assert not was_called(listener)
