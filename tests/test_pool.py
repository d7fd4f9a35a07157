"""The pool and its processes, with engines made for the purpose; each pool is forked from this process."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b

import pyoxigraph as ox
import pytest
from foedus import negotiation, wire, workers, working
from foedus.brood import hold
from foedus.engine import InProcess
from foedus.operations import Operation, Refusal
from foedus.paper import Out
from foedus.workers import Limits, Pool
from foedus.working import Answering
from foedus.zygote import Zygote

MEMORY = 200_000_000


def own_pid(_operation: Operation, out: Out) -> None:
    """Answer with the process that answers."""
    out.write(str(os.getpid()).encode())


def fail(error: BaseException) -> None:
    """Raise an error."""
    raise error


def dribble(out: Out) -> None:
    """Say a little more again and again."""
    for _ in range(100):
        out.write(b"x" * wire.PIECE)
        time.sleep(0.02)


ACTS: dict[str, Callable[[Out], object]] = {
    "sleep": lambda _: time.sleep(60),
    "nap": lambda _: time.sleep(0.6),
    "doze": lambda _: time.sleep(0.2),
    "forget": lambda _: fail(MemoryError()),
    "panic": lambda _: fail(SystemError()),
    "odd": lambda _: fail(Refusal(500, "odd", "Something odd happened.")),
    "grow": lambda _: len(os.urandom(MEMORY // 3)),
    "change": lambda out: (out.write(b"x" * 100_000), fail(Refusal(507, "changed", "It turned out to be none."))),
    "dribble": dribble,
}


def obedient(operation: Operation, out: Out) -> None:
    """Do what the query says: an act, or so many bytes; without either, answer with the process that answers."""
    if operation.query in ACTS:
        ACTS[operation.query](out)
    if operation.query.isdigit():
        for count in range(int(operation.query) // 1000):
            out.write(f"{count:<1000}".encode())
    else:
        own_pid(operation, out)


@contextmanager
def pool(answer: Answering, *, workers: int = 1, seconds: float = 1.0) -> Iterator[Pool]:
    """Give a pool of which each process ends with the test."""
    holder = Zygote.forked(lambda line: hold(line, lambda: answer, MEMORY))
    made = Pool(holder, Limits(seconds, workers, MEMORY))
    try:
        made.begin()
        yield made
    finally:
        holder.close()


def asked(made: Pool, query: str) -> str:
    """Ask and give the answer, or the kind of the refusal."""
    try:
        return made.answer(Operation(query, "ask", "text/plain")).body.decode()
    except Refusal as refusal:
        return refusal.slug


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no query count as slow on a busy machine."""
    monkeypatch.setattr(workers, "QUICK", 5.0)


@pytest.mark.usefixtures("unhurried")
def test_a_worker_answers_many_queries() -> None:
    """The next query goes to the same process."""
    with pool(own_pid) as made:
        assert asked(made, "") == asked(made, "") != str(os.getpid())


@pytest.mark.usefixtures("unhurried")
def test_a_worker_is_replaced_after_many_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has answered its number of queries gives way to a fresh one."""
    monkeypatch.setattr(working, "MOST_QUERIES", 2)
    with pool(own_pid) as made:
        first, second, third = (asked(made, "") for _ in range(3))

        assert first == second != third


def test_a_worker_that_has_grown_is_replaced() -> None:
    """A worker that took a great part of its memory gives way to a fresh one, so that it never starves the next query."""
    with pool(obedient) as made:
        before = asked(made, "")
        asked(made, "grow")

        assert before != asked(made, "")


def test_a_worker_that_died_while_idle_costs_no_answer() -> None:
    """A query is handed to another worker where the first had died before it."""
    with pool(own_pid) as made:
        os.kill(int(asked(made, "")), signal.SIGKILL)
        time.sleep(0.1)

        assert asked(made, "").isdigit()


@pytest.mark.parametrize(
    ("query", "slug"),
    [("forget", "engine-ran-out-of-memory"), ("panic", "engine-died-on-the-query"), ("sleep", "query-took-too-long")],
)
def test_the_end_of_a_worker_is_told_in_a_refusal(query: str, slug: str) -> None:
    """Whatever ends a worker, its query is refused by name and the next one is answered."""
    with pool(obedient) as made:
        assert slug == asked(made, query)
        assert asked(made, "").isdigit()


@pytest.mark.parametrize("size", [1_000, 65_000, 66_000, 999_000, 1_066_000, 9_000_000])
def test_an_answer_of_any_size_comes_whole(size: int) -> None:
    """Its pieces make as many bytes as it says, in their order, whether they were kept in memory or in a file."""
    with pool(obedient, seconds=5) as made:
        answer = made.answer(Operation(str(size), "ask", "text/plain"))
        digest = answer.digest
        pieces = b"".join(answer.pieces())

    assert b"".join(f"{count:<1000}".encode() for count in range(size // 1000)) == pieces
    assert size == answer.size
    assert blake2b(pieces, digest_size=16).digest() == digest


def test_an_answer_that_is_refused_after_its_first_bytes_is_no_answer() -> None:
    """What was sent before the refusal is thrown away."""
    with pool(obedient) as made:
        assert "changed" == asked(made, "change")
        assert asked(made, "").isdigit()


def test_bytes_that_keep_coming_do_not_move_the_deadline() -> None:
    """A worker that always has some more to say is ended when its time is over."""
    with pool(obedient, seconds=0.5) as made:
        assert "query-took-too-long" == asked(made, "dribble")


def test_only_so_many_large_answers_are_on_their_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large answer that would need one place too many is refused; an answer that nobody holds leaves its place."""
    monkeypatch.setattr(workers, "_SENT", 2)
    large = Operation("2000000", "ask", "text/plain")
    with pool(obedient, seconds=5) as made:
        held = [made.answer(large), made.answer(large)]
        assert "server-is-busy" == asked(made, "2000000")
        assert asked(made, "").isdigit()
        held.pop()
        assert 2_000_000 == made.answer(large).size


