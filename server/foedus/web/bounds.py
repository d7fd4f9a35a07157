"""The page of the limits: what a request may take here, what happens beyond it, and how to ask for less."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template

from foedus.guard import DEEPEST
from foedus.parameters import LONGEST_ADDRESS
from foedus.web.bodies import LARGEST, MOST
from foedus.web.site import site
from foedus.workers import Limits

blueprint = Blueprint("limits", __name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: what is limited, to what, the status and the kind of the refusal beyond it, and what to do."""

    of: str
    most: str
    status: int
    slug: str
    hint: str


@blueprint.get("/limits")
def limits() -> str:
    """Show the limits as they are set for this server."""
    return render_template("limits.html", site=site(), rows=list(rows(site().limits)))


def rows(limits: Limits | None) -> Iterator[Limit]:
    """Give the limits of a server; where nothing limits the queries, only those of requests."""
    if limits:
        yield from _of_queries(limits)
    size, deepest = f"{LARGEST:,} bytes", f"{DEEPEST} brackets"
    yield Limit("Body of a request", size, 413, "body-is-too-large", "Send a shorter query.")
    waits = f"{MOST} at once, each for as long as it takes"
    yield Limit("Bodies on their way", waits, 503, "bodies-are-too-many", "Ask by GET, or again in a moment.")
    yield Limit("Address", f"{LONGEST_ADDRESS:,} bytes", 414, "address-is-too-long", "Send the query by POST.")
    yield Limit("Nesting", deepest, 400, "query-is-too-deep", "Flatten the query.")


def _of_queries(limits: Limits) -> Iterator[Limit]:
    seconds, memory, size = f"{limits.seconds:g} seconds", f"{limits.memory:,} bytes", f"{limits.answer:,} bytes"
    slow = f"{2 * limits.workers} that take longer than a moment"
    yield Limit("Time of a query", seconds, 503, "query-took-too-long", "timeout=2 lowers it, nothing raises it.")
    yield Limit("Memory of a query", memory, 507, "engine-ran-out-of-memory", "Sort and group fewer rows.")
    yield Limit("Answer", size, 507, "answer-is-too-large", "Take it in pages, by ORDER BY, LIMIT and OFFSET.")
    yield Limit("Queries at once", slow, 503, "server-is-busy", "Wait as long as Retry-After says.")
