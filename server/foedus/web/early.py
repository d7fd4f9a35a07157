"""Answers programs from a prebuilt store at once, while the pages are still being loaded."""

import threading
from collections.abc import Callable, Iterable, Sequence

from foedus.cache import Cache
from foedus.questions import Question
from foedus.web.front import Front
from foedus.web.headers import App, Environ, Start


class Early:
    """An application whose pages come later: who asks for one waits for it, who asks a query does not."""

    def __init__(self, questions: Sequence[Question], version: str, cache: Cache, pages: Callable[[], App]) -> None:
        self.questions = questions
        self.version = version
        self.cache = cache
        self._pages = pages
        self._loaded = threading.Event()
        self._app: App = Front(self._later, self)

    def begin(self) -> None:
        """Load the pages; for the process that serves."""
        threading.Thread(target=self._load, name="pages", daemon=True).start()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request (https://peps.python.org/pep-3333/)."""
        return self._app(environ, start)

    def _load(self) -> None:
        try:
            self._app = self._pages()
        finally:
            self._loaded.set()

    def _later(self, environ: Environ, start: Start) -> Iterable[bytes]:
        early = self._app
        self._loaded.wait()
        if self._app is early:
            start("503 Service Unavailable", [("Retry-After", "10"), ("Content-Length", "0")])
            return []
        return self._app(environ, start)
