"""Why? asked of a row of any answer: the claims behind it, with their quotes, readings and conflicts."""

import re
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from foedus.tracing import behind, tell
from foedus.web.shown import Cell
from foedus.web.site import site
from foedus.web.tongue import language

blueprint = Blueprint("tracks", __name__)
#: Characters of a cell that its link to the explanation carries, and cells of a row.
_LONGEST, _MOST = 600, 12
_PLAIN = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+")


@blueprint.get("/why")
def why() -> str:
    """Show the claims that hold most of what a row names together, or say that there are none."""
    nodes = [iri for iri in request.args.getlist("iri")[:_MOST] if _is_plain(iri)]
    texts = [text[:_LONGEST] for text in request.args.getlist("text")[:_MOST]]
    trail = behind(site().select, nodes, texts)
    claims = tell(site().select, trail.claims, language())
    return render_template("why.html", site=site(), parts=[*nodes, *texts], trail=trail, claims=claims)


def asked(row: list[Cell | None]) -> str:
    """Give the address at which a row is explained; empty where it names nothing that can be traced."""
    fields = [("iri", cell.full) for cell in row if cell and cell.full]
    fields += [("text", cell.text[:_LONGEST]) for cell in row if cell and not cell.full and not cell.datatype]
    return f"/why?{urlencode(fields[:_MOST])}" if fields else ""


def _is_plain(iri: str) -> bool:
    """Whether an IRI can stand in a query between its brackets."""
    return _PLAIN.fullmatch(iri) is not None
