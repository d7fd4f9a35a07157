"""Answers on their way in a worker that serves by itself, and the token by which it or the door sends them."""

import os
import socket

from foedus import wire


class TooLarge(Exception):  # noqa: N818 - no error: the door has room for it
    """The answer is larger than what an attendant sends at once."""


class Token:
    """Is had by whoever answers a question, the attendant or the door: an eventfd that holds one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.mine = False

    def take(self) -> bool:
        """Take it, if it is there."""
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
        """Take a piece; raises TooLarge where the door is to ask anew."""
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
