"""What a process of ours gives up before it meets a stranger's query: files, network, memory beyond its share."""

import ctypes
import fcntl
import os
import resource
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foedus.facts import CouldNotDo

#: No process of ours has a file of a higher number.
_MOST_FILES = 65_536
#: Numbers of Linux for unshare(2) and prctl(2).
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_DIE_WITH_PARENT, _NAME = 1, 15

#: Where Linux tells what groups of processes take and may take (cgroups, version 2).
_GROUPS = Path("/sys/fs/cgroup")


def die_with_parent() -> None:
    """End this process when the one that made it ends, however that comes."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def take_name(name: str) -> None:
    """Let lists of processes call this one so, and those that it forks; fifteen letters at most."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_NAME, name.encode())


@contextmanager
def dying_with(line: socket.socket) -> Iterator[None]:
    """End this process when a line's other side goes, whatever it computes; nothing may come there meanwhile."""
    usual = fcntl.fcntl(line, fcntl.F_GETFL)
    fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(line, fcntl.F_SETFL, usual | os.O_ASYNC)  # SIGIO, which ends a process that does not expect it
    gone = select.poll()
    gone.register(line, select.POLLRDHUP)
    if gone.poll(0):
        os._exit(0)
    yield
    fcntl.fcntl(line, fcntl.F_SETFL, usual)


def withdraw(kept: int) -> None:
    """Let go of the server's files and, where the system lets us, of the network."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    leave_open(kept)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def leave_open(*kept: int) -> None:
    """Close every file but the first three and these."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    begin = 3
    for number in sorted(kept):
        os.closerange(begin, number)
        begin = number + 1
    os.closerange(begin, min(most, _MOST_FILES) if most > 0 else _MOST_FILES)


def judge() -> None:
    """Try at every start what the workers rest on; raises CouldNotDo where a process could still open connections."""
    usual = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, usual[1]))
    try:
        socket.socket().close()
    except OSError:
        return
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, usual)
    raise CouldNotDo("this system cannot keep a process from opening connections, so no stranger's query may run on it")


def confine(memory: int, *, files: bool = False) -> None:
    """Limit this process: no core, no memory beyond its share, and no file or connection can be opened any more.

    Where ``files`` may be handed to it later, it can allow itself to take them; else nothing can.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        size = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1] if files else 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))


def memory(name: str) -> int:
    """Give a figure of the machine's memory by its name in Linux, in bytes; 0 where it is not told."""
    for line in Path("/proc/meminfo").read_text("ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def free() -> float:
    """Give the share of memory that is free: of the machine's, or of what a group of processes may take together."""
    shares = [memory("MemAvailable") / max(memory("MemTotal"), 1)]
    with suppress(OSError, ValueError, ZeroDivisionError):  # no such group, or one without a limit
        group = Path("/proc/self/cgroup").read_text("ascii").rpartition("0::/")[2].strip()
        taken, most = (int((_GROUPS / group / f"memory.{name}").read_text("ascii")) for name in ("current", "max"))
        shares.append(1 - taken / most)
    return min(shares)
