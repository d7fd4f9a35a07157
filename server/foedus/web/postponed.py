"""What the front says to a caller that cannot wait: the answer must be asked for, or somebody else has it."""

from collections.abc import Callable, Iterable

from foedus.cache import Cache, Held
from foedus.operations import Operation, Refusal
from foedus.workers import Pool

#: Set in a request's environ by a caller that cannot wait.
HURRIED = "foedus.hurried"

Tell = Callable[[Held | Refusal], Iterable[bytes]]


class Postponed(Exception):  # noqa: N818 - no error: the answer is not at hand
    """An operation has to be asked of a pool; ``tell`` then begins the answer to the request and gives its body."""

    pool: Pool

    def __init__(self, operation: Operation, cache: Cache, tell: Tell) -> None:
        super().__init__()
        self.operation = operation
        self.cache = cache
        self.tell = tell


class Elsewhere(Exception):  # noqa: N818 - as above
    """The request is for the pages, which take their time."""
