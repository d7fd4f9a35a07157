"""Prebuilt stores: a graph on disk that answers at once. Only module that knows what lies in their folder.

A folder holds a card (``store.json``) and the files of one store, or of two: those of the store before stay until the
next is written, for servers that answer from them.
"""

import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from foedus.confinement import memory as memory_of_machine
from foedus.facts import CouldNotDo, Origin
from foedus.graph import FORMATS

#: The form of the folder; a store of another form is written anew, never guessed at.
FORMAT = 2
_CARD = "store.json"
#: What is copied into memory, and the files that never change once the store is written.
_SHEAF = "quads.nq.gz"
_LASTING = ("*.sst", "CURRENT", "MANIFEST-*", _SHEAF)
#: Bytes of memory that a quad takes when the store is copied there, and while it is.
_QUAD = 500
_MASK = (1 << 128) - 1

Fill = Callable[[ox.Store], object]


@dataclass(frozen=True, slots=True)
class Card:
    """What is said of a store: the version of the graph, its size, the folder of its files and their sizes."""

    format: int
    software: str
    version: str
    quads: int
    data: str
    files: dict[str, int]


def write(folder: Path, fill: Fill, version: str = "") -> Card:
    """Write a store and put it in the place of the one before; without a version it is a hash of the quads.

    Raises CouldNotDo where the folder holds something else.
    """
    from importlib import metadata  # noqa: PLC0415 - who only reads starts sooner without it

    before = _before(folder)
    data = folder / f"data-{os.urandom(4).hex()}"
    data.mkdir(parents=True)
    try:
        store = ox.Store(data)
        fill(store)
        store.optimize()
        store.flush()
        from foedus import sheaf  # noqa: PLC0415 - the first answers come without it

        sheaf.write(store, data / _SHEAF)
        version, quads = version or fingerprint(store), len(store)
        del store
        files = {file.name: file.stat().st_size for file in _lasting(data)}
        card = Card(FORMAT, metadata.version("foedus"), version, quads, data.name, files)
        beside = folder / f".{_CARD}.new"
        beside.write_text(json.dumps(asdict(card), indent=1) + "\n", "utf-8")
        os.replace(beside, folder / _CARD)  # noqa: PTH105 - Path.replace does the same, this names both files
    except BaseException:
        shutil.rmtree(data, ignore_errors=True)
        raise
    for other in folder.glob("data-*"):
        if other.name not in (data.name, before.data if before else ""):
            shutil.rmtree(other, ignore_errors=True)
    return card


def read(folder: Path) -> Card:
    """Read the card of a store and judge that its files are those that were written; raises CouldNotDo."""
    try:
        said = json.loads((folder / _CARD).read_text("utf-8"))
        form = said["format"]
    except FileNotFoundError:
        raise CouldNotDo(f"{folder} holds no store; `foedus build {folder}` writes one") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise CouldNotDo(f"{folder / _CARD} cannot be read; write the store again with `foedus build`") from None
    if form != FORMAT:
        known = f"{form}, and this foedus reads {FORMAT}; write it again with `foedus build`"
        raise CouldNotDo(f"the store in {folder} has the format {known}")
    card = Card(**said)
    found = {file.name: file.stat().st_size for file in _lasting(folder / card.data)}
    if found != card.files:
        raise _is_damaged(folder, "files are missing, cut or not its own")
    return card


def opened(folder: Path, card: Card) -> ox.Store:
    """Open a store for reading. Each process opens it for itself: no fork may have it open."""
    try:
        return ox.Store.read_only(str(folder / card.data))
    except (OSError, RuntimeError, ValueError) as error:
        raise _is_damaged(folder, str(error)) from None


def copied(folder: Path, card: Card) -> ox.Store:
    """Copy a store into memory, where it answers faster, and judge that all of it is there."""
    try:
        from foedus import sheaf  # noqa: PLC0415 - the first answers come without it

        memory = sheaf.read(folder / card.data / _SHEAF)
    except (OSError, EOFError, zlib.error, SyntaxError) as error:
        raise _is_damaged(folder, str(error)) from None
    if len(memory) != card.quads:
        raise _is_damaged(folder, f"it has {len(memory):,} quads instead of {card.quads:,}")
    return memory


def judge_memory(card: Card, available: int | None = None) -> None:
    """Raise CouldNotDo where a copy of the store would not fit into memory; ``available`` is in bytes."""
    room = memory_of_machine("MemAvailable") if available is None else available
    if card.quads * _QUAD > room:
        sentence = (
            f"{card.quads:,} quads need about {card.quads * _QUAD // 1_000_000:,} MB of memory to be copied there"
        )
        raise CouldNotDo(f"{sentence}, and {room // 1_000_000:,} MB are free")


def loaded(files: Iterable[Path]) -> Fill:
    """Fill a store from RDF files of any form that foedus reads; raises CouldNotDo with file and line."""

    def fill(store: ox.Store) -> None:
        for file in files:
            if file.suffix not in FORMATS:
                raise CouldNotDo(
                    f"the extension is not one of {', '.join(FORMATS)}; rename or convert it", Origin(str(file))
                )
            try:
                store.bulk_load(path=str(file), format=FORMATS[file.suffix])
            except SyntaxError as error:
                raise CouldNotDo(f"this does not parse: {error.msg}", Origin(str(file), error.lineno or 0)) from None
            except OSError as error:
                raise CouldNotDo(f"the file cannot be read: {error.strerror or error}", Origin(str(file))) from None

    return fill


def fingerprint(store: ox.Store) -> str:
    """Hash all quads of a store, in whatever order they come."""
    total = _Sum()
    store.dump(cast("IO[bytes]", total), format=ox.RdfFormat.N_QUADS)
    return total.told()


class _Sum:
    """Adds up the hashes of the lines that are written on it."""

    def __init__(self) -> None:
        self._rest = b""
        self._sum = 0

    def write(self, piece: bytes) -> int:
        """Take the next bytes."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._sum += int.from_bytes(blake2b(line, digest_size=16).digest())
        return len(piece)

    def flush(self) -> None:
        """Do nothing: serialisers ask for it."""

    def told(self) -> str:
        """Give the hash."""
        return blake2b((self._sum & _MASK).to_bytes(16), digest_size=8).hexdigest()


def _before(folder: Path) -> Card | None:
    """Find the store that is to be replaced; nothing else is ever deleted."""
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if not (folder / _CARD).is_file():
        raise CouldNotDo(f"{folder} is not empty and holds no store of foedus; choose another folder")
    try:
        return read(folder)
    except CouldNotDo:
        return None


def _lasting(data: Path) -> Iterator[Path]:
    for pattern in _LASTING:
        yield from sorted(data.glob(pattern))


def _is_damaged(folder: Path, reason: str) -> CouldNotDo:
    sentence = reason.partition("\n")[0]
    return CouldNotDo(f"the store in {folder} is damaged ({sentence}); write it again with `foedus build`")
