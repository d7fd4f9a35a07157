"""Shows what is being done, once it has taken a second; a line on a terminal, one message elsewhere."""

import sys
import threading
import time
from types import TracebackType
from typing import Self

import click

_PATIENCE = 1.0


class Progress:
    """A context that speaks up when its work is not done within a second."""

    def __init__(self, words: str, *, shown: bool) -> None:
        self._words = words
        self._shown = shown
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Self:
        if self._shown:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._shown:
            self._thread.join()

    def _show(self) -> None:
        began = time.monotonic()
        if self._done.wait(_PATIENCE):
            return
        if not sys.stderr.isatty():
            click.echo(f"{self._words} …", err=True)
            return
        while not self._done.wait(_PATIENCE / 4):
            click.echo(f"\r{self._words} … {time.monotonic() - began:.0f} s", nl=False, err=True)
        click.echo("\r\x1b[K", nl=False, err=True)
