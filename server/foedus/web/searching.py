"""Search as a page, as JSON, and as suggestions while one types."""

from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from foedus.operations import Refusal
from foedus.search import Found
from foedus.terms import LABEL, MATCHES
from foedus.web.headers import SCRIPTED
from foedus.web.shown import address
from foedus.web.site import Site, site
from foedus.web.tongue import language

blueprint = Blueprint("searching", __name__)
#: The characters of what is sought, and how much is found at most; what suggestions find.
LONGEST, MOST, SUGGESTED = 200, 100, 8
_PAGE, _SIMILAR = 40, 5
_NAMES = """
SELECT ?thing ?name WHERE {{
  VALUES ?thing {{ {things} }} ?thing <{label}> ?name FILTER(LANG(?name) = "{language}")
}}"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its page, its name in the reader's language, and the text by which it was found."""

    iri: str
    address: str
    label: str
    found: Found


@blueprint.get("/search")
def search() -> Response:
    """Show what is found, the best first."""
    sought = _sought()
    hits = find(site(), sought, _PAGE + 1) if sought else []
    page = render_template("search.html", site=site(), sought=sought, hits=hits[:_PAGE], more=len(hits) > _PAGE)
    return Response(page, headers={"Content-Security-Policy": SCRIPTED})


@blueprint.get("/api/search")
def results() -> Response:
    """Give what is found as JSON."""
    hits = find(site(), _sought(), _limit(20))
    rows = [
        {"iri": hit.iri, "page": hit.address, "label": hit.label, "text": hit.found.text, "kind": hit.found.kind}
        for hit in hits
    ]
    return _spoken(jsonify(query=_sought(), language=language(), results=rows))


@blueprint.get("/api/suggest")
def suggestions() -> Response:
    """Give names that begin so, as OpenSearch has suggestions: what was sought, names, descriptions, addresses."""
    hits = [hit for hit in find(site(), _sought(), _limit(SUGGESTED)) if hit.found.kind in ("label", "variant")]
    names, pages = [hit.label for hit in hits], [hit.address for hit in hits]
    response = _spoken(jsonify([_sought(), names, [hit.found.text for hit in hits], pages]))
    response.mimetype = "application/x-suggestions+json"
    return response


@blueprint.get("/function/<name>")
def function(name: str) -> Answer:
    """Lead from a function of ours to where it is explained."""
    if not MATCHES.endswith(f"/{name}"):
        raise function_is_unknown(name)
    return redirect("/guide#notes", 303)


def find(site: Site, sought: str, limit: int) -> list[Hit]:
    """Find things, with their names in the reader's language."""
    found = site.finder.find(sought, limit=limit, language=language())
    things = " ".join(f"<{each.iri}>" for each in found)
    rows = site.select(_NAMES.format(things=things, label=LABEL.value, language=language())) if found else []
    names = {row["thing"].value: row["name"].value for row in rows}
    return [
        Hit(
            each.iri,
            address(each.iri, site.names) or each.iri,
            names.get(each.iri) or (each.text if each.kind == "label" else site.names.shorten(each.iri)),
            each,
        )
        for each in found
    ]


def similar(path: str) -> list[Hit]:
    """Find what may be meant by an address that has nothing: by its last part, else by the longest word of it."""
    name = path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ").replace("_", " ")[:LONGEST]
    longest = max(name.split(), key=len, default="")
    try:
        return find(site(), name, _SIMILAR) or find(site(), longest, _SIMILAR)
    except Refusal:
        return []


def _sought() -> str:
    sought = request.args.get("q", "").strip()
    if len(sought) > LONGEST:
        raise search_is_too_long()
    return sought


def _limit(usual: int) -> int:
    given = request.args.get("limit", str(usual))
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise limit_is_no_number(given)
    return int(given)


def _spoken(response: Response) -> Response:
    response.vary.add("Accept-Language")
    return response


def search_is_too_long() -> Refusal:
    """Refuse to search for more than anybody types."""
    hint = "A query in SPARQL can hold longer texts."
    return Refusal(400, "search-is-too-long", f"A search has at most {LONGEST} characters.", hint=hint)


def limit_is_no_number(given: str) -> Refusal:
    """Refuse a limit that is not a number in its range."""
    return Refusal(400, "limit-is-no-number", f"limit is a whole number from 1 to {MOST}.", f"It was {given[:20]!r}.")


def function_is_unknown(name: str) -> Refusal:
    """Refuse the address of a function that there is not."""
    hint = f"The one function is {MATCHES}."
    return Refusal(
        404, "nothing-is-here", "There is no function of this name.", f"Asked for was {name[:80]!r}.", hint=hint
    )
