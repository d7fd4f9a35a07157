"""Prebuilt stores: written once, judged when they are opened, answering as the graph in memory does."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from foedus import stores
from foedus.cli import main
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.holdings import shipped
from foedus.library import build, build_store
from foedus.negotiation import CSV, N_TRIPLES
from foedus.operations import Operation
from foedus.questions import read
from served import free_port, processes, running

SMALL = b"""<http://e/a> <http://e/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g> .
<http://e/a> <http://e/p> _:b .
_:b <http://e/q> "x"@en-US ."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write a store of three quads."""
    (tmp_path / "small.nq").write_bytes(SMALL)
    build_store(tmp_path / "store", [tmp_path / "small.nq"])
    return tmp_path / "store"


def test_memory_and_disk_answer_every_question_alike(tmp_path: Path) -> None:
    """Each saved question has the same rows from the files, from the store on disk and from its copy in memory."""
    built = build(shipped())
    card = build_store(tmp_path, holdings=shipped())
    graphs = [built.store, stores.opened(tmp_path, card), stores.copied(tmp_path, card)]
    engines = [InProcess(store, shipped().names) for store in graphs]
    unlike = []
    for question in read(shipped().questions):
        form, kind = ("construct", N_TRIPLES) if "CONSTRUCT" in question.query else ("select", CSV)
        operation = Operation(question.query, form, kind)  # type: ignore[arg-type]
        answers = {tuple(sorted(engine.answer(operation).body.splitlines())) for engine in engines}
        if len(answers) > 1:
            unlike.append(question.name)

    assert [] == unlike
    assert (built.version, len(built.store)) == (card.version, card.quads)


def test_a_copy_in_memory_keeps_blank_nodes_and_literals(small: Path) -> None:
    """What is copied is what the disk says, label by label."""
    card = stores.read(small)

    assert set(stores.opened(small, card)) == set(stores.copied(small, card))
    assert 3 == card.quads


def test_a_store_is_replaced_and_the_one_before_stays_for_who_reads_it(small: Path) -> None:
    """A second build takes the place of the first; of older ones nothing is left."""
    first = stores.read(small)
    store = stores.opened(small, first)
    for text in ("<http://e/a> <http://e/b> <http://e/c> .", "<http://e/a> <http://e/b> <http://e/d> ."):
        (small.parent / "other.nt").write_text(text)
        build_store(small, [small.parent / "other.nt"])

    assert 3 == len(store)
    assert 1 == stores.read(small).quads
    assert 2 == len(list(small.glob("data-*")))


def cut(store: Path) -> None:
    """Take the end off the largest file."""
    largest = max(store.glob("data-*/*.sst"), key=lambda file: file.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-10])


def recard(**said: object) -> Callable[[Path], None]:
    """Change what the card says."""

    def change(store: Path) -> None:
        card = store / "store.json"
        card.write_text(json.dumps(json.loads(card.read_text()) | said))

    return change


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (cut, "is damaged (files are missing, cut or not its own)"),
        (lambda store: min(store.glob("data-*/*.sst")).unlink(), "is damaged"),
        (lambda store: (store / "store.json").unlink(), "holds no store; `foedus build"),
        (lambda store: (store / "store.json").write_text("{"), "cannot be read; write the store again"),
        (recard(format=1), "has the format 1, and this foedus reads 2"),
    ],
)
def test_a_store_that_is_not_whole_is_refused_in_a_sentence(
    small: Path, harm: Callable[[Path], None], words: str
) -> None:
    """A store that is damaged, foreign or of another form is never answered from."""
    harm(small)
    with pytest.raises(CouldNotDo) as caught:
        stores.read(small)

    assert words in str(caught.value)


def test_a_copy_that_lacks_quads_is_refused(small: Path) -> None:
    """A copy is counted before anything is answered from it."""
    recard(quads=4)(small)
    with pytest.raises(CouldNotDo, match="it has 3 quads instead of 4"):
        stores.copied(small, stores.read(small))


def test_a_copy_of_what_was_changed_is_refused(small: Path) -> None:
    """One flipped byte in the file that memory is filled from is noticed."""
    card = stores.read(small)
    sheaf = next(small.glob("data-*/*.gz"))
    held = bytearray(sheaf.read_bytes())
    held[-6] ^= 1
    sheaf.write_bytes(held)
    with pytest.raises(CouldNotDo, match="is damaged"):
        stores.copied(small, card)


