"""What workers that serve by themselves tell of requests, for the log and the counts of the server: a line each."""

from collections.abc import Callable

from foedus.web.journal import Seen


class Teller:
    """Stands for the log and the counts in a worker: what was answered stands on the board until it is read."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def count(self, seen: Seen) -> None:
        """Tell of a request."""
        self._tell(
            f"{seen.when} {seen.seconds} {seen.status} {seen.size} {seen.name} {seen.method} {seen.path} {seen.route} "
            f"{seen.client} {seen.cache or '-'} {seen.outcome or '-'} {seen.query}"
        )

    def request(self, seen: Seen) -> None:
        """Do nothing: whoever counts it tells the log."""


def heard(line: str) -> Seen:
    """Read what an attendant told of a request."""
    when, seconds, status, size, name, method, path, route, client, cache, outcome, query = line.split(" ", 11)
    seen = Seen(float(when), name, method, path, route, int(status), int(size), float(seconds), query)
    seen.outcome, seen.cache, seen.client = None if outcome == "-" else outcome, None if cache == "-" else cache, client
    return seen
