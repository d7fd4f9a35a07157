"""The program that holds a graph and forks workers from it: the server starts it, nobody does so by hand."""

import signal
import socket
import sys
from pathlib import Path
from typing import Any

from foedus import wire
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.holdings import open_holdings
from foedus.zygote import Begin, hold


def main(number: int) -> None:
    """Make the graph that the server asks for, say what it is or why it cannot be, and hold it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = socket.socket(fileno=number)
    words = wire.heard(line)
    try:
        begin, told = _made(words)
    except CouldNotDo as error:
        wire.tell(line, {"cannot": str(error)})
        return
    wire.tell(line, told)
    hold(line, begin, words["memory"])


def _made(words: dict[str, Any]) -> tuple[Begin, dict[str, object]]:
    from foedus import library  # noqa: PLC0415 - a prebuilt graph answers without it, and sooner
    from foedus.judged import Judging  # noqa: PLC0415 - as above

    built = library.build(open_holdings(Path(words["root"])))
    most = words["answer"]
    write = Judging(InProcess(built.store, built.holdings.names, most=most), most).write
    return lambda: write, {"version": built.version}


if __name__ == "__main__":
    main(int(sys.argv[2]))
