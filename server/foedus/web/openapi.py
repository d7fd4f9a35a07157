"""Describes every address in OpenAPI 3.1, from the routes themselves and what each of them offers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from werkzeug.routing import AnyConverter, Rule

from foedus import export, judged, negotiation
from foedus.terms import MATCHES
from foedus.web import tongue
from foedus.web.site import Site, site

blueprint = Blueprint("openapi", __name__)
_JSON, _TEXT, _SVG, _FORM = "application/json", "text/plain", "image/svg+xml", "application/x-www-form-urlencoded"
_STRING = {"type": "string"}
_RDF = negotiation.GRAPHS[:-1]
_ANSWERS = tuple(dict.fromkeys((*negotiation.RESULTS, *negotiation.GRAPHS)))
#: What routes give that are no pages; a route that is not named gives HTML.
OFFERS: Mapping[str, Sequence[str]] = {
    "chronicle.drawing": (_SVG,),
    "citing.cite": (negotiation.HTML, "application/x-bibtex", "application/vnd.citationstyles.csl+json"),
    "editor.words": (_JSON,),
    "endpoint.saved": (negotiation.HTML, *negotiation.RESULTS[:-1]),
    "endpoint.sparql": _ANSWERS,
    "graphs.graphs": negotiation.GRAPHS,
    "leaflets.llms": (_TEXT,),
    "leaflets.robots": (_TEXT,),
    "meetings.drawing": (_SVG,),
    "members.organization": (negotiation.HTML, _SVG),
    "openapi.document": (_JSON,),
    "pages.health": (_JSON,),
    "pages.metrics": (_TEXT,),
    "pages.readiness": (_JSON,),
    "searching.results": (_JSON,),
    "searching.suggestions": ("application/x-suggestions+json",),
    "stock.changes_feed": ("application/atom+xml",),
    "stock.download": tuple(sorted({form.media_type for form in export.FORMS.values()})),
    "surveys.chart": (_SVG,),
    "surveys.shown": (negotiation.HTML, _JSON),
    "things.around": (_SVG,),
    "things.context": (negotiation.JSON_LD,),
    "things.concepts": negotiation.PAGES,
    "things.ontology": negotiation.PAGES,
    "things.thing": negotiation.PAGES,
    "validation.validate": (*judged.MEDIA_TYPES.values(), negotiation.HTML),
    "wellknown.examples": negotiation.GRAPHS,
    "wellknown.turtle": (negotiation.TURTLE,),
    "wellknown.void": _RDF,
}
#: The bodies that a route takes by POST.
_BODIES: Mapping[str, Sequence[str]] = {
    "endpoint.sparql": (_FORM, "application/sparql-query"),
    "validation.validate": (_FORM, "multipart/form-data", *_RDF),
}
#: Routes that lead to another address, always or for some addresses.
_LEADING = ("searching.function", "things.concepts", "things.ontology", "things.thing")
#: The fields of an address: name, whether it must be given, what it is, an example.
_Field = tuple[str, bool, str, str]
_DATASET = ("format", False, "The form of the answer, such as csv or ttl; goes before Accept.", "")
_FIELDS: Mapping[str, Sequence[_Field]] = {
    "endpoint.sparql": (
        ("query", False, "SPARQL 1.1; without it the service describes itself.", "ASK {}"),
        ("default-graph-uri", False, "A graph of the dataset that the query sees.", ""),
        ("named-graph-uri", False, "A named graph of the dataset that the query sees.", ""),
        ("timeout", False, "Seconds; it can lower the deadline, never raise it.", ""),
        _DATASET,
    ),
    "graphs.graphs": (
        ("default", False, "The accepted view; give this or graph.", ""),
        ("graph", False, "The IRI of a claim; give this or default.", ""),
        _DATASET,
    ),
    "citing.cite": (
        ("query", True, "The query whose answer is cited.", "ASK {}"),
        ("result", False, "The hash of an answer: the page says whether it is still the same.", ""),
        ("format", False, "bibtex or csl.", ""),
    ),
    "tracks.why": (
        ("iri", False, "A thing of a row, once for each; one iri or text at least.", ""),
        ("text", False, "A text of a row, once for each.", ""),
    ),
    "editor.form": (("query", False, "Fills the form.", ""), ("example", False, "A saved question that fills it.", "")),
    "searching.search": (("q", False, "What is sought.", ""),),
    "searching.results": (("q", False, "What is sought, in any script.", "putin"), ("limit", False, "How many.", "")),
    "searching.suggestions": (("q", False, "The beginning of a name.", "put"),),
}
_ONE = "SELECT ?one WHERE { %s } ORDER BY ?one LIMIT 1"
_SAID = ("type", "title", "detail", "excerpt", "hint", "instance", "requestId")
_PROBLEM = {
    "type": "object",
    "description": "Why a request is not answered (https://www.rfc-editor.org/rfc/rfc9457).",
    "required": ["type", "title", "status"],
    "properties": {
        **{name: {"type": "string"} for name in _SAID},
        **{name: {"type": "integer"} for name in ("status", "line", "column")},
    },
}
_PARTS = re.compile(r"<(?:[^<>:]+(?:\([^()]*\))?:)?(\w+)>")


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe every address (https://spec.openapis.org/oas/v3.1.1.html)."""
    return jsonify(described(site(), current_app.url_map.iter_rules()))


