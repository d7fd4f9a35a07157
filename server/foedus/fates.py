"""Why a query has no answer though nothing is wrong with its words: time, memory, others, or the engine's end."""

from math import ceil

from foedus.operations import Refusal


def query_took_too_long(seconds: float) -> Refusal:
    """Refuse what is not answered by the deadline."""
    title = f"The query was not answered within {seconds:g} seconds."
    hint = "Ask for less: join the patterns by shared variables, name the thing you mean, or add a LIMIT."
    return Refusal(503, "query-took-too-long", title, hint=hint, headers={"Retry-After": str(ceil(seconds))})


def client_left() -> Refusal:
    """End a query for whose answer nobody waits; nobody is told either."""
    return Refusal(503, "client-left", "The client closed the connection before its answer was there.")


def server_is_busy() -> Refusal:
    """Refuse what would wait too long behind others."""
    title = "The server is busy with the queries of others."
    return Refusal(503, "server-is-busy", title, hint="Ask again in a moment.", headers={"Retry-After": "2"})


def engine_is_gone() -> Refusal:
    """Refuse where no worker can be had."""
    title = "The engine cannot be started just now."
    return Refusal(503, "engine-is-gone", title, hint="Ask again later.", headers={"Retry-After": "10"})


def engine_died() -> Refusal:
    """Refuse a query on which the engine died; others are answered by another worker."""
    hint = "Shorten its longest chain: VALUES and IN hold many thousand values, an expression does not."
    return Refusal(500, "engine-died-on-the-query", "The engine could not take this query and ended.", hint=hint)


def engine_ran_out_of_memory(most: int) -> Refusal:
    """Refuse a query that needs more memory than one may have."""
    title = f"The query needs more than the {most // 1_000_000:,} MB of memory that one may use."
    hint = "Ask for less: sort, group and tell apart fewer rows."
    return Refusal(507, "engine-ran-out-of-memory", title, hint=hint)


def something_broke() -> Refusal:
    """Tell of a fault of our own, and nothing of where it lies."""
    return Refusal(500, "something-broke", "The server could not answer because of a fault of its own.")
