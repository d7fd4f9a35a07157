"""A graph as one file from which memory is filled: the only module that knows in which order quads lie well there.

The engine keeps quads in memory as they came, and answers sooner where those of one subject lie together, and subjects
of one kind; a store on disk gives them in the order of hashes.
"""

import gzip
from io import BufferedIOBase, BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

import pyoxigraph as ox

from foedus.ordering import ordered

#: Names of blank nodes begin so; the engine's own loader would give such nodes new names.
_BLANK = b"_:"
#: Bytes that are read at once, and how hard they are pressed: one is the least, which takes the least time.
_PIECE, _LEVEL = 1 << 18, 1


def write(store: ox.Store, path: Path) -> None:
    """Write the quads of a store in the order of their lines."""
    with TemporaryFile() as file, gzip.open(path, "wb", _LEVEL) as pressed:
        store.dump(file, format=ox.RdfFormat.N_QUADS)
        file.seek(0)
        batches = iter(lambda: file.readlines(_PIECE), [])
        for lines in ordered(batches):
            pressed.write(b"".join(lines))


def read(path: Path) -> ox.Store:
    """Fill memory from what was written; raises OSError, EOFError, zlib.error or SyntaxError where it is damaged."""
    store = ox.Store()
    with gzip.open(path) as file:
        lines = _Lines(file)
        store.load(cast("IO[bytes]", lines), format=ox.RdfFormat.N_QUADS)
    store.extend(ox.parse(b"".join(lines.kept), format=ox.RdfFormat.N_QUADS))
    return store


class _Lines:
    """Gives a file to be read without the lines that may have a blank node, which it keeps."""

    def __init__(self, file: BufferedIOBase) -> None:
        self._file = file
        self._held = BytesIO()
        self.kept: list[bytes] = []

    def read(self, size: int = -1, /) -> bytes:
        """Give at most so many bytes, and none at the end."""
        given = self._held.read(size)
        while not given and (piece := self._file.read(_PIECE) + self._file.readline()):
            self._held = BytesIO(self._without_blanks(piece))
            given = self._held.read(size)
        return given

    def _without_blanks(self, piece: bytes) -> bytes:
        if _BLANK not in piece:
            return piece
        lines = piece.splitlines(keepends=True)
        self.kept += [line for line in lines if _BLANK in line]
        return b"".join(line for line in lines if _BLANK not in line)