def described(site: Site, rules: Iterable[Rule]) -> dict[str, Any]:
    """Make the document from the routes of an application."""
    examples = _examples(site)
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.rule, rule.endpoint)):
        if rule.endpoint != "static":
            paths.setdefault(_path(rule), {}).update(_operations(rule, examples))
    about: dict[str, Any] = {"title": site.title, "version": site.version}
    if site.about.licence:
        about["license"] = {"name": "Licence of the data", "url": site.about.licence}
    return {
        "openapi": "3.1.1",
        "info": about,
        "servers": [{"url": site.public_url.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _path(rule: Rule) -> str:
    return _PARTS.sub(lambda part: "{" + part[1].lstrip("_") + "}", rule.rule)


def _operations(rule: Rule, examples: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Describe what a route does by GET, and by POST where that is no refusal."""
    view = current_app.view_functions[rule.endpoint]
    said = {
        "summary": (view.__doc__ or "").partition("\n")[0].rstrip("."),
        "parameters": [*_in_path(rule, examples), *_in_query(rule.endpoint, examples)],
        "responses": {**_responses(OFFERS.get(rule.endpoint, (negotiation.HTML,))), **_led(rule.endpoint)},
    }
    methods = rule.methods or set()
    found: dict[str, Any] = {}
    if "GET" in methods:
        found["get"] = {"operationId": f"{rule.endpoint} {rule.rule}", **said}
    if "POST" in methods and rule.endpoint in _BODIES:
        bodies: dict[str, Any] = {media_type: {} for media_type in _BODIES[rule.endpoint]}
        body = {"required": True, "content": bodies}
        found["post"] = {"operationId": f"{rule.endpoint} {rule.rule} by POST", **said, "requestBody": body}
    return found


def _responses(offered: Sequence[str]) -> dict[str, Any]:
    fault = {"content": {negotiation.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return {
        "200": {"description": "The answer, whole.", "content": {media_type: {} for media_type in offered}},
        "default": {"description": "Why there is none; browsers get a page, terminals a text.", **fault},
    }


def _led(endpoint: str) -> dict[str, Any]:
    if endpoint not in _LEADING:
        return {}
    location = {"description": "The address of the page or of the data.", "schema": _STRING}
    return {"303": {"description": "What is asked for is no document.", "headers": {"Location": location}}}


def _in_path(rule: Rule, examples: Mapping[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    for name in sorted(rule.arguments - set(rule.defaults or ())):
        converter = rule._converters[name]  # noqa: SLF001 - werkzeug has no other way to say it
        kinds = {"enum": sorted(converter.items)} if isinstance(converter, AnyConverter) else {}
        example = examples.get((rule.endpoint, name))
        shown = {"example": example} if example else {}
        schema = {"type": "string", **kinds}
        yield {"name": name.lstrip("_"), "in": "path", "required": True, "schema": schema, **shown}


def _in_query(endpoint: str, examples: Mapping[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    for name, must, words, usual in _FIELDS.get(endpoint, ()):
        example = examples.get((endpoint, name), usual)
        shown = {"example": example} if example else {}
        yield {"name": name, "in": "query", "required": must, "description": words, "schema": _STRING, **shown}


def _examples(site: Site) -> dict[tuple[str, str], str]:
    """Choose for each part of an address a value that this graph has."""
    thing, body = (_one(site, pattern) for pattern in ("?one a f:Organization", "?m f:organization ?one"))
    found = {
        ("endpoint.saved", "name"): next((question.name for question in site.questions), ""),
        ("endpoint.sparql", "_version"): site.version,
        ("graphs.graphs", "graph"): _one(site, "?one a f:Claim", whole=True),
        ("members.organization", "name"): body,
        ("pages.problem", "slug"): tongue.refusals()[0],
        ("demands.shape", "name"): "Membership",
        ("rules.rule", "name"): next(iter(site.rules), ""),
        ("searching.function", "name"): MATCHES.rpartition("/")[2],
        ("stock.download", "suffix"): "ttl",
        ("surveys.chart", "name"): "claims",
        ("surveys.shown", "suffix"): "json",
        ("things.around", "local"): thing,
        ("things.concepts", "suffix"): "ttl",
        ("things.ontology", "suffix"): "ttl",
        ("tracks.why", "iri"): f"{site.names.base}id/{thing}",
        ("things.thing", "kind"): "id",
        ("things.thing", "local"): thing,
    }
    return {place: value for place, value in found.items() if value}


def _one(site: Site, pattern: str, *, whole: bool = False) -> str:
    for row in site.select(_ONE % pattern):
        value: str = row["one"].value
        return value if whole else value.rpartition("/")[2]
    return ""
