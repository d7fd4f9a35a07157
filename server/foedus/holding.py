"""Starts the process that holds a graph: only module that knows what it is told."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from foedus.board import Board
from foedus.holdings import Holdings
from foedus.workers import Limits
from foedus.zygote import Zygote

#: Bytes of answers that the server and its workers hold for those who ask the same again.
HELD = 64_000_000


def started(
    name: str,
    holdings: Holdings,
    limits: Limits,
    store: Path | None = None,
    *,
    copy: bool = False,
    lean: bool = False,
    fork: Callable[[socket.socket], object] | None = None,
) -> Zygote:
    """Start it for a server of that name; it may not be ready yet.

    It holds a prebuilt ``store`` instead of the files, and ``copy`` copies that into memory first. A ``lean`` one
    judges no graphs by shapes until there is a copy. Where no thread exists yet, it can be forked to do ``fork``,
    which takes a tenth of a second less than a program of its own.
    """
    board = _board(limits)
    words: dict[str, object] = {
        "root": str(holdings.root),
        "memory": limits.memory,
        "answer": limits.answer,
        "copy": copy,
        "lean": lean,
    }
    words |= {"store": str(store or ""), "base": holdings.names.base}
    if board:
        words["board"] = [limits.workers, HELD, board.file]
    if fork:
        return Zygote.forked(fork, words, board)
    return Zygote.started("foedus.holder", name, words, board)


def _board(limits: Limits) -> Board | None:
    """Make the memory that server and workers share; none where the system has no such, and then none serves alone."""
    if not hasattr(os, "eventfd"):  # what the two decide by who answers
        return None
    try:
        return Board(limits.workers, HELD)
    except (OSError, AttributeError):
        return None
