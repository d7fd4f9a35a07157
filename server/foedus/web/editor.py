"""The page on which a query is written: YASGUI's editor where its files are at hand, and what it completes."""

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, jsonify, request

from foedus.web.catalogue import Group, grouped
from foedus.web.endpoint import Shown, paged
from foedus.web.headers import POLICY
from foedus.web.site import site

blueprint = Blueprint("editor", __name__)
#: The folder of the editor's files; `make` and the build of packages put it there.
EDITION = "yasgui-4.6.2"
_FILES = {"script": "yasqe.min.js", "style": "yasqe.min.css", "notices": "THIRD_PARTY_NOTICES.txt"}
#: This page may run the scripts of this server and ask this server; no other page may do either.
_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"
_TERMS = """
SELECT DISTINCT ?term ?kind WHERE {
  { ?term a ?kind VALUES ?kind {
      <http://www.w3.org/2002/07/owl#Class>
      <http://www.w3.org/2002/07/owl#ObjectProperty>
      <http://www.w3.org/2002/07/owl#DatatypeProperty> } }
  UNION { ?term skos:inScheme ?scheme BIND(skos:Concept AS ?kind) }
} ORDER BY ?term"""
_USED = "SELECT DISTINCT ?term WHERE { ?s ?term ?o } ORDER BY ?term"


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page has beside the form: the addresses of the editor's files, if any, and questions to begin with."""

    files: dict[str, str]
    groups: list[Group]


@blueprint.get("/query")
def form() -> Response:
    """Show the form, filled with a query or with a saved question."""
    chosen = request.args.get("example", "")
    question = next((question for question in site().questions if question.name == chosen), None)
    query = question.query if question else request.args.get("query", "")
    response = paged(Shown(query), desk=Desk(_files(), grouped(site())))
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@blueprint.get("/query/words.json")
def words() -> Response:
    """Give what an editor completes: the prefixes, classes, properties and concepts of this graph."""
    found: dict[str, list[str]] = {"class": [], "property": [], "concept": []}
    for row in site().select(_TERMS):
        kind = row["kind"].value
        found["class" if kind.endswith("#Class") else "concept" if kind.endswith("#Concept") else "property"].append(
            row["term"].value
        )
    used = (row["term"] for row in site().select(_USED))
    others = [node.value for node in used if isinstance(node, ox.NamedNode) and node.value not in found["property"]]
    return jsonify({"prefixes": site().names.prefixes(), **found, "property": [*found["property"], *others]})


def _files() -> dict[str, str]:
    """Give the addresses of the editor's files; none where they are not at hand."""
    folder = Path(current_app.static_folder or "") / "vendor" / EDITION
    if not all((folder / name).is_file() for name in _FILES.values()):
        return {}
    return {role: f"/static/vendor/{EDITION}/{name}" for role, name in _FILES.items()}
