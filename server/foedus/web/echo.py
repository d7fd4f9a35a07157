"""Answers a request that came before in the very same bytes as it was answered then, without reading it again."""

import os
import time
from collections.abc import Callable
from typing import NamedTuple

from foedus.cache import Shelf
from foedus.web import plain
from foedus.web.headers import Environ, Pairs
from foedus.web.journal import Seen
from foedus.web.visits import OTHER, REQUEST_ID, ROUTES, first

#: Bytes of requests and answers that are kept for this.
_MOST = 8_000_000


class Known(NamedTuple):
    """A whole answer but for the name of its request and the date, and what is told of the request."""

    status: str
    pairs: Pairs
    body: bytes
    told: tuple[str, str, str, str | None]


class Echo:
    """Keeps answers that were held, as long as the graph is the same, and tells of each that is given."""

    def __init__(self, tell: Callable[[Seen], object], hit: Callable[[], object]) -> None:
        self._tell, self._hit = tell, hit
        self._known: Shelf[bytes, Known] = Shelf(_MOST)

    def answer(self, request: bytes, peer: str) -> bytes | None:
        """Give the answer to the very same request, with a date and a name of its own."""
        known = self._known.get(request)
        if known is None:
            return None
        began, name = time.perf_counter(), os.urandom(8).hex()
        said = plain.head(known.status, [*known.pairs, (REQUEST_ID, name)], kept=True) + known.body
        method, path, route, query = known.told
        seen = Seen(time.time(), name, method, path, route, 200, len(known.body), 0.0, query, None, "hit", peer)
        seen.seconds = time.perf_counter() - began
        self._tell(seen)
        self._hit()
        return said

    def keep(self, request: bytes, environ: Environ, status: str, pairs: Pairs, body: bytes) -> None:
        """Keep the answer to a request, where it was held and nobody but us named the request."""
        if environ.get("foedus.cache") != "hit" or status[:3] != "200":
            return
        path = environ["PATH_INFO"]
        told = environ["REQUEST_METHOD"], path, ROUTES.get(first(path), OTHER), environ.get("foedus.query")
        own = [pair for pair in pairs if pair[0] != REQUEST_ID]
        self._known.put(request, Known(status, own, body, told), 2 * (len(request) + len(body)))
