"""The process that holds the graph and forks workers from it: the only module that forks, and that confines."""

import ctypes
import errno
import gc
import os
import resource
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from foedus import wire
from foedus.operations import Operation, Refusal
from foedus.paper import Out

Answering = Callable[[Operation, Out], None]
Lane = Literal["quick", "halted", "slow"]
#: The workers that are not reaped yet, and which of them were killed.
Brood = dict[int, bool]
#: The exit code of a worker whose memory was used up where Python could still say so.
MEMORY_IS_USED_UP = 77
#: Queries after which a worker is replaced.
MOST_QUERIES = 10_000
#: The share of its memory that a worker may keep after a query.
_KEEPS = 4
#: Seconds after the deadline when a worker ends itself, should nobody be left to end it.
_GRACE = 1.0
#: Seconds in which the zygote ends when it is told to.
_PATIENCE = 2.0
#: No process of ours has a file of a higher number.
_MOST_FILES = 65_536
_FRONT, _SPAWN, _KILL, _FATE = b"b", b"s", b"k", b"f"
_ORDER = struct.Struct("!cI")
_STATUS = struct.Struct("!i")
#: Numbers of Linux for unshare(2) and prctl(2).
_NEW_USER, _NEW_NETWORK, _DIE_WITH_PARENT = 0x10000000, 0x40000000, 1


@dataclass(slots=True)
class Worker:
    """A process that answers one operation after the other, and the lane in which it does so."""

    pid: int
    link: socket.socket
    lane: Lane = "quick"


class Zygote:
    """The server's hold on the process that forks; make it before any thread exists.

    ``memory`` is what a worker may use beyond what the graph takes, in bytes.
    """

    def __init__(self, answer: Answering, memory: int) -> None:
        self._lock = threading.Lock()
        self._root, far = socket.socketpair()
        self._control = self._root
        self._maker = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            try:
                _hold(far, answer, memory)
            finally:
                os._exit(0)
        far.close()

    def begin(self) -> None:
        """Open a line of our own: workers asked for on it end with this process, and it with the one that forked it."""
        if os.getpid() != self._maker:
            with suppress(OSError, AttributeError):
                ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        self._control, far = socket.socketpair()
        with far:
            socket.send_fds(self._root, [_ORDER.pack(_FRONT, 0)], [far.fileno()])

    def spawn(self) -> Worker:
        """Fork a worker; raises EOFError or OSError when the zygote is gone or the system has no room."""
        near, far = socket.socketpair()
        with far, self._lock, ExitStack() as undone:
            undone.callback(near.close)
            socket.send_fds(self._control, [_ORDER.pack(_SPAWN, 0)], [far.fileno()])
            pid = self._status()
            if not pid:
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            undone.pop_all()
        return Worker(pid, near)

    def kill(self, worker: Worker) -> None:
        """End a worker and do not wait for it."""
        worker.link.close()
        with self._lock, suppress(OSError):
            self._control.sendall(_ORDER.pack(_KILL, worker.pid))

    def fate(self, worker: Worker) -> int:
        """Tell of what a worker died: its exit code, or a signal's number below zero."""
        worker.link.close()
        with self._lock:
            self._control.sendall(_ORDER.pack(_FATE, worker.pid))
            return self._status()

    def close(self) -> None:
        """End the zygote and its workers; for the process that made it."""
        self._control.close()
        self._root.close()
        until = time.monotonic() + _PATIENCE
        while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.01)

    def _status(self) -> int:
        told = self._control.recv(_STATUS.size, socket.MSG_WAITALL)
        if len(told) != _STATUS.size:
            raise EOFError
        return int(_STATUS.unpack(told)[0])


def _hold(root: socket.socket, answer: Answering, memory: int) -> None:
    """Obey until the server has gone; who stops the server does so by its own signal, not by ours."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    _withdraw(root.fileno())
    gc.collect()
    gc.freeze()
    fronts: dict[socket.socket, Brood] = {}
    while True:
        for line in select.select([root, *fronts], [], [])[0]:
            code, pid, link = _order(line)
            if line is root and link:
                fronts[link] = {}
            elif line is root:
                for brood in fronts.values():
                    _end(brood)
                return
            elif not code:
                _end(fronts.pop(line))
                line.close()
            elif link:
                _tell(line, _fork(link, answer, memory, fronts[line]))
            else:
                _dismiss(line, code, pid, fronts[line])


def _order(line: socket.socket) -> tuple[bytes, int, socket.socket | None]:
    """Take an order; an empty one means that nobody will give more."""
    try:
        text, links, _, _ = socket.recv_fds(line, _ORDER.size, 1)
    except ConnectionError:
        return b"", 0, None
    if len(text) != _ORDER.size:
        return b"", 0, None
    code, pid = _ORDER.unpack(text)
    return code, pid, socket.socket(fileno=links[0]) if links else None


def _tell(line: socket.socket, status: int) -> None:
    with suppress(OSError):
        line.sendall(_STATUS.pack(status))


def _dismiss(line: socket.socket, code: bytes, pid: int, brood: Brood) -> None:
    """End a worker; who asks for its fate waits until it has ended."""
    known = pid in brood
    if known:
        os.kill(pid, signal.SIGKILL)
        brood[pid] = True
    if code == _FATE:
        _tell(line, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if known else 0)
        brood.pop(pid, None)
    for other in [other for other, killed in brood.items() if killed and os.waitpid(other, os.WNOHANG)[0]]:
        del brood[other]


def _fork(link: socket.socket, answer: Answering, memory: int, brood: Brood) -> int:
    """Fork a worker and give its process id, or 0 where the system has no room for one."""
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid:
        link.close()
        if pid > 0:
            brood[pid] = False
        return max(pid, 0)
    code = 1
    try:
        _leave_open(link.fileno())
        code = _work(link, answer, memory)
    except MemoryError:
        code = MEMORY_IS_USED_UP
    finally:
        os._exit(code)


def _end(brood: Brood) -> None:
    for pid in brood:
        os.kill(pid, signal.SIGKILL)
    for pid in brood:
        os.waitpid(pid, 0)


def _withdraw(kept: int) -> None:
    """Let go of the server's files and, where the system lets us, of the network."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    _leave_open(kept)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _leave_open(kept: int) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(3, kept)
    os.closerange(kept + 1, min(most, _MOST_FILES) if most > 0 else _MOST_FILES)


def _work(link: socket.socket, answer: Answering, memory: int) -> int:
    """Answer until the server has gone. An alarm ends the process even where the engine computes on."""
    _confine(memory)
    began = _grown()
    for count in range(1, MOST_QUERIES + 2):
        try:
            operation = wire.receive_operation(link)
        except EOFError:
            break
        signal.setitimer(signal.ITIMER_REAL, operation.seconds + _GRACE if operation.seconds else 0)
        sheet = wire.Sheet(link)
        refusal = _refused(answer, operation, sheet)
        odd = refusal is not None and refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR
        sheet.end(refusal, worn=odd or count >= MOST_QUERIES or _grown() - began > memory / _KEEPS)
        signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


def _refused(answer: Answering, operation: Operation, out: Out) -> Refusal | None:
    try:
        answer(operation, out)
    except Refusal as refusal:
        return refusal
    return None


def _confine(memory: int) -> None:
    """Limit this process: no core, no memory beyond its share, and no file or connection can be opened any more."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        size = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
        resource.setrlimit(limit, (0, 0))


def _grown() -> int:
    """Give the most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
