"""Puts quads in one order in bounded memory: sorted runs on disk, merged; the order of every export starts here."""

import heapq
import itertools
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

import pyoxigraph as ox

#: Lines that are sorted in memory at once; a line of our graphs has some 150 bytes.
RUN = 250_000
#: What holds spaces in the place of an object, by its first bytes: a literal, a triple term; and how it closes.
_CLOSINGS = ((b'"', b'"'), (b"<<(", b")>>"))


def by_subject(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Give the lines of N-Quads, each once, in the order of their bytes."""
    with TemporaryFile() as lines:
        ox.serialize(quads, lines, format=ox.RdfFormat.N_QUADS)
        lines.seek(0)
        yield from _ordered(lines)


def by_graph(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Give the quads, each once: the default graph first, then graph after graph, each in the order of its lines."""
    with TemporaryFile() as lines, TemporaryFile() as ordered:
        ox.serialize(quads, lines, format=ox.RdfFormat.N_QUADS)
        lines.seek(0)
        ordered.writelines(map(_graph_last, _ordered(map(_graph_first, lines))))
        ordered.seek(0)
        yield from _parsed(ordered)


def _parsed(lines: IO[bytes]) -> Iterator[ox.Quad]:
    for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS):
        yield quad if isinstance(quad, ox.Quad) else ox.Quad(*quad)


def _ordered(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in heapq.merge(*_runs(lines)):
        if line != last:
            yield line
        last = line


def _runs(lines: Iterable[bytes]) -> Iterator[Iterable[bytes]]:
    """Cut lines into sorted runs; all but a last short one wait on disk."""
    source = iter(lines)
    while run := list(itertools.islice(source, RUN)):
        run.sort()
        if len(run) < RUN:
            yield run
        else:
            yield _laid_aside(run)


def _laid_aside(run: list[bytes]) -> Iterator[bytes]:
    file = TemporaryFile()  # noqa: SIM115 - closed when it is read to its end, or with the generator
    file.writelines(run)
    file.seek(0)
    return _read(file)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from file


def _graph_first(line: bytes) -> bytes:
    """Write the graph before the triple; a line of the default graph begins with a space and so comes first."""
    _, _, rest = line.split(b" ", 2)
    closing = next((end for start, end in _CLOSINGS if rest.startswith(start)), b"")
    if rest[rest.rindex(closing) if closing else 0 :].count(b" ") == 1:
        return b" " + line
    triple, _, graph = line[:-3].rpartition(b" ")
    return graph + b" " + triple + b" .\n"


def _graph_last(line: bytes) -> bytes:
    if line.startswith(b" "):
        return line[1:]
    graph, _, triple = line.partition(b" ")
    return triple[:-2] + graph + b" .\n"
