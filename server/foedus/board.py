"""Memory that the process that serves and its workers see at once: who is at work on what, what was answered, and held.

Numbers stand in cells of eight bytes, each of which is written in one step and by one process alone.
"""

import json
import mmap
import os
import struct
import weakref
import zlib
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

#: Bytes of a request that a seat has room for, of what it tells, and of the answers that each process may hold.
REQUEST, _TOLD = 65_536, 1 << 20
#: The smallest number of a connection that is lent, and how many there may be.
FIRST, MOST = 512, 4_096
_CELL = 8
_CHANGES, _SAID, _TIMES = 0, 1, 512
#: Cells for what was asked once, of which each stands for many.
_ASKED = 32_768
#: What stands in the cells of a seat.
_NUMBER, _SIZE, _SINCE, _WRITTEN, _READ, _LOST, _LEAVES = range(7)
_HEAD = 4_096
_SEAT = _HEAD + REQUEST + _TOLD
_LENGTH = struct.Struct("=I")
#: A place of the index: a part of the key, and where the entry begins.
_PLACES = 8_192
_WAYS = 2
#: What stands in the cells of a shelf before its index.
_END, _HITS, _MISSES = range(3)
#: An entry says what it sums to, how long its value is, and its key.
_ENTRY = struct.Struct("=II16s")
_PARTS = struct.Struct("=qq")
#: One value may take this share of a shelf.
_SHARE = 10
KEY = 16


class Board:
    """A file without a name, mapped by each process that was begun or forked with it.

    It has ``seats`` for workers that serve, and a shelf of ``held`` bytes for each of them and for the server.
    """

    def __init__(self, seats: int, held: int, number: int | None = None) -> None:
        room = held // (seats + 1) // mmap.PAGESIZE * mmap.PAGESIZE
        head = _CELL * (_TIMES + MOST + _ASKED)
        shelf = _CELL * (2 * _PLACES + 8)
        size = head + seats * _SEAT + (seats + 1) * (shelf + room)
        self.file = os.memfd_create("foedus") if number is None else number
        if number is None:
            os.ftruncate(self.file, size)
            weakref.finalize(self, os.close, self.file).atexit = False
        self._memory = memoryview(mmap.mmap(self.file, size))
        self._cells = self._memory.cast("q")
        self.seats = [Seat(self._memory[start : start + _SEAT]) for start in range(head, head + seats * _SEAT, _SEAT)]
        start, step = head + seats * _SEAT, shelf + room
        parts = [self._memory[at : at + step] for at in range(start, start + (seats + 1) * step, step)]
        self._shelves = [_Shelf(part, shelf) for part in parts]

    @property
    def changes(self) -> int:
        """How often the connections that are lent changed."""
        return int(self._cells[_CHANGES])

    def changed(self) -> None:
        """Say that they changed; for the process that serves."""
        self._cells[_CHANGES] += 1

    def say(self, words: Mapping[str, object]) -> None:
        """Say what every worker at a seat must know; before there is one."""
        text = json.dumps(words).encode()
        self._memory[2 * _CELL : 2 * _CELL + len(text)] = text
        self._cells[_SAID] = len(text)

    @property
    def said(self) -> dict[str, Any]:
        """What was said so."""
        return dict(json.loads(bytes(self._memory[2 * _CELL : 2 * _CELL + self._cells[_SAID]])))

    def used(self, number: int) -> int:
        """Tell when a lent connection was used last, in nanoseconds of the monotonic clock."""
        return int(self._cells[_TIMES + number - FIRST])

    def use(self, number: int, now: int) -> None:
        """Say that it is used now."""
        self._cells[_TIMES + number - FIRST] = now

    def is_asked_again(self, key: bytes) -> bool:
        """Tell whether a key was asked for lately, by any process, and remember it."""
        part, rest = _PARTS.unpack(key)
        cell = _TIMES + MOST + rest % _ASKED
        again = self._cells[cell] == part
        self._cells[cell] = part
        return bool(again)

    def shelf(self, seat: int | None = None) -> "Shelves":
        """Give what is held, for the process at a seat, or the one that serves: what it puts there, all find."""
        return Shelves(self._shelves, self._shelves[-1 if seat is None else seat])


