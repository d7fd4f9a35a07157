"""Sorted exports beside the engine's own dump: the same quads, the same forms, in one run."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

FORMS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
}
#: Run in a process of its own, so that its memory is its own: seconds, those of the processor, and MB at most.
_OURS = """
import re, sys, time
from pathlib import Path
from foedus import export, library
started = time.perf_counter(), time.process_time()
pieces = export.form_of(sys.argv[1]).write(library.files([Path(sys.argv[2])], library.open_holdings()))
with open(sys.argv[3], "wb") as file:
    file.writelines(pieces)
held = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(time.perf_counter() - started[0], time.process_time() - started[1], int(held) / 1000)
"""


def ours(form: str, source: Path, target: Path) -> tuple[float, float, float]:
    """Give the seconds from the file to the sorted export, those of the processor, and the MB of memory at most."""
    done = subprocess.run(
        [sys.executable, "-c", _OURS, form, source, target], check=True, capture_output=True, text=True
    )
    seconds, processor, memory = map(float, done.stdout.split())
    return seconds, processor, memory


def report(source: Path, folder: Path, rounds: int) -> Iterator[str]:
    """Measure each form by turns, the best of the rounds counting.

    Ours sorts a file, the engine dumps a store in memory in its own order, loading not counted.
    """
    store = ox.Store()
    store.bulk_load(path=source, format=ox.RdfFormat.N_QUADS)
    yield "| sorted, from a file | s | MB at most | engine's dump, unsorted, s | ratio | of processor time | engine's load and dump, s | ratio |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, form in FORMS.items():
        pairs = [(_dumped(store, form, folder), ours(name, source, folder / "ours")) for _ in range(rounds)]
        dumped, dumping = (min(pair[0][place] for pair in pairs) for place in range(2))
        seconds, processor = (min(pair[1][place] for pair in pairs) for place in range(2))
        memory = max(pair[1][2] for pair in pairs)
        loaded = _converted(source, form, folder)
        told = (
            f"{dumped:.2f} | {dumped / seconds:.2f} | {dumping / processor:.2f} | {loaded:.1f} | {loaded / seconds:.2f}"
        )
        yield f"| {name} | {seconds:.2f} | {memory:,.0f} | {told} |"


def _dumped(store: ox.Store, form: ox.RdfFormat, folder: Path) -> tuple[float, float]:
    started = time.perf_counter(), time.process_time()
    graph = None if form.supports_datasets else ox.DefaultGraph()
    store.dump(folder / "theirs", format=form, from_graph=graph)
    return time.perf_counter() - started[0], time.process_time() - started[1]


def _converted(source: Path, form: ox.RdfFormat, folder: Path) -> float:
    """Time what a user of the engine does with the same file: load it, then dump it."""
    started = time.perf_counter()
    store = ox.Store()
    store.bulk_load(path=source, format=ox.RdfFormat.N_QUADS)
    _dumped(store, form, folder)
    return time.perf_counter() - started
