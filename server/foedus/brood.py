"""The process that holds a graph, seen from inside: it forks workers as the server orders. Only module that forks."""

import gc
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from foedus.confinement import die_with_parent, leave_open, withdraw
from foedus.working import MEMORY_IS_USED_UP, Answering, Attend, Work, attend, work

Begin = Callable[[], Answering]
Prepare = Callable[[], Attend]
#: The workers that are not reaped yet, and which of them were killed.
Brood = dict[int, bool]
#: What the server orders: a worker, the end of one, its fate, a worker that serves at a seat.
SPAWN, KILL, FATE, ATTEND = b"s", b"k", b"f", b"a"
#: Files that come with an order at most.
FILES = 4
ORDER = struct.Struct("!cI")
STATUS = struct.Struct("!i")


def forked(obey: Callable[[socket.socket], object]) -> tuple[socket.socket, int]:
    """Fork such a process, before any thread exists, and give the line on which it obeys, and its number."""
    near, far = socket.socketpair()
    with far:
        pid = os.fork()
        if pid:
            return near, pid
        try:
            near.close()
            os.setpgid(0, 0)
            obey(far)
        finally:
            os._exit(0)


def hold(line: socket.socket, begin: Begin, memory: int, prepare: Prepare | None = None) -> None:
    """Obey until the server has gone; who stops the server does so by its own signal, not by ours.

    ``begin`` is called in each worker, since some stores cannot be shared between processes; ``prepare`` before one is
    forked that has a seat, since that has no files any more.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    withdraw(line.fileno())
    gc.collect()
    gc.freeze()
    obeying = threading.Thread(target=_obey, args=[line, begin, memory, prepare])
    obeying.start()
    obeying.join()


def _obey(line: socket.socket, begin: Begin, memory: int, prepare: Prepare | None) -> None:
    """Obey in a thread of its own: who is forked from it has the thread's share of the heap, which is small and whole.

    The share in which the graph lies is full of holes; each that a worker filled would copy a page.
    """
    brood: Brood = {}
    first = _first(begin, memory, brood)
    while True:
        code, number, files = _order(line)
        if not code:
            _end(brood)
            return
        if not files:
            _dismiss(line, code, number, brood)
        elif code == ATTEND and prepare:
            _tell(line, _fork(brood, partial(_life, files, begin, memory, partial(attend, prepare(), number))))
        else:
            pid = first.handed(files) if first else 0
            _tell(line, pid or _fork(brood, partial(_life, files, begin, memory, work)))
            first = None
        for each in files:
            os.close(each)


def _order(line: socket.socket) -> tuple[bytes, int, list[int]]:
    """Take an order with its number and files; an empty one means that nobody will give more."""
    try:
        text, files, _, _ = socket.recv_fds(line, ORDER.size, FILES)
    except ConnectionError:
        return b"", 0, []
    if len(text) != ORDER.size:
        return b"", 0, []
    code, number = ORDER.unpack(text)
    return code, number, files


def _tell(line: socket.socket, status: int) -> None:
    with suppress(OSError):
        line.sendall(STATUS.pack(status))


def _dismiss(line: socket.socket, code: bytes, pid: int, brood: Brood) -> None:
    """End a worker; who asks for its fate waits until it has ended."""
    known = pid in brood
    if known:
        os.kill(pid, signal.SIGKILL)
        brood[pid] = True
    if code == FATE:
        _tell(line, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if known else 0)
        brood.pop(pid, None)
    for other in [other for other, killed in brood.items() if killed and os.waitpid(other, os.WNOHANG)[0]]:
        del brood[other]


@dataclass(frozen=True, slots=True)
class _Early:
    """A worker that was forked before it is ordered: it has begun when its files come."""

    pid: int
    line: socket.socket

    def handed(self, files: Sequence[int]) -> int:
        """Hand it its files and give its process id, or 0 where it is no more."""
        with self.line, suppress(OSError):
            socket.send_fds(self.line, [SPAWN], files)
            return self.pid
        return 0


def _first(begin: Begin, memory: int, brood: Brood) -> _Early | None:
    """Fork the first worker while the server is still loaded, since to open a store takes as long as many answers."""
    near, far = socket.socketpair()
    with far:
        pid = _fork(brood, partial(_early_life, far, begin, memory))
    return _Early(pid, near) if pid else None


def _fork(brood: Brood, live: Callable[[], int]) -> int:
    """Fork a process that lives so and give its id, or 0 where the system has no room for one."""
    try:
        pid = os.fork()
    except OSError:
        return 0
    if pid:
        brood[pid] = False
        return pid
    code = 1
    try:
        die_with_parent()
        code = live()
    except MemoryError:
        code = MEMORY_IS_USED_UP
    finally:
        os._exit(code)


def _life(files: Sequence[int], begin: Begin, memory: int, does: Work) -> int:
    leave_open(*files)
    return does(files, begin(), memory)


def _early_life(line: socket.socket, begin: Begin, memory: int) -> int:
    leave_open(line.fileno())
    answer = begin()
    _, files, _, _ = socket.recv_fds(line, len(SPAWN), FILES)
    line.close()
    return work(files, answer, memory) if files else 0


def _end(brood: Brood) -> None:
    for pid in brood:
        os.kill(pid, signal.SIGKILL)
    for pid in brood:
        os.waitpid(pid, 0)
