"""The memory that the server and its workers share: what one writes the others read whole, or not at all."""

import gc
import os
from hashlib import blake2b
from pathlib import Path

import pytest
from foedus.board import Board
from foedus.cache import Held, Shared, tag
from foedus.operations import Answer
from hypothesis import given
from hypothesis import strategies as st

ROOM = 3_000_000


def key(text: str) -> bytes:
    """Give the key of a text."""
    return blake2b(text.encode(), digest_size=16).digest()


def test_a_board_that_nobody_has_leaves_no_file() -> None:
    """Each graph that is made anew has a board of its own; the memory of the one before is given back."""
    gc.collect()
    before = len([*Path("/proc/self/fd").iterdir()])
    for _ in range(4):
        Board(1, ROOM)
    gc.collect()

    assert before == len([*Path("/proc/self/fd").iterdir()])


def test_what_one_process_holds_another_finds() -> None:
    """A shelf is written by one process, and read by those that have the same file."""
    board = Board(2, ROOM)
    other = Board(2, ROOM, board.file)
    other.shelf(0).put(key("a"), b"from a worker")
    board.shelf().put(key("b"), b"from the server")

    assert [b"from a worker", b"from the server", None] == [board.shelf().get(key(name)) for name in "abc"]
    assert [b"from a worker", b"from the server", None] == [other.shelf(1).get(key(name)) for name in "abc"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 90_000)), max_size=120))
def test_a_shelf_holds_the_last_value_or_none(puts: list[tuple[int, int]]) -> None:
    """Whatever is written over, nothing is found that was not put last under its key."""
    board = Board(1, 2_000_000)
    last = {}
    for number, size in puts:
        value = os.urandom(8) + bytes(size)
        board.shelf(0).put(key(str(number)), value)
        last[number] = value

        assert value == board.shelf().get(key(str(number)))

    assert all(board.shelf().get(key(str(number))) in (None, value) for number, value in last.items())


def test_a_value_that_is_written_over_is_not_found() -> None:
    """The oldest give way to what comes, and no part of one is given for another."""
    board = Board(1, 2_000_000)
    for number in range(400):
        board.shelf(0).put(key(str(number)), str(number).encode() * 3_000)
    found = {number for number in range(400) if board.shelf().get(key(str(number))) is not None}

    assert 399 in found
    assert 0 not in found
    assert all(board.shelf().get(key(str(number))) == str(number).encode() * 3_000 for number in found)


def test_a_damaged_value_is_none() -> None:
    """An entry whose bytes are not those that were put is not given."""
    board = Board(1, ROOM)
    board.shelf(0).put(key("a"), b"0123456789" * 100)
    whole = os.pread(board.file, os.fstat(board.file).st_size, 0)
    os.pwrite(board.file, b"x", whole.index(b"0123456789" * 100) + 500)

    assert board.shelf().get(key("a")) is None


def test_answers_are_held_with_their_labels() -> None:
    """An answer comes back with its media type and its tag."""
    board = Board(1, ROOM)
    answer = Answer("text/csv", b"n\r\n1\r\n")
    Shared(board.shelf(0)).put(("1", "query"), Held(answer, tag(answer), steady=True), 100)
    found = Shared(board.shelf()).get(("1", "query"))

    assert found is not None
    assert ("text/csv", b"n\r\n1\r\n", tag(answer)) == (found.answer.media_type, found.answer.body, found.tag)
    assert {"entries": 1, "hits": 1, "misses": 0} == {
        name: number for name, number in board.shelf().numbers().items() if name != "bytes"
    }


def test_an_answer_is_worth_its_room_when_it_is_asked_for_again() -> None:
    """Where workers ask whether a key came before, the first answer is not kept and the second is."""
    board = Board(1, ROOM)
    answer = Answer("text/csv", b"n\r\n")
    held = Held(answer, tag(answer), steady=True)
    shared = Shared(board.shelf(0), board.is_asked_again)
    shared.put("query", held, 100)
    first = shared.get("query")
    shared.put("query", held, 100)

    assert first is None
    assert shared.get("query") is not None


@pytest.mark.parametrize("length", [0, 1, 70_000, 300_000])
def test_what_a_worker_tells_is_read_once_and_in_order(length: int) -> None:
    """Lines of any length come as they were told, however often the room for them is gone round."""
    seat, reader, got = (board := Board(1, ROOM)).seats[0], Board(1, ROOM, board.file).seats[0], []
    told = [f"{number} {'é' * (length // 2)}" for number in range(40)]
    for line in told:
        seat.tell(line)
        got += list(reader.told())

    assert told == got
    assert [] == list(reader.told())
    assert seat.lost == 0


def test_what_nobody_reads_is_lost_and_counted() -> None:
    """A worker waits for no reader: what does not fit is counted, and what is read is whole."""
    seat = Board(1, ROOM).seats[0]
    for number in range(100):
        seat.tell(f"{number} {'x' * 20_000}")
    got = [int(line.split()[0]) for line in seat.told()]

    assert got == list(range(len(got)))
    assert 100 == len(got) + seat.lost


def test_a_seat_says_what_is_asked_and_since_when() -> None:
    """A worker is at work from when it has read a request until it is done."""
    seat = Board(1, ROOM).seats[0]
    told = [(seat.number, seat.request)]
    seat.take(600, 5_000_000_000)
    told.append((seat.number, seat.request))
    seat.begin(b"GET")
    told.append((seat.number, seat.request))
    since = seat.since
    seat.leave()
    told.append((seat.number, seat.request))

    assert [(0, b""), (600, b""), (600, b"GET"), (0, b"")] == told
    assert (5.0, float("inf")) == (since, seat.since)
