"""What a page tells whoever harvests pages: the same thing in the words of schema.org, as JSON-LD that nobody runs."""

from collections.abc import Mapping
from html import unescape

from foedus.web.disputes import Dispute
from foedus.web.entities import Entity
from foedus.web.papers import Paper, Sheet
from foedus.web.profiles import Profile
from foedus.web.site import site
from foedus.web.tongue import tell

Said = dict[str, object]


def linked(thing: Profile | Sheet | Paper | Dispute | Entity) -> Said:
    """Describe what a page is about (https://schema.org); what is not known is left out."""
    about = {"name": site().title, "url": site().public_url, "license": site().about.licence}
    return _written({**_said(thing), "isPartOf": {"@type": "Dataset", **_known(about)}})


def dataset() -> Said:
    """Describe the graph itself, for catalogues of data sets."""
    home = site().public_url.rstrip("/")
    forms = (("application/trig", "/downloads/graph.trig"), ("text/turtle", "/downloads/graph.ttl"))
    files = [{"@type": "DataDownload", "encodingFormat": kind, "contentUrl": home + path} for kind, path in forms]
    return _written(
        {
            "@type": "Dataset",
            "name": site().title,
            "description": unescape(tell("home-lead", n=site().numbers["articles"]).striptags()),
            "url": site().public_url,
            "license": site().about.licence,
            "version": site().version,
            "inLanguage": ["en", "it"],
            "isAccessibleForFree": True,
            "distribution": files if site().exports else [],
        }
    )


def _written(said: Said) -> Said:
    return {"@context": "https://schema.org", **_known(said)}


def _said(thing: Profile | Sheet | Paper | Dispute | Entity) -> Said:
    if isinstance(thing, Profile):
        return _profile(thing)
    if isinstance(thing, Sheet):
        return _sheet(thing)
    if isinstance(thing, Dispute):
        return {"@type": "Thing", "@id": thing.conflict.full if thing.conflict else "", "name": thing.kind}
    if isinstance(thing, Entity):
        return {"@type": "Thing", "@id": thing.iri, "name": thing.label or thing.short}
    return _paper(thing)


def _profile(thing: Profile) -> Said:
    names = [name for name, _ in thing.variants]
    return {"@type": "Thing", "@id": thing.iri, "name": thing.label, "alternateName": names, "sameAs": thing.matches}


def _sheet(sheet: Sheet) -> Said:
    places = [
        {"@type": "NewsArticle", "@id": iri} for iri in dict.fromkeys(quote.article for quote in sheet.claim.quotes)
    ]
    return {"@type": "Claim", "@id": sheet.claim.iri, "text": sheet.sentence, "appearance": places}


def _paper(paper: Paper) -> Said:
    record = paper.record
    names = {"headline": "title", "datePublished": "edtf", "publisher": "outlet", "author": "author"}
    said = {key: record.get(name, "") for key, name in names.items()}
    return {"@type": "NewsArticle", "@id": paper.iri, "inLanguage": "it", **said}


def _known(said: Mapping[str, object]) -> Said:
    return {key: value for key, value in said.items() if value}
