"""Those between whom a connection at the door stands: who answers for it, and the door itself."""

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from foedus.lending import Loan, Word
from foedus.web.headers import Environ, Pairs, Start
from foedus.web.loop import Loop
from foedus.web.postponed import Postponed
from foedus.zygote import Worker

if TYPE_CHECKING:
    from foedus.web.connection import Connection

Answered = Callable[[Iterable[bytes] | None], object]


class Behind(Protocol):
    """What answers: at once, or by asking."""

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request, or raise Postponed or Elsewhere."""
        ...

    def ask(self, postponed: Postponed, answered: Answered, begun: Worker | None = None) -> None:
        """Ask for what was postponed, and give the body that answers in the loop's thread; none where that broke.

        A worker may have ``begun`` with it.
        """
        ...

    def echo(self, request: bytes, peer: str) -> bytes | None:
        """Give the whole answer to a request that came before in the very same bytes, where that is kept."""
        ...

    def remember(self, request: bytes, environ: Environ, status: str, pairs: Pairs, body: bytes) -> None:
        """Keep an answer for who sends the same bytes again."""
        ...

    def lend(self, connection: "Connection") -> bool:
        """Let others answer what comes on a connection, where they can."""
        ...

    def dismiss(self, worker: Worker) -> None:
        """End a worker whose answer is not wanted."""
        ...


class Around(Protocol):
    """The door at which a connection came."""

    loop: Loop
    behind: Behind
    server: tuple[str, str]

    def relay(self, link: socket.socket, come: bytes, peer: str) -> None:
        """Leave a connection to the server behind."""
        ...

    def forget(self, connection: "Connection") -> None:
        """Hear that a connection is not the door's any more."""
        ...


class Lendable(Protocol):
    """A connection at the door."""

    link: socket.socket
    peer: str

    def returned(self, word: Word, text: bytes) -> None:
        """Have it back: with bytes that came, with the rest of an answer, or at its end."""
        ...

    def overdue(self, come: bytes, worker: Worker) -> None:
        """Have it back with a request that a worker has begun to answer."""
        ...


@dataclass(slots=True, eq=False)
class Lent:
    """A connection under the number by which it is lent, and since when nobody should take what comes on it."""

    connection: Lendable
    loan: Loan
    withdrawn: float | None = None