class Seat:
    """What one worker is doing, and what it has to tell of the requests that it answered."""

    def __init__(self, memory: memoryview) -> None:
        self._cells = memory[:_HEAD].cast("q")
        self._request = memory[_HEAD : _HEAD + REQUEST]
        self._told = memory[_HEAD + REQUEST :]

    def clear(self) -> None:
        """Make it ready for another worker; what is told stays until it is read."""
        self._cells[_NUMBER] = self._cells[_SIZE] = self._cells[_LEAVES] = 0

    @property
    def leaves(self) -> bool:
        """Whether its worker is to leave."""
        return bool(self._cells[_LEAVES])

    def dismiss(self) -> None:
        """Let its worker leave when it is done."""
        self._cells[_LEAVES] = 1

    def take(self, number: int, now: int) -> None:
        """Say which connection the worker looks at, and since when by the monotonic clock."""
        self._cells[_SIZE] = 0
        self._cells[_SINCE] = now
        self._cells[_NUMBER] = number

    def begin(self, request: bytes) -> None:
        """Say which request it answers."""
        self._request[: len(request)] = request
        self._cells[_SIZE] = len(request)

    def leave(self) -> None:
        """Say that it is done."""
        self._cells[_NUMBER] = self._cells[_SIZE] = 0

    @property
    def number(self) -> int:
        """The connection at which it looks, or 0."""
        return int(self._cells[_NUMBER])

    @property
    def since(self) -> float:
        """When it began with the request that it answers, in seconds; never where it answers none."""
        return self._cells[_SINCE] / 1e9 if self._cells[_SIZE] else inf

    @property
    def request(self) -> bytes:
        """The request that it answers; empty where there is none."""
        return bytes(self._request[: self._cells[_SIZE]])

    def tell(self, line: str) -> None:
        """Tell of a request that was answered; where nobody reads, what is told is counted alone."""
        text = line.encode("utf-8", "surrogatepass")
        written, most = self._cells[_WRITTEN], len(self._told)
        left, size = most - written % most, _LENGTH.size + len(text)
        skipped = left if left < size else 0
        if written + skipped + size - self._cells[_READ] > most:
            self._cells[_LOST] += 1
            return
        if skipped >= _LENGTH.size:
            _LENGTH.pack_into(self._told, written % most, 0)
        place = (written + skipped) % most
        _LENGTH.pack_into(self._told, place, len(text))
        self._told[place + _LENGTH.size : place + size] = text
        self._cells[_WRITTEN] = written + skipped + size

    def told(self) -> Iterator[str]:
        """Read what was told and not read yet; one reader at a time."""
        read, most = self._cells[_READ], len(self._told)
        while read < self._cells[_WRITTEN]:
            place = read % most
            length = _LENGTH.unpack_from(self._told, place)[0] if most - place >= _LENGTH.size else 0
            if not length:
                read += most - place
                continue
            line = str(self._told[place + _LENGTH.size : place + _LENGTH.size + length], "utf-8", "surrogatepass")
            read += _LENGTH.size + length
            self._cells[_READ] = read
            yield line

    @property
    def lost(self) -> int:
        """How often it told what could not be kept."""
        return int(self._cells[_LOST])


class Shelves:
    """Holds bytes under keys of sixteen bytes; the oldest of each process give way, and all processes find all."""

    def __init__(self, everyone: list["_Shelf"], own: "_Shelf") -> None:
        self._everyone = [own, *(other for other in everyone if other is not own)]
        self._own = own

    def get(self, key: bytes) -> bytes | None:
        """Give what is held under a key."""
        for shelf in self._everyone:
            found = shelf.get(key)
            if found is not None:
                self._own.count(_HITS)
                return found
        self._own.count(_MISSES)
        return None

    def hit(self) -> None:
        """Count one more that was found, elsewhere."""
        self._own.count(_HITS)

    def put(self, key: bytes, value: bytes) -> None:
        """Hold a value, unless it is more than its share; one thread at a time."""
        self._own.put(key, value)

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        told = [shelf.numbers() for shelf in self._everyone]
        return {name: sum(each[name] for each in told) for name in told[0]}


class _Shelf:
    """What one process holds: an index, and a ring of entries. Others may read while it writes.

    An entry that is written over meanwhile does not have the sum that it says, and is none.
    """

    def __init__(self, memory: memoryview, head: int) -> None:
        self._cells = memory[:head].cast("q")
        self._ring = memory[head:]
        self._size = len(self._ring)

    def count(self, what: int) -> None:
        """Count one more."""
        self._cells[what] += 1

    def get(self, key: bytes) -> bytes | None:
        """Give what is held under a key."""
        part, start = _place(key)
        for place in range(start, start + 2 * _WAYS, 2):
            if self._cells[place] == part:
                return self._read(self._cells[place + 1], key)
        return None

    def _read(self, begins: int, key: bytes) -> bytes | None:
        if self._cells[_END] - begins > self._size:
            return None
        place = begins % self._size
        total, length, named = _ENTRY.unpack_from(self._ring, place)
        if named != key or length > self._size - place:
            return None
        value = bytes(self._ring[place + _ENTRY.size : place + _ENTRY.size + length])
        return value if zlib.crc32(value, zlib.crc32(key)) == total else None

    def put(self, key: bytes, value: bytes) -> None:
        """Hold a value: what it is written over is found no more before that begins."""
        size = -(-(_ENTRY.size + len(value)) // _CELL) * _CELL
        if size * _SHARE > self._size:
            return
        end = self._cells[_END]
        left = self._size - end % self._size
        begins = end + left if left < size else end
        self._cells[_END] = begins + size
        place = begins % self._size
        self._ring[place + _ENTRY.size : place + _ENTRY.size + len(value)] = value
        _ENTRY.pack_into(self._ring, place, zlib.crc32(value, zlib.crc32(key)), len(value), key)
        self._name(key, begins)

    def _name(self, key: bytes, begins: int) -> None:
        """Put an entry into the index, in the place of the oldest that it may take."""
        part, start = _place(key)
        places = range(start, start + 2 * _WAYS, 2)
        chosen = min(places, key=lambda place: self._cells[place] != part and self._cells[place + 1] + 1)
        self._cells[chosen + 1] = begins
        self._cells[chosen] = part

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        end = self._cells[_END]
        named = self._cells[8:].tolist()
        entries = sum(
            1 for part, begins in zip(named[::2], named[1::2], strict=True) if part and end - begins <= self._size
        )
        held = {"entries": entries, "bytes": min(end, self._size)}
        return held | {"hits": self._cells[_HITS], "misses": self._cells[_MISSES]}


def _place(key: bytes) -> tuple[int, int]:
    """Give the part of a key that the index holds, and the cell where its places begin."""
    part, rest = _PARTS.unpack(key)
    return part or 1, 8 + 2 * (rest % (_PLACES - _WAYS + 1))
