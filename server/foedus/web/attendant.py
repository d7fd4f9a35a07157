"""Answers plain requests in a worker, on connections that the door lends to all attendants at once.

Whichever is free takes the next request, answers it, and waits for another. What takes long goes on for the door, which
has seen on the board who works on what since when; what is not plain, or large, the door does itself.
"""

import gc
import select
import signal
import socket
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from foedus import fates, lending, wire
from foedus.board import Board
from foedus.cache import Cache, Shared
from foedus.lending import Loan
from foedus.operations import Answer, Operation, Refusal
from foedus.questions import Question
from foedus.web import plain
from foedus.web.drafts import Draft, Small, Token, TooLarge
from foedus.web.echo import Echo
from foedus.web.front import Front
from foedus.web.headers import App, Environ, Pairs
from foedus.web.postponed import HURRIED, Elsewhere, Postponed
from foedus.web.teller import Teller
from foedus.web.visits import ROUTES, Observed
from foedus.working import MOST_QUERIES, Answering

#: Seconds for which an attendant waits before it looks whether a loan has ended, or whether it is to leave.
_LOOK = 0.5
#: Seconds after the deadline when it ends itself, should nobody be left to end it.
_GRACE = 1.0
#: Objects made before Python looks for circles among them.
_OBJECTS = 50_000
_DESK = memoryview(bytearray(plain.MOST))

Server = tuple[str, str]


@dataclass(slots=True)
class Links:
    """What an attendant has of the door: the line on which it goes on where it was too slow, and the turnstile.

    ``token`` is had by whoever answers, the attendant or the door; to ``desk`` loans go back.
    """

    line: socket.socket
    turnstile: select.epoll
    token: Token
    desk: socket.socket