def test_a_full_disk_is_told_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that cannot be kept is a 507 that says so, and not the death of its worker."""
    monkeypatch.setattr(wire, "TemporaryFile", lambda: open("/dev/full", "w+b", buffering=0))  # noqa: SIM115, PTH123
    with pool(obedient, seconds=5) as made:
        assert "answer-cannot-be-kept" == asked(made, "2000000")
        assert asked(made, "").isdigit()


def test_a_worker_that_met_something_odd_is_replaced() -> None:
    """After a fault that is not the query's the next query goes to a fresh process."""
    with pool(obedient) as made:
        before = asked(made, "")

        assert "odd" == asked(made, "odd")
        assert before != asked(made, "")


def test_the_pool_counts_what_becomes_of_queries() -> None:
    """Queries are counted by their outcome, and workers by what became of them."""
    with pool(obedient, seconds=0.3) as made:
        for query in ("", "panic", "sleep", "odd"):
            asked(made, query)
        numbers = made.numbers()

    assert (1, 3) == (numbers["answered"], numbers["refused"])
    assert (1, 1, 1) == (numbers["died"], numbers["deadlines"], numbers["recycled"])
    assert (0, 0, 0, 0) == (numbers["quick"] - numbers["idle"], numbers["slow"], numbers["halted"], numbers["waiting"])
    assert 300 <= numbers["milliseconds"] < 3000


def test_a_worker_is_used_again_after_a_query_that_took_a_moment() -> None:
    """Queries that are neither quick nor long cost no new processes."""
    with pool(obedient, workers=2, seconds=10) as made, ThreadPoolExecutor(2) as others:
        asked(made, "doze")
        list(others.map(lambda _: asked(made, "doze"), range(12)))
        numbers = made.numbers()

    assert 13 == numbers["answered"]
    assert 6 >= numbers["spawned"]


def test_slow_queries_wait_for_their_turn() -> None:
    """More slow queries than processes can be halted wait as words, and all are answered before the deadline."""
    with pool(obedient, seconds=10) as made, ThreadPoolExecutor(7) as others:
        answers = list(others.map(lambda _: asked(made, "doze"), range(7)))

    assert [True] * 7 == [answer.isdigit() for answer in answers]


def test_only_so_many_slow_queries_wait() -> None:
    """With one worker one slow query runs, twelve wait for its place, and all others are told at once to come again."""
    with pool(obedient, seconds=1.5) as made, ThreadPoolExecutor(20) as others:
        began = time.monotonic()
        waiting = [others.submit(asked, made, "sleep") for _ in range(20)]
        time.sleep(0.5)
        quick = asked(made, "")
        slugs = [answer.result() for answer in waiting]

    assert quick.isdigit()
    assert "server-is-busy" in slugs
    assert "query-took-too-long" in slugs
    assert time.monotonic() - began < 8  # one after the other would be 15


def test_slow_queries_take_turns() -> None:
    """A query that was halted goes on when a place is free."""
    with pool(obedient, seconds=3) as made, ThreadPoolExecutor(2) as others:
        answers = list(others.map(lambda query: asked(made, query), ["doze", "doze"]))

    assert [True, True] == [answer.isdigit() for answer in answers]


def test_without_its_zygote_the_pool_refuses() -> None:
    """Where no process can be forked the refusal says so."""
    with pool(own_pid) as made:
        pid = int(asked(made, ""))
        os.kill(made._zygote.pid, signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)

        assert "engine-is-gone" == asked(made, "")


def test_a_worker_opens_no_connection() -> None:
    """A query that passes the guard by some fault of ours still reaches nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        query = f"ASK {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        with pool(InProcess(ox.Store()).write, seconds=5) as made, pytest.raises(Refusal) as caught:
            made.answer(Operation(query, "ask", negotiation.JSON))

        assert "graph-cannot-be-read" == caught.value.slug
        with pytest.raises(TimeoutError):
            listener.accept()
