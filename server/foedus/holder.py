"""What the process does that holds a graph and forks workers from it: the server starts it, nobody does so by hand."""

import signal
import socket
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from foedus import confinement, fates, stores, wire
from foedus.board import Board
from foedus.brood import Begin, Prepare, hold
from foedus.confinement import dying_with
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.holdings import open_holdings
from foedus.operations import Operation
from foedus.paper import Out
from foedus.terms import Names
from foedus.working import Answering, Attend

#: How lists of processes call it and its workers.
NAME = "foedus.holder"


def obey(line: socket.socket) -> None:
    """Make the graph that the server asks for, say what it is or why it cannot be, and hold it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confinement.take_name(NAME)
    words = wire.heard(line)
    try:
        with dying_with(line):
            confinement.judge()
            begin, told = _made(words)
    except CouldNotDo as error:
        wire.tell(line, {"cannot": str(error)})
        return
    wire.tell(line, told)
    hold(line, begin, words["memory"], _attending(words, str(told["version"])) if "board" in words else None)


def _attending(words: dict[str, Any], version: str) -> Prepare:
    """Let workers serve at seats of the board, by the front that the server has too."""
    seats, held, number = words["board"]
    board = Board(seats, held, number)

    @cache
    def prepared() -> Attend:
        from foedus.questions import read  # noqa: PLC0415 - the first answers come without these
        from foedus.web.attendant import Served  # noqa: PLC0415 - as above

        return Served(board, tuple(read(open_holdings(Path(words["root"])).questions)), version).serve

    return prepared


def _made(words: dict[str, Any]) -> tuple[Begin, dict[str, object]]:
    if words["store"]:
        return _prebuilt(words)
    from foedus import library  # noqa: PLC0415 - a prebuilt graph answers without it, and sooner

    built = library.build(open_holdings(Path(words["root"])))
    return _shared(built.store, built.holdings.names, words["answer"]), {"version": built.version}


def _prebuilt(words: dict[str, Any]) -> tuple[Begin, dict[str, object]]:
    """Answer from the disk, where each worker opens the store for itself, or from a copy in memory."""
    folder, names, most = Path(words["store"]), Names(words["base"]), words["answer"]
    card = stores.read(folder)
    told: dict[str, object] = {"version": card.version}
    if words["copy"]:
        stores.judge_memory(card)
        return _shared(stores.copied(folder, card), names, most), told
    judging = None if words["lean"] else _judging(InProcess(ox.Store()), most)
    return lambda: _either(judging, InProcess(stores.opened(folder, card), names, most=most).write), told


def _shared(store: ox.Store, names: Names, most: int) -> Begin:
    write = _judging(InProcess(store, names, most=most), most)
    return lambda: write


def _judging(engine: InProcess, most: int) -> Answering:
    """Let an engine judge graphs by shapes too; what that needs is read before any worker gives up its files."""
    from foedus.judged import Judging  # noqa: PLC0415 - as above

    return Judging(engine, most).write


def _either(judging: Answering | None, write: Answering) -> Answering:
    """Answer queries from a store, and judge where that was made ready: else until the copy in memory is there."""

    def written(operation: Operation, out: Out) -> None:
        if operation.form != "validate":
            write(operation, out)
        elif judging:
            judging(operation, out)
        else:
            raise fates.engine_is_gone()

    return written


if __name__ == "__main__":
    obey(socket.socket(fileno=int(sys.argv[2])))