class Alarm:
    """Ends this process some time after the deadline, even where the engine computes on: set once a second at most."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds + 2 * _GRACE
        self._set = 0.0

    def set(self) -> None:
        """Be sure that it comes, but not before the deadline of what begins now."""
        now = time.monotonic()
        if now - self._set > _GRACE:
            signal.setitimer(signal.ITIMER_REAL, self._seconds)
            self._set = now

    def put_off(self) -> None:
        """Let it not come, where nothing is asked."""
        if self._set:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._set = 0.0


class Attendant:
    """One worker at its seat. ``app`` answers what is held, and says what is not; ``answering`` knows the rest."""

    def __init__(self, app: App, answering: Answering, links: Links, board: Board, seat: int) -> None:
        self._app, self._answering = app, answering
        self._links, self._board, self._seat = links, board, board.seats[seat]
        self._server: Server = tuple(board.said["server"])
        self._alarm = Alarm(board.said["seconds"])
        #: Who believes the names that a proxy gives to requests reads each.
        self._echo = Echo(Teller(self._seat.tell).count, board.shelf(seat).hit) if not board.said["hops"] else None
        self._token = links.token
        self._loans: dict[int, tuple[socket.socket, Loan]] = {}
        self._seen, self._count = -1, 0
        self._begun = False

    def run(self) -> bool:
        """Serve until told to leave; True where the door took a question over, and has its answer."""
        gc.set_threshold(_OBJECTS)
        while not self._begun:
            select.select([self._links.line], [], [])
            self._learn()
        while not self._seat.leaves:
            events = self._links.turnstile.poll(_LOOK, 1)
            if events:
                self._seat.take(events[0][0], time.monotonic_ns())
            else:
                self._alarm.put_off()
            if self._seen != self._board.changes:
                self._learn()
            if events and not self._look(events[0][0]):
                return True
            self._seat.leave()
        return False

    def rest(self) -> None:
        """Let go of all connections, of the door and of the alarm, and wait until the door ends this worker.

        Words about loans may be on their way still, so that nothing else can be asked on the line; who ended before
        they are read would take the answer along.
        """
        self._alarm.put_off()
        for number in list(self._loans):
            self._forget(number)
        self._links.turnstile.close()
        self._links.desk.close()
        while self._links.line.recv(wire.PIECE):
            pass

    def _learn(self) -> None:
        self._seen = self._board.changes
        for loan, file in lending.learn(self._links.line):
            self._forget(loan.number)
            if file is not None:
                self._loans[loan.number] = socket.socket(fileno=file), loan
            self._begun |= loan.number == lending.BEGIN

    def _forget(self, number: int) -> None:
        if held := self._loans.pop(number, None):
            held[0].close()

    def _look(self, number: int) -> bool:
        """Answer what has come on a connection; False where the door has taken the question over."""
        link, loan = self._loans.get(number, (None, None))
        if link is None or loan is None:
            return True  # it was taken back meanwhile
        try:
            size = link.recv_into(_DESK, 0, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return self._wait(number)
        except OSError:
            size = 0
        if not size:
            lending.tell(self._links.desk, "gone", loan)
            return True
        self._board.use(number, time.monotonic_ns())
        return self._serve(link, loan, bytes(_DESK[:size]))

    def _wait(self, number: int) -> bool:
        """Let whoever is free see what comes next."""
        with suppress(FileNotFoundError):  # it was taken back meanwhile
            self._links.turnstile.modify(number, lending.TURN)
        return True

    def _serve(self, link: socket.socket, loan: Loan, come: bytes) -> bool:
        known = self._echo.answer(come, loan.peer) if self._echo else None
        if known:
            self._send(link, loan, known)
            return True
        found = plain.read(come, loan.peer, self._server) if len(come) < plain.MOST else None
        if found is None or not found.kept or found.size < len(come):
            lending.tell(self._links.desk, "back", loan, come)
            return True
        self._seat.begin(come)
        said = self._answer(come, found.environ)
        if said is None:
            return False
        if not said and not self._may_answer():
            return False
        if said:
            self._send(link, loan, said)
        else:
            lending.tell(self._links.desk, "back", loan, come)
        self._seat.leave()
        self._token.put_back()
        return True

    def _may_answer(self) -> bool:
        """Tell whether the question is still its own; the door, where it waits for it, hears that there is none."""
        if self._token.take():
            return True
        wire.Sheet(self._links.line).end(fates.server_is_busy(), worn=True)
        return False

    def _send(self, link: socket.socket, loan: Loan, said: bytes) -> None:
        try:
            sent = link.send(said, socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:
            lending.tell(self._links.desk, "gone", loan)
            return
        if sent < len(said):
            lending.tell(self._links.desk, "rest", loan, said[sent:])
        else:
            self._wait(loan.number)

    def _answer(self, come: bytes, environ: Environ) -> bytes | None:
        """Give the whole answer; empty where the door is to ask, and none where it has taken the question over."""
        said: list[Any] = []
        environ[HURRIED] = True

        def start(status: str, headers: Pairs, *_: object) -> None:
            said[:] = status, headers

        try:
            body = self._app(environ, start)
            if not self._may_answer():
                return None
        except Postponed as postponed:
            postponed.__traceback__ = None
            return self._ask(postponed, said)
        except Exception:  # noqa: BLE001 - whatever it is, the door will meet it too, and tell it
            return b""
        whole = b"".join(body)
        if self._echo:
            self._echo.keep(come, environ, said[0], said[1], whole)
        return plain.head(said[0], said[1], kept=True) + whole

    def _ask(self, postponed: Postponed, said: list[Any]) -> bytes | None:
        operation, cache, refusal = postponed.operation, postponed.cache, None
        if operation.seconds is not None and operation.seconds <= wire.PATIENCE:
            return b""
        draft = Draft(self._links.line, self._token)
        self._alarm.set()
        try:
            self._answering(operation, draft)
        except TooLarge:
            return b""
        except Refusal as error:
            refusal = error
        if not draft.is_ours():
            draft.hand_over().end(refusal, worn=True)
            return None
        self._tire(refusal)
        answer = Answer(operation.media_type, bytes(draft.kept))
        try:
            body = postponed.tell(refusal or cache.keep(cache.key(operation), operation, answer))
        except Elsewhere:
            return b""
        return plain.head(said[0], said[1], kept=True) + b"".join(body)

    def _tire(self, refusal: Refusal | None) -> None:
        """Leave after this question where the engine broke, or after many."""
        self._count += 1
        if (refusal and refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR) or self._count >= MOST_QUERIES:
            self._seat.dismiss()


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to programs by an attendant."""

    questions: Sequence[Question]
    version: str
    cache: Cache


@dataclass(frozen=True, slots=True)
class Served:
    """What all attendants of a graph have: the board, the saved questions, and the version of the graph."""

    board: Board
    questions: Sequence[Question]
    version: str

    def serve(self, line: socket.socket, files: Sequence[int], seat: int, answering: Answering) -> None:
        """Serve at a seat with the files of the door, until that is left or a question took long."""
        turnstile, token, desk = files
        links = Links(line, select.epoll.fromfd(turnstile), Token(token), socket.socket(fileno=desk))
        attendant = Attendant(self._app(seat), answering, links, self.board, seat)
        if attendant.run():
            attendant.rest()

    def _app(self, seat: int) -> App:
        """Make what answers from what is held, and says what is not; as in the server, but for pages."""
        said, told = self.board.said, Teller(self.board.seats[seat].tell)
        answers = Small(Shared(self.board.shelf(seat), self.board.is_asked_again))
        front = Front(_elsewhere, Offer(self.questions, self.version, Cache(_never, self.version, answers)))
        app: App = Observed(front, told, told, ROUTES, trusting=said["hops"] > 0, secure=said["secure"])
        if not said["hops"]:
            return app
        from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: PLC0415 - few have proxies whose word counts

        return ProxyFix(app, said["hops"], 0, 0)


def _elsewhere(_: Environ, __: object) -> Iterable[bytes]:
    raise Elsewhere


def _never(_: Operation) -> Answer:
    raise Elsewhere
