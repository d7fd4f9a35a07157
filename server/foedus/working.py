"""What a worker does with its life: it answers one operation after the other, and gives up all else before."""

import resource
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus

from foedus import wire
from foedus.confinement import confine
from foedus.operations import Operation, Refusal
from foedus.paper import Out

Answering = Callable[[Operation, Out], None]
#: Serves at a seat of the board, by an answer and the files that the server gave.
Attend = Callable[[socket.socket, Sequence[int], int, Answering], None]
#: What a worker does, with its files, what answers, and bytes of memory.
Work = Callable[[Sequence[int], Answering, int], int]
#: The exit code of a worker whose memory was used up where Python could still say so.
MEMORY_IS_USED_UP = 77
#: Queries after which a worker is replaced.
MOST_QUERIES = 10_000
#: The share of its memory that a worker may keep after a query, pages of the graph that it copied left out.
_KEEPS = 4
#: Seconds after the deadline when a worker ends itself, should nobody be left to end it.
_GRACE = 1.0


@contextmanager
def _alarmed(seconds: float | None) -> Iterator[None]:
    """Let an alarm end this process some time after so many seconds, even where the engine computes on."""
    signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE if seconds else 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def attend(serve: Attend, seat: int, files: Sequence[int], answer: Answering, memory: int) -> int:
    """Serve at a seat until that is left, or the server has the answer to a question that took long."""
    confine(memory, files=True)
    serve(socket.socket(fileno=files[0]), files[1:], seat, answer)
    return 0


def work(files: Sequence[int], answer: Answering, memory: int) -> int:
    """Answer until the server has gone. An alarm ends the process even where the engine computes on."""
    confine(memory)
    link = socket.socket(fileno=files[0])
    began = _grown()
    for count in range(1, MOST_QUERIES + 2):
        try:
            operation = wire.receive_operation(link)
        except EOFError:
            break
        with _alarmed(operation.seconds):
            sheet = wire.Sheet(link)
            refusal = _refused(answer, operation, sheet)
            odd = refusal is not None and refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR
            sheet.end(refusal, worn=odd or count >= MOST_QUERIES or _grown() - began > memory / _KEEPS)
    return 0


def _refused(answer: Answering, operation: Operation, out: Out) -> Refusal | None:
    try:
        answer(operation, out)
    except Refusal as refusal:
        return refusal
    return None


def _grown() -> int:
    """Give the most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
