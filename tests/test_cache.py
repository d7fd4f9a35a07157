"""What is held, for how long, and under which key."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from foedus.cache import Cache, Shelf
from foedus.operations import Answer, Operation, Refusal

LABEL = "text/plain"


class Asked:
    """An engine that counts what it is asked, and answers with the count."""

    def __init__(self) -> None:
        self.count = 0

    def answer(self, operation: Operation) -> Answer:
        """Answer with the number of questions so far, or refuse as the query says."""
        self.count += 1
        if operation.query == "refuse":
            raise Refusal(503, "slug", "Title.")
        return Answer(
            operation.media_type, f"{self.count}".encode() * (len(operation.query) if "x" in operation.query else 1)
        )


@pytest.fixture
def asked() -> Asked:
    """Give an engine that counts."""
    return Asked()


def test_the_same_question_is_asked_once(asked: Asked) -> None:
    """What was answered is answered again without the engine, whatever deadline the asker allows."""
    cache = Cache(asked.answer, "1")
    bodies = [cache.held(Operation("a", "ask", LABEL, seconds=seconds)).answer.body for seconds in (None, 2.0)]

    assert [b"1", b"1"] == bodies
    assert {"entries": 1, "bytes": cache.answers.bytes, "hits": 1, "misses": 1} == cache.numbers()


class Slow:
    """An engine that counts, and answers or refuses when it is let."""

    def __init__(self) -> None:
        self.count = 0
        self.let = threading.Event()

    def answer(self, operation: Operation) -> Answer:
        """Answer when that is let, or refuse who may not wait."""
        self.count += 1
        if not self.let.wait(operation.seconds):
            raise Refusal(503, "slug", "Title.")
        return Answer(operation.media_type, b"whole")


def together(engine: Slow, query: str, first: float | None = None) -> list[bytes | int]:
    """Ask the same eight times at once, the first with a deadline of its own, and let the engine answer then."""

    def told(seconds: float | None) -> bytes | int:
        try:
            return cache.held(Operation(query, "select", LABEL, seconds=seconds)).answer.body
        except Refusal as refusal:
            return refusal.status

    cache = Cache(engine.answer, "1")
    with ThreadPoolExecutor(8) as askers:
        asked = [askers.submit(told, first)]
        until = time.monotonic() + 5
        while not engine.count and time.monotonic() < until:
            time.sleep(0.01)
        asked += [askers.submit(told, None) for _ in range(7)]
        time.sleep(0.1 + (first or 0))
        engine.let.set()
        return [one.result() for one in asked]


def test_what_is_asked_already_is_not_asked_again() -> None:
    """Who asks what others are asking just now has their answer."""
    engine = Slow()

    assert [b"whole"] * 8 == together(engine, "a")
    assert 1 == engine.count


def test_a_refusal_is_only_for_who_was_refused() -> None:
    """Where the first asker would not wait long enough, the others are answered all the same."""
    assert [503, *[b"whole"] * 7] == together(Slow(), "a", 0.2)


def test_what_changes_is_asked_by_each() -> None:
    """A query that gives another answer each time is asked once for each asker."""
    engine = Slow()

    assert [b"whole"] * 8 == together(engine, "SELECT (RAND() AS ?r) {}")
    assert 8 == engine.count


@pytest.mark.parametrize(
    "other",
    [
        Operation("b", "ask", LABEL),
        Operation("a", "ask", "text/csv"),
        Operation("a", "ask", LABEL, ("x:y",)),
        Operation("a", "ask", LABEL, (), ("x:y",)),
        Operation("a", "ask", LABEL, bindings={"v": "x:y"}),
    ],
)
def test_another_question_is_asked_anew(asked: Asked, other: Operation) -> None:
    """Query, media type, dataset and bindings each make another question."""
    cache = Cache(asked.answer, "1")
    cache.held(Operation("a", "ask", LABEL))

    assert b"2" == cache.held(other).answer.body


def test_no_refusal_is_held(asked: Asked) -> None:
    """What was refused is asked again."""
    cache = Cache(asked.answer, "1")
    for _ in range(2):
        with pytest.raises(Refusal):
            cache.held(Operation("refuse", "ask", LABEL))

    assert (2, 0) == (asked.count, len(cache.answers))


@pytest.mark.parametrize(
    "query",
    ["SELECT (NOW() AS ?t) {}", "ASK { FILTER(rand() > 0.5) }", "SELECT (struuid() AS ?u) {}", r"ASK { \u0046 }"],
)
def test_what_changes_by_itself_is_not_held(asked: Asked, query: str) -> None:
    """Queries that ask for the time, for chance or for a new name are answered anew each time."""
    cache = Cache(asked.answer, "1")
    held = [cache.held(Operation(query, "ask", LABEL)) for _ in range(2)]

    assert [(b"1", False), (b"2", False)] == [(each.answer.body, each.steady) for each in held]


def test_a_variable_may_be_called_now(asked: Asked) -> None:
    """Only the function changes, not a variable of its name."""
    assert Cache(asked.answer, "1").held(Operation("SELECT ?now $uuid { ?now ?p $uuid }", "select", LABEL)).steady


def test_the_tag_names_the_bytes_and_their_label() -> None:
    """Two media types of the same bytes have two tags, and so have two answers."""
    cache = Cache(lambda operation: Answer(operation.media_type, operation.query[:1].encode()), "1")
    operations = [Operation("a", "ask", LABEL), Operation("ab", "ask", LABEL), Operation("a", "ask", "text/csv")]
    first, same, other = (cache.held(operation).tag for operation in operations)

    assert first == same != other
    assert first.strip('"') == first[1:-1]


def test_a_shelf_holds_no_more_bytes_than_it_may() -> None:
    """What was not used for longest gives way, and the bytes are counted."""
    shelf: Shelf[int, str] = Shelf(100_000)
    for number in range(200):
        shelf.put(number, "value", 9_000)
        shelf.get(0)

    assert ("value", None) == (shelf.get(0), shelf.get(1))
    assert 90_000 < shelf.bytes <= 100_000


def test_one_value_takes_no_more_than_its_share() -> None:
    """What would throw out a great part of the others is not held."""
    shelf: Shelf[int, str] = Shelf(100_000)
    shelf.put(1, "large", 50_000)

    assert (None, 0) == (shelf.get(1), shelf.bytes)


def test_a_value_put_twice_counts_once() -> None:
    """Two threads that ask the same at once leave one value and its bytes."""
    shelf: Shelf[int, str] = Shelf(100_000)
    shelf.put(1, "a", 1_000)
    once = shelf.bytes
    shelf.put(1, "b", 1_000)

    assert (once, 1, "b") == (shelf.bytes, len(shelf), shelf.get(1))


def test_threads_may_share_a_shelf() -> None:
    """However many put and get at once, the count of bytes is that of what is held."""
    shelf: Shelf[int, int] = Shelf(200_000)

    def use(start: int) -> None:
        for number in range(2_000):
            shelf.put((start * 7 + number) % 90, number, 1_400)
            shelf.get(number % 90)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(4)))

    assert 2_000 * len(shelf) == shelf.bytes <= 200_000
    assert 8_000 == shelf.hits + shelf.misses
