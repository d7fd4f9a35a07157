"""Frames by which the door lends its connections to workers that serve, and by which they come back."""

import os
import resource
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

#: What of a connection that is lent is told, and only once: whoever is told sees to it alone.
TURN = select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLONESHOT
#: What becomes of a loan: its bytes are for others to answer, the rest of an answer for others to send, or it ended.
Word = Literal["back", "rest", "gone"]
#: The number of no loan, by which a worker is told that it knows of all that there are, and may begin.
BEGIN = 0
_WORDS: tuple[Word, ...] = ("back", "rest", "gone")
#: A loan says its number, which of the loans of that number it is (0 where it ends), and whose the connection is.
_LOAN = struct.Struct("=II48s")
_TOLD = struct.Struct("=III")
_FILE = struct.Struct("i")
_MOST = 1 << 18


@dataclass(frozen=True, slots=True)
class Loan:
    """A connection that is lent under a number; ``serial`` tells the loans of a number apart."""

    number: int
    serial: int
    peer: str = ""


def lend(link: socket.socket, loan: Loan, file: int) -> None:
    """Lend a connection to a worker; raises OSError where it has not learnt of earlier ones for long."""
    text = _LOAN.pack(loan.number, loan.serial, loan.peer.encode())
    rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, _FILE.pack(file))
    link.sendmsg([text], [rights], socket.MSG_DONTWAIT)


def take_back(link: socket.socket, number: int) -> None:
    """Tell a worker that a loan has ended; raises as ``lend`` does."""
    link.send(_LOAN.pack(number, 0, b""), socket.MSG_DONTWAIT)


def learn(link: socket.socket) -> Iterator[tuple[Loan, int | None]]:
    """Give what a worker was told of loans, each with the connection's file, and none where it ended.

    The file has the number of the loan, since by that the system knows what it waits for.
    """
    with _files():
        while True:
            try:
                text, rights, _, _ = link.recvmsg(_LOAN.size, socket.CMSG_LEN(_FILE.size), socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            if len(text) != _LOAN.size:
                return
            number, serial, peer = _LOAN.unpack(text)
            loan = Loan(number, serial, peer.rstrip(b"\0").decode())
            for _, _, given in rights:
                file = int(_FILE.unpack(given)[0])
                os.dup2(file, number)
                os.close(file)
            yield loan, number if rights else None


@contextmanager
def _files() -> Iterator[None]:
    """Let this process have files for a moment, as it may not while it answers."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))


def tell(desk: socket.socket, word: Word, loan: Loan, text: bytes = b"") -> None:
    """Tell the door what became of a loan."""
    desk.send(_TOLD.pack(_WORDS.index(word), loan.number, loan.serial) + text)


def told(desk: socket.socket) -> tuple[Word, int, int, bytes] | None:
    """Take the next that was told: the word, number and serial of the loan, and bytes; none where there is no more."""
    try:
        text = desk.recv(_MOST, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    word, number, serial = _TOLD.unpack_from(text)
    return _WORDS[word], number, serial, text[_TOLD.size :]
