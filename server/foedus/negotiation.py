"""Chooses the media type of an answer: by the form of the query first, then by the weights of Accept."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from foedus.operations import VERSIONED, Form, Refusal
from foedus.paper import GUARDED

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
N_TRIPLES = "application/n-triples"
N_QUADS = "application/n-quads"
TRIG = "application/trig"
JSON_LD = "application/ld+json"
RDF_XML = "application/rdf+xml"
HTML = "text/html"
PROBLEM = "application/problem+json"
TEXT = "text/plain"

#: What is offered, the first is the default; HTML stands last so that it wins only by a higher weight.
RESULTS = (JSON, XML, CSV, TSV, HTML)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS, HTML)
PAGES = (HTML, *GRAPHS[:-1])
#: A program that takes anything gets JSON; a terminal that asks for text gets sentences.
ERRORS = (PROBLEM, TEXT, HTML)

#: What clients call the types above.
_ALIASES: dict[str, tuple[str, ...]] = {
    JSON: ("application/json", "text/json", "text/javascript", "application/javascript"),
    XML: ("application/xml", "text/xml"),
    TURTLE: ("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3", "application/n3"),
    JSON_LD: ("application/json", "application/x-json+ld"),
    RDF_XML: ("application/xml", "text/xml"),
    TRIG: ("application/x-trig",),
    N_QUADS: ("text/x-nquads",),
    N_TRIPLES: ("text/plain",),
    HTML: ("application/xhtml+xml",),
    PROBLEM: ("application/json",),
}

#: Short names of the parameter ``format``, which are also the suffixes of pages.
_SHORT: dict[str, tuple[str, ...]] = {
    "json": (JSON, JSON_LD, PROBLEM),
    "srj": (JSON,),
    "xml": (XML, RDF_XML),
    "srx": (XML,),
    "csv": (CSV,),
    "csv-guarded": (GUARDED,),
    "tsv": (TSV,),
    "turtle": (TURTLE,),
    "ttl": (TURTLE,),
    "n3": (TURTLE,),
    "nt": (N_TRIPLES,),
    "ntriples": (N_TRIPLES,),
    "nq": (N_QUADS,),
    "nquads": (N_QUADS,),
    "trig": (TRIG,),
    "jsonld": (JSON_LD,),
    "json-ld": (JSON_LD,),
    "rdf": (RDF_XML,),
    "rdfxml": (RDF_XML,),
    "html": (HTML,),
    "txt": (TEXT,),
}

#: The suffix that each media type has in an address or a file name.
SUFFIXES: Mapping[str, str] = {
    JSON: "json", XML: "xml", CSV: "csv", GUARDED: "csv", TSV: "tsv", TURTLE: "ttl", N_TRIPLES: "nt",
    N_QUADS: "nq", TRIG: "trig", JSON_LD: "jsonld", RDF_XML: "rdf", HTML: "html",
}  # fmt: skip

#: Types that may say which RDF they hold, and what that may be, the least first
#: (https://www.w3.org/TR/rdf12-concepts/#defined-version-labels).
_VERSIONED = {JSON, XML, CSV, TSV, TURTLE, N_TRIPLES, RDF_XML, TRIG, N_QUADS}
_VERSIONS = ("1.1", "1.2-basic", "1.2")
#: Clients send few headers that differ; of those, so many are read once.
_REMEMBERED = 256
#: Labels that carry a charset, so that no client guesses Latin-1.
_TEXTUAL = (CSV, TSV, TURTLE, TEXT, HTML)


def offers(form: Form) -> tuple[str, ...]:
    """Give the media types offered for a form of query, the default first."""
    return (*RESULTS, GUARDED) if form in ("select", "ask") else GRAPHS


def choose(offered: Sequence[str], accept: str | None, formats: Iterable[str] = ()) -> str:
    """Choose one of the offered types.

    A format that fits overrides Accept; one that is unknown or does not fit is ignored. No Accept is ``*/*``.
    Raises Refusal (406) when Accept admits none.
    """
    return _chosen(tuple(offered), accept, tuple(formats))


def versioned(media_type: str, accept: str | None, formats: Iterable[str] = ()) -> str:
    """Add the version of RDF where Accept asks for the chosen type in one, not more gladly without.

    A reader that names none takes what there is: the drafts discourage a label that nobody asked for.
    """
    return _versioned(media_type, accept or "", tuple(formats)) if "version" in (accept or "").lower() else media_type


@lru_cache(_REMEMBERED)
def _versioned(media_type: str, accept: str, formats: tuple[str, ...]) -> str:
    if media_type not in _VERSIONED or any(media_type in _named(name) for text in formats for name in text.split(",")):
        return media_type
    ranges = _ranges(accept)
    weights = {version: ranges.get(media_type + VERSIONED + version, 0.0) for version in _VERSIONS}
    best = max(reversed(_VERSIONS), key=weights.__getitem__)
    wished = 0.0 < weights[best] >= ranges[media_type]
    return media_type + VERSIONED + best if wished else media_type


@lru_cache(_REMEMBERED)
def _chosen(offered: tuple[str, ...], accept: str | None, formats: tuple[str, ...]) -> str:
    wished = (kind for value in formats for name in value.split(",") for kind in _named(name))
    fitting = next((kind for kind in wished if kind in offered), None)
    if fitting:
        return fitting
    ranges = _ranges(accept) if accept and accept.strip() else {"*/*": 1.0}
    weights = {kind: _weight(kind, ranges) for kind in offered}
    best = max(offered, key=lambda kind: weights[kind])
    if weights[best][0] <= 0:
        raise nothing_acceptable(offered)
    return best


