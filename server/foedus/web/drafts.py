"""Answers on their way in a worker that serves by itself, and the token by which it or the door sends them."""

import os
import socket
from collections.abc import Hashable
from typing import NamedTuple

from foedus import wire
from foedus.cache import Held, Shared
from foedus.web.postponed import Elsewhere


class TooLarge(Exception):  # noqa: N818 - no error: the door has room for it
    """The answer is larger than what an attendant sends at once."""


class Token:
    """Is had by whoever answers a question, the attendant or the door: an eventfd that holds one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.mine = False

    def take(self) -> bool:
        """Take it, if it is there; who has it keeps it."""
        if self.mine:
            return True
        try:
            os.eventfd_read(self._number)
        except BlockingIOError:
            return False
        self.mine = True
        return True

    def put_back(self) -> None:
        """Let the next question be answered by whoever is first."""
        if self.mine:
            self.mine = False
            os.eventfd_write(self._number, 1)


class Draft:
    """The answer as it is written: kept until it is whole, or sent on the line where the door has taken it over."""

    def __init__(self, line: socket.socket, token: Token) -> None:
        self._line = line
        self._token = token
        self._sheet: wire.Sheet | None = None
        self.kept = bytearray()

    def write(self, piece: bytes, /) -> None:
        """Take a piece; raises TooLarge where the door is to ask anew, as often as the engine writes after that."""
        if self._sheet:
            self._sheet.write(piece)
            return
        self.kept += piece
        if len(self.kept) > wire.PIECE:
            if self._token.take():
                raise TooLarge
            self.hand_over()

    def is_ours(self) -> bool:
        """Tell whether the attendant answers."""
        return self._sheet is None and self._token.take()

    def hand_over(self) -> wire.Sheet:
        """Give what was written to the door, and go on for it."""
        if self._sheet is None:
            self._sheet = wire.Sheet(self._line)
            self._sheet.write(bytes(self.kept))
        return self._sheet


class Small(NamedTuple):
    """Answers of which an attendant gives those alone that fit into one word to the door, should a client not read."""

    answers: Shared

    def get(self, key: Hashable) -> Held | None:
        """Give what is held under a key; raises Elsewhere where the door is to give it."""
        held = self.answers.get(key)
        if held and held.answer.size > wire.PIECE:
            raise Elsewhere
        return held

    def put(self, key: Hashable, value: Held, size: int) -> None:
        """Hold an answer."""
        self.answers.put(key, value, size)

    def numbers(self) -> dict[str, int]:
        """Count what is held, and how often it was."""
        return self.answers.numbers()
