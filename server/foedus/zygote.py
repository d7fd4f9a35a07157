"""The server's hold on the process that holds a graph: it starts it, and orders workers from it."""

import errno
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from foedus import brood, wire
from foedus.board import Board
from foedus.facts import CouldNotDo

Lane = Literal["quick", "halted", "slow", "attending"]
#: How much a lazy worker gives way.
_NICENESS = 10
#: Seconds in which the zygote ends when it is told to.
_PATIENCE = 2.0


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
        cls,
        obey: Callable[[socket.socket], object],
        words: Mapping[str, object] | None = None,
        board: Board | None = None,
    ) -> "Zygote":
        """Fork it from this process, before any thread exists, and hand it its words, if it takes any."""
        near, pid = brood.forked(obey)
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
        order = brood.ORDER.pack(brood.SPAWN, 0) if seat is None else brood.ORDER.pack(brood.ATTEND, seat)
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
            self._control.sendall(brood.ORDER.pack(brood.KILL, worker.pid))

    def fate(self, worker: Worker) -> int:
        """Tell of what a worker died: its exit code, or a signal's number below zero."""
        worker.link.close()
        with self._lock:
            self._control.sendall(brood.ORDER.pack(brood.FATE, worker.pid))
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
        told = self._control.recv(brood.STATUS.size, socket.MSG_WAITALL)
        if len(told) != brood.STATUS.size:
            raise EOFError
        return int(brood.STATUS.unpack(told)[0])
