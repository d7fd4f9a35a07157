"""The process that holds the graph and forks workers from it: the only module that forks."""

import errno
import gc
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from foedus import wire
from foedus.board import Board
from foedus.confinement import die_with_parent, leave_open, withdraw
from foedus.facts import CouldNotDo
from foedus.working import MEMORY_IS_USED_UP, Answering, Attend, Work, attend, work

Begin = Callable[[], Answering]
Prepare = Callable[[], Attend]
Lane = Literal["quick", "halted", "slow", "attending"]
#: The workers that are not reaped yet, and which of them were killed.
Brood = dict[int, bool]
#: How much a lazy worker gives way.
_NICENESS = 10
#: Seconds in which the zygote ends when it is told to.
_PATIENCE = 2.0
_SPAWN, _KILL, _FATE, _ATTEND = b"s", b"k", b"f", b"a"
#: Files that come with an order at most.
_FILES = 4
_ORDER = struct.Struct("!cI")
_STATUS = struct.Struct("!i")


@dataclass(slots=True)
class Worker:
    """A process that answers one operation after the other, its lane there, and whether it gives way to all others."""

    pid: int
    link: socket.socket
    lane: Lane = "quick"
    lazy: bool = False
    watched: bool = False

    def give_way(self) -> None:
        """Go on at low priority."""
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _NICENESS)
        self.lazy = True

    def hurry(self) -> bool:
        """Go on at the server's priority, and tell whether the system lets it: few let a process hurry again."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
            self.lazy = False
        return not self.lazy


class Zygote:
    """The server's hold on a process that forks workers; several threads may use it at once."""

    def __init__(self, control: socket.socket, pid: int, board: Board | None = None) -> None:
        self._lock = threading.Lock()
        self._control = control
        self.pid = pid
        self.board = board

    @classmethod
    def forked(
        cls, obey: Callable[[socket.socket], object], words: Mapping[str, object] | None = None, board: Board | None = None
    ) -> "Zygote":
        """Fork it from this process, before any thread exists, and hand it its words, if it takes any."""
        near, far = socket.socketpair()
        pid = os.fork()
        if not pid:
            try:
                near.close()
                os.setpgid(0, 0)
                obey(far)
            finally:
                os._exit(0)
        far.close()
        if words is not None:
            wire.tell(near, words)
        return cls(near, pid, board)

    @classmethod
    def started(cls, module: str, name: str, words: Mapping[str, object], board: Board | None = None) -> "Zygote":
        """Start it as a program of its own, which any process may do, and hand it its words; it may not be ready yet.

        ``name`` shows in lists of processes which server it belongs to; of a ``board`` it has the file.
        """
        near, far = socket.socketpair()
        command = [sys.executable, "-P", "-m", module, name, str(far.fileno())]
        path = os.pathsep.join([str(Path(__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
        files = [far.fileno(), *([board.file] if board else [])]
        with far:
            process = subprocess.Popen(  # noqa: S603 - this very program
                command, pass_fds=files, process_group=0, env={**os.environ, "PYTHONPATH": path}
            )
            wire.tell(near, words)
        process.returncode = 0  # this object need not wait for it: ``close`` does
        return cls(near, process.pid, board)

    def heard(self) -> dict[str, Any]:
        """Wait until it is ready and give what it says; raises CouldNotDo with its sentence where it cannot be."""
        try:
            words = wire.heard(self._control)
        except (EOFError, OSError):
            raise CouldNotDo("the process that holds the graph ended before it was ready") from None
        if "cannot" in words:
            raise CouldNotDo(str(words["cannot"]))
        return words

    def wait(self) -> None:
        """Wait until it has ended."""
        self._ended(None)

    def is_gone(self) -> bool:
        """Tell whether it has ended."""
        return self._control.fileno() < 0 or self._ended(0)

    def _ended(self, milliseconds: int | None) -> bool:
        gone = select.poll()
        gone.register(self._control, select.POLLRDHUP)
        return bool(gone.poll(milliseconds))

    def spawn(self, seat: int | None = None, files: Sequence[int] = ()) -> Worker:
        """Fork a worker; raises EOFError or OSError when the zygote is gone or the system has no room.

        One with a ``seat`` serves there by itself, with files of the server's.
        """
        near, far = socket.socketpair()
        order = _ORDER.pack(_SPAWN, 0) if seat is None else _ORDER.pack(_ATTEND, seat)
        with far, self._lock, ExitStack() as undone:
            undone.callback(near.close)
            socket.send_fds(self._control, [order], [far.fileno(), *files])
            pid = self._status()
            if not pid:
                raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            undone.pop_all()
        return Worker(pid, wire.prepare(near))

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
        """End the zygote and its workers, whichever process made it."""
        with self._lock:
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_RDWR)
            self._control.close()
        until = time.monotonic() + _PATIENCE
        with suppress(ChildProcessError):
            while os.waitpid(self.pid, os.WNOHANG)[0] == 0:
                if time.monotonic() > until:
                    os.kill(self.pid, signal.SIGKILL)
                time.sleep(0.01)

    def _status(self) -> int:
        told = self._control.recv(_STATUS.size, socket.MSG_WAITALL)
        if len(told) != _STATUS.size:
            raise EOFError
        return int(_STATUS.unpack(told)[0])


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
    while True:
        code, number, files = _order(line)
        if not code:
            _end(brood)
            return
        if files:
            does = partial(attend, prepare(), number) if code == _ATTEND and prepare else work
            _tell(line, _fork(files, begin, memory, brood, does))
        else:
            _dismiss(line, code, number, brood)


def _order(line: socket.socket) -> tuple[bytes, int, list[int]]:
    """Take an order with its number and files; an empty one means that nobody will give more."""
    try:
        text, files, _, _ = socket.recv_fds(line, _ORDER.size, _FILES)
    except ConnectionError:
        return b"", 0, []
    if len(text) != _ORDER.size:
        return b"", 0, []
    code, number = _ORDER.unpack(text)
    return code, number, files


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


def _fork(files: Sequence[int], begin: Begin, memory: int, brood: Brood, does: Work) -> int:
    """Fork a worker and give its process id, or 0 where the system has no room for one."""
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid:
        for number in files:
            os.close(number)
        if pid > 0:
            brood[pid] = False
        return max(pid, 0)
    code = 1
    try:
        leave_open(*files)
        die_with_parent()
        code = does(files, begin(), memory)
    except MemoryError:
        code = MEMORY_IS_USED_UP
    finally:
        os._exit(code)


def _end(brood: Brood) -> None:
    for pid in brood:
        os.kill(pid, signal.SIGKILL)
    for pid in brood:
        os.waitpid(pid, 0)
