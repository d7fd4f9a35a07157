"""What programs read before they ask: /llms.txt for language models, /robots.txt for crawlers."""

from flask import Blueprint, Response

from foedus import primer
from foedus.primer import Primer, Word
from foedus.web import bounds
from foedus.web.site import Site, site

blueprint = Blueprint("leaflets", __name__)
_TERMS = """
SELECT DISTINCT ?term ?kind ?label WHERE {
  VALUES ?kind {
    <http://www.w3.org/2002/07/owl#Class>
    <http://www.w3.org/2002/07/owl#ObjectProperty>
    <http://www.w3.org/2002/07/owl#DatatypeProperty> }
  ?term a ?kind ; rdfs:label ?label FILTER(LANG(?label) = "en" && STRSTARTS(STR(?term), STR(f:)))
} ORDER BY ?term"""
#: Addresses that ask the engine, of which there is no end; every page that they could show has an address of its own.
_ENDLESS = (
    "/sparql",
    "/v/",
    "/query?query=",
    "/graphs",
    "/search",
    "/api/",
    "/why",
    "/cite?query=",
    "/validate",
    "/metrics",
)


@blueprint.get("/llms.txt")
def llms() -> Response:
    """Tell a language model what the graph holds, how to ask and how to cite."""
    return Response(primer.written(told(site())), mimetype="text/plain")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let crawlers read pages and leave queries alone (https://www.rfc-editor.org/rfc/rfc9309)."""
    rules = "".join(f"Disallow: {path}\n" for path in _ENDLESS)
    return Response(f"User-agent: *\n{rules}Allow: /\n", mimetype="text/plain")


def told(site: Site) -> Primer:
    """Gather what the half page for language models tells of a site."""
    words: dict[str, list[Word]] = {"Class": [], "ObjectProperty": [], "DatatypeProperty": []}
    for row in site.select(_TERMS):
        words[row["kind"].value.rpartition("#")[2]].append((site.names.shorten(row["term"].value), row["label"].value))
    home = site.public_url.rstrip("/")
    links = [
        f"SPARQL endpoint: {site.endpoint} (GET or POST; answers of this version for ever: {site.pinned})",
        f"[Saved questions]({home}/queries), each as page, .csv and .json; [every address]({home}/openapi.json)",
        f"[Description of the dataset]({home}/.well-known/void), [ontology]({home}/ontology.ttl)",
        "Over the Model Context Protocol: `foedus mcp`",
    ]
    limits = [
        f"{row.told('of', 'en')}: {row.told('most', 'en')}. {row.told('do', 'en')}" for row in bounds.rows(site.limits)
    ]
    examples = [(question.en, question.query) for question in site.examples]
    properties = sorted([*words["ObjectProperty"], *words["DatatypeProperty"]])
    return Primer(site.names, site.about, site.version, words["Class"], properties, examples, links, limits)
