"""The page of the limits: what a request may take here, what happens beyond it, and how to ask for less."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template

from foedus.guard import DEEPEST
from foedus.parameters import LONGEST_ADDRESS
from foedus.web.bodies import LARGEST, MOST, PATIENCE, SHARE
from foedus.web.site import Language, site
from foedus.web.tongue import tell
from foedus.workers import Limits

blueprint = Blueprint("limits", __name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: the key of its words, what fills their blanks, and the status and the kind of the refusal beyond it."""

    key: str
    most: float
    status: int
    slug: str

    def told(self, part: str, language: Language | None = None) -> str:
        """Say what is limited (``of``), to what (``most``), what to do (``do``): in a language, else in the page's."""
        return tell(f"limit-{self.key}-{part}", within=language, most=self.most)


@blueprint.get("/limits")
def limits() -> str:
    """Show the limits as they are set for this server."""
    return render_template("limits.html", site=site(), rows=list(rows(site().limits)))


def rows(limits: Limits | None) -> Iterator[Limit]:
    """Give the limits of a server; where nothing limits the queries, only those of requests."""
    if limits:
        yield from _of_queries(limits)
    yield Limit("body", LARGEST, 413, "body-is-too-large")
    yield Limit("bodies", MOST, 503, "bodies-are-too-many")
    yield Limit("share", SHARE, 503, "bodies-are-too-many")
    yield Limit("coming", PATIENCE, 408, "body-did-not-come")
    yield Limit("address", LONGEST_ADDRESS, 414, "address-is-too-long")
    yield Limit("nesting", DEEPEST, 400, "query-is-too-deep")


def _of_queries(limits: Limits) -> Iterator[Limit]:
    yield Limit("time", limits.seconds, 503, "query-took-too-long")
    yield Limit("memory", limits.memory, 507, "engine-ran-out-of-memory")
    yield Limit("answer", limits.answer, 507, "answer-is-too-large")
    yield Limit("queries", 2 * limits.workers, 503, "server-is-busy")