def label(media_type: str) -> str:
    """Give the Content-Type of a body, with its charset where it is text."""
    kind, mark, version = (CSV if media_type == GUARDED else media_type).partition(VERSIONED)
    return f"{kind}; charset=utf-8{mark}{version}" if kind in _TEXTUAL else media_type


def _named(name: str) -> tuple[str, ...]:
    name = name.strip().lower().partition(";")[0].strip().replace(" ", "+")
    if name in _SHORT:
        return _SHORT[name]
    return tuple(kind for kind in (*SUFFIXES, PROBLEM, TEXT) if name == kind or name in _ALIASES.get(kind, ()))


def _ranges(accept: str) -> dict[str, float]:
    """Read the media ranges of an Accept header with their weights; of a doubled one the higher counts.

    One that names a version of RDF is kept with it and, where it is wished for, as the bare type; one that names
    an unknown version is left out.
    """
    ranges: dict[str, float] = {}
    for item in accept.split(","):
        name, *details = (part.strip().lower() for part in item.split(";"))
        given = {left.strip(): right.strip(' "') for left, _, right in (part.partition("=") for part in details)}
        version, weight = given.get("version"), _number(given.get("q", "1"))
        if not name or (version and name in _VERSIONED and version not in _VERSIONS):
            continue
        bare = (name,) if weight or not version else ()
        for known in (*bare, f"{name}{VERSIONED}{version}") if version else bare:
            ranges[known] = max(ranges.get(known, 0.0), weight)
    return ranges


def _number(weight: str) -> float:
    try:
        return min(1.0, max(0.0, float(weight)))
    except ValueError:
        return 0.0


def _weight(kind: str, ranges: dict[str, float]) -> tuple[float, bool]:
    """Weigh a type: by its own name or an alias, else by its family, else by the star; named types break ties."""
    named = [ranges[name] for name in (kind, *_ALIASES.get(kind, ())) if name in ranges]
    if kind in ranges and ranges[kind] == 0:
        return 0.0, False
    if named:
        return max(named), True
    return ranges.get(kind.partition("/")[0] + "/*", ranges.get("*/*", 0.0)), False


def nothing_acceptable(offered: Sequence[str]) -> Refusal:
    """Refuse where no offered type is among those that the client takes."""
    title = "None of the media types that the request accepts is offered for this answer."
    hint = "Offered here: " + ", ".join(kind for kind in offered if kind != GUARDED) + "."
    return Refusal(406, "nothing-acceptable", title, hint=hint)