def test_a_copy_for_which_there_is_no_memory_is_refused(small: Path) -> None:
    """The sentence says how much is needed and how much is free."""
    recard(quads=5_000_000)(small)
    with pytest.raises(CouldNotDo, match=r"5,000,000 quads need about 2,500 MB .* and 1,000 MB are free"):
        stores.judge_memory(stores.read(small), 1_000_000_000)


def test_a_folder_of_something_else_is_never_written_to(tmp_path: Path) -> None:
    """Whoever names the wrong folder loses nothing."""
    (tmp_path / "letter.txt").write_text("dear")
    done = CliRunner().invoke(main, ["build", str(tmp_path)])

    assert (2, ["letter.txt"]) == (done.exit_code, [file.name for file in tmp_path.iterdir()])
    assert "holds no store of foedus; choose another folder" in done.stderr


def test_a_file_that_does_not_parse_is_told_with_its_line(small: Path) -> None:
    """The store before stays as it was."""
    bad = small.parent / "bad.nt"
    bad.write_text("<http://e/a> <http://e/b> <http://e/c> .\nnonsense\n")
    done = CliRunner().invoke(main, ["build", str(small), str(bad)])

    assert 2 == done.exit_code
    assert f"{bad}:2" in done.stderr
    assert 3 == stores.read(small).quads
    assert 1 == len(list(small.glob("data-*")))


def test_a_store_is_served_from_disk_at_once_and_from_memory_later(small: Path, tmp_path: Path) -> None:
    """The switch changes no answer; what the server says tells when it was made."""
    port, log = free_port(), tmp_path / "log"
    query = urllib.parse.quote("SELECT * { ?s ?p ?o }")
    with running("serve", "--store", str(small), "--port", str(port), "--log", "text", at=port, log=log) as address:
        answers = set()
        while True:
            from_memory = "from memory" in log.read_text()
            with urllib.request.urlopen(f"{address}/sparql?query={query}&format=csv", timeout=5) as answer:
                answers.add((answer.headers["Foedus-Version"], tuple(sorted(answer.read().splitlines()))))
            if from_memory:
                break
        with urllib.request.urlopen(f"{address}/queries", timeout=5) as page:
            assert 200 == page.status

    assert [(stores.read(small).version, 3)] == [(version, len(rows)) for version, rows in answers]
    assert [] == processes(port)


def test_a_damaged_store_is_not_served(small: Path) -> None:
    """The command ends with the sentence."""
    cut(small)
    done = CliRunner().invoke(main, ["serve", "--store", str(small), "--port", str(free_port())])

    assert (2, True) == (done.exit_code, "is damaged" in done.stderr)


def test_a_quad_is_told_once_in_a_fingerprint() -> None:
    """The hash of a store does not depend on the order in which it was filled."""
    quads = [ox.Quad(ox.NamedNode("http://e/a"), ox.NamedNode("http://e/p"), ox.Literal(number)) for number in range(9)]
    one, other = ox.Store(), ox.Store()
    one.extend(quads)
    other.extend(reversed(quads))

    assert stores.fingerprint(one) == stores.fingerprint(other)
    other.remove(quads[0])
    assert stores.fingerprint(one) != stores.fingerprint(other)


def test_a_copy_that_is_under_way_ends_with_the_server(tmp_path: Path) -> None:
    """Who stops the server while a store is copied into memory leaves no process that goes on copying."""
    lines = (f"<http://e/{number}> <http://e/p> <http://e/{number + 1}> .\n" for number in range(200_000))
    (tmp_path / "large.nt").write_text("".join(lines))
    build_store(tmp_path / "store", [tmp_path / "large.nt"])
    port, log = free_port(), tmp_path / "log"
    command = ["serve", "--store", str(tmp_path / "store"), "--port", str(port), "--log", "text"]
    with running(*command, at=port, log=log):
        copying = "from memory" not in log.read_text()

    until = time.monotonic() + 1
    while processes(port) and time.monotonic() < until:
        time.sleep(0.02)
    assert (True, []) == (copying, processes(port))
