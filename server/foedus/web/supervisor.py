"""Keeps the process that serves: forks it, forks another when it dies, hands signals on and sees that it ends."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress

#: Tells the process that serves to take no more connections.
CLOSE = signal.SIGUSR1
#: Seconds that requests under way are given after Ctrl-C.
PATIENCE = 2
#: Seconds that pass before another is forked in the place of one that lived for less than so many.
_BREATH, _SHORT = 0.2, 5.0


class Supervisor:
    """Stays between whoever started the server and the process that serves, which does ``serve``.

    ``seconds`` are what requests under way are given after SIGTERM.
    """

    def __init__(self, serve: Callable[[], object], seconds: float) -> None:
        self._serve = serve
        self._seconds = seconds
        self._ends = False
        self._process = self._made()

    def run(self) -> None:
        """Keep one until SIGINT or SIGTERM; for the first thread."""
        for number, heed in {
            signal.SIGINT: self._end,
            signal.SIGTERM: self._end,
            signal.SIGALRM: lambda *_: self._process.kill(),
            signal.SIGHUP: lambda *_: self._hand_on(signal.SIGHUP),
        }.items():
            signal.signal(number, heed)
        while not self._ends:
            began = time.monotonic()
            self._process = self._made()
            self._process.start()
            self._process.join()
            if not self._ends and time.monotonic() - began < _SHORT:
                time.sleep(_BREATH)
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _made(self) -> multiprocessing.process.BaseProcess:
        return multiprocessing.get_context("fork").Process(target=self._live, name="foedus")

    def _live(self) -> None:
        """Serve in the process that was forked; the supervisor hears Ctrl-C for it."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit())
        for number in (signal.SIGALRM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self._serve()

    def _hand_on(self, number: int) -> None:
        with suppress(ProcessLookupError, TypeError):  # it has ended, or is not forked yet
            os.kill(self._process.pid, number)  # type: ignore[arg-type] # as above

    def _end(self, number: int, _: object) -> None:
        """Close the door before the server behind it; who does not end in time is ended."""
        self._ends = True
        self._hand_on(CLOSE)
        self._hand_on(signal.SIGTERM)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE if number == signal.SIGINT else self._seconds)
