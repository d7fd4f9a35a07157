"""Puts lines in one order in bounded memory: sorted runs on disk, merged; the order of every export starts here."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import eq
from tempfile import TemporaryFile
from typing import IO

import pyoxigraph as ox

#: Lines that are sorted in memory at once; a line of our graphs has some 150 bytes.
RUN = 250_000
#: How much of each run is in memory while runs are merged: bytes of one on disk, lines of one that never left.
_BYTES, _LINES = 1 << 19, 4_000
_PIECE = 1 << 18


def pieces(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Write quads as canonical N-Quads, in pieces of whole lines."""
    with TemporaryFile() as file:
        ox.serialize(quads, file, format=ox.RdfFormat.N_QUADS)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece + file.readline()


def by_subject(found: Iterable[bytes]) -> Iterator[bytes]:
    """Give the lines of pieces, each once, in the order of their bytes."""
    return map(b"".join, ordered(split(found)))


def split(found: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut pieces into their lines."""
    return (piece.splitlines(keepends=True) for piece in found)


def ordered(batches: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
    """Give lines in the order of their bytes, each once, many at a time."""
    held: list[bytes] = []
    runs = []
    for batch in batches:
        held += batch
        if len(held) >= RUN:
            runs.append(_Run(_laid_aside(_sorted(held))))
            held = []
    last = _sorted(held)
    del held
    runs.append(_Run(last[place : place + _LINES] for place in range(0, len(last), _LINES)))
    return _merged(runs)


class _Run:
    """Sorted lines that come in blocks; ``held`` is the one at hand, empty at the end."""

    def __init__(self, blocks: Iterator[list[bytes]]) -> None:
        self._blocks = blocks
        self.held = next(blocks, [])

    def up_to(self, bound: bytes) -> list[bytes]:
        """Take the lines at hand that do not come after another."""
        place = bisect_right(self.held, bound)
        taken, self.held = self.held[:place], self.held[place:]
        if not self.held:
            self.held = next(self._blocks, [])
        return taken


def _merged(runs: list[_Run]) -> Iterator[list[bytes]]:
    """Sort together what no line that is yet to come can precede: a sort of sorted parts is a merge."""
    while runs := [run for run in runs if run.held]:
        bound = min(run.held[-1] for run in runs)
        yield _sorted([line for run in runs for line in run.up_to(bound)])


def _sorted(lines: list[bytes]) -> list[bytes]:
    lines.sort()
    twice = any(map(eq, lines, islice(lines, 1, None)))
    return [line for line, _ in groupby(lines)] if twice else lines


def _laid_aside(run: list[bytes]) -> Iterator[list[bytes]]:
    file = TemporaryFile()  # noqa: SIM115 - closed when it is read to its end, or with the generator
    file.writelines(run)
    file.seek(0)
    return _read(file)


def _read(file: IO[bytes]) -> Iterator[list[bytes]]:
    with file:
        while block := file.readlines(_BYTES):
            yield block
