"""How to cite an answer: its lasting address, its hash, and entries for a bibliography."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from foedus import guard, negotiation
from foedus.citation import Citation, bibtex, csl, digest, hashed_as
from foedus.operations import Operation, Refusal
from foedus.tracing import MOST, Quote, behind, tell
from foedus.web.editions import BELOW
from foedus.web.problems import wants_page
from foedus.web.shown import Cell, tabulate
from foedus.web.site import Site, site
from foedus.web.tongue import language

blueprint = Blueprint("citing", __name__)
_TITLE = re.compile(r"\A\s*#\s*(?:en:\s*)?(.+)")
_DAY = "SELECT (MAX(?on) AS ?day) WHERE { ?check f:readOn ?on }"
#: Rows whose quotes a page shows.
_ROWS = 20
_DIGITS = 6
#: Entries by the name of their format: what writes them, and their media type.
_ENTRIES = {"bibtex": (bibtex, "application/x-bibtex"), "csl": (csl, "application/vnd.citationstyles.csl+json")}


@blueprint.get("/cite")
def cite() -> Response:
    """Cite the answer to a query; with ``result=``, say whether it is still the one of that hash."""
    query = request.args.get("query", "")
    if not query.strip():
        raise query_to_cite_is_missing()
    cited = cited_by(site(), query)
    entry = _ENTRIES.get(request.args.get("format", ""))
    if entry:
        return Response(entry[0](cited), mimetype=entry[1])
    if not wants_page(request.headers.get("Accept")):
        return Response(csl(cited), mimetype=_ENTRIES["csl"][1])
    told = {"cited": cited, "query": query, "entries": _ENTRIES, "most": MOST}
    same = {"": None, cited.hash: True}.get(request.args.get("result", ""), False)
    rows = traced(site(), query, request.args.get("from", ""))
    page = render_template("cite.html", site=site(), same=same, rows=rows, **told)
    return Response(page)


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of an answer with the quotes behind each: from which on (counted from 0), of how many."""

    start: int
    total: int
    more: bool
    found: list[tuple[Sequence[Cell | None], list[Quote]]]

    @property
    def before(self) -> int | None:
        """Where the page before begins."""
        return max(self.start - _ROWS, 0) if self.start else None

    @property
    def after(self) -> int | None:
        """Where the next page begins."""
        return self.start + _ROWS if self.start + _ROWS < self.total else None


def traced(served: Site, query: str, start: str) -> Rows:
    """Trace a page of the rows of an answer, of which those are counted that a page of the answer shows."""
    kind = guard.admit(query)
    media_type = {"select": negotiation.TSV, "ask": negotiation.JSON}.get(kind, negotiation.N_TRIPLES)
    table = tabulate(served.cache.held(Operation(query, kind, media_type)).answer, served.names)
    first = int(start) if start.isdecimal() and len(start) <= _DIGITS else 0
    rows = table.rows[first : first + _ROWS]
    return Rows(first, len(table.rows), table.more, [(row, quotes(served, row)) for row in rows])


def quotes(served: Site, row: Sequence[Cell | None]) -> list[Quote]:
    """Give the quotes of the claims that hold most of what a row names."""
    nodes = [cell.full for cell in row if cell and cell.full]
    texts = [cell.text for cell in row if cell and not cell.full and not cell.datatype]
    claims = tell(served.select, behind(served.select, nodes, texts).claims, language())
    return list({quote.passage: quote for claim in claims for quote in claim.quotes}.values())


def cited_by(served: Site, query: str) -> Citation:
    """Ask a query and say how its answer is cited."""
    kind = guard.admit(query)
    answer = served.cache.held(Operation(query, kind, hashed_as(kind))).answer
    version, address = _lasting(served)
    days = served.select(_DAY)
    day = days[0]["day"].value if days and days[0]["day"] else ""
    told = _TITLE.match(query)
    title = told[1].strip() if told else "Answer to a query"
    place = f"{address}?{urlencode({'query': query})}"
    return Citation(title, f"The keepers of {served.title}", served.title, version, day, place, digest(answer))


def _lasting(served: Site) -> tuple[str, str]:
    """Give the version and the endpoint's address that stays: a release's own, else that of the very graph."""
    _, below, version = served.public_url.rstrip("/").rpartition(BELOW)
    if below:
        return version, served.endpoint
    return served.version, f"{served.public_url.rstrip('/')}{BELOW}{served.version}/sparql"


def query_to_cite_is_missing() -> Refusal:
    """Refuse to cite nothing."""
    hint = "Send the query as /cite?query=…, percent-encoded; the page of every answer has the link."
    return Refusal(400, "query-to-cite-is-missing", "The request names no query to cite.", hint=hint)
