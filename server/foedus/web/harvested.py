"""What a page tells whoever harvests pages: the same thing in the words of schema.org, as JSON-LD that nobody runs."""

from collections.abc import Mapping

from foedus.web.papers import Paper, Sheet
from foedus.web.profiles import Profile
from foedus.web.site import site

Said = dict[str, object]


def linked(thing: Profile | Sheet | Paper) -> Said:
    """Describe a thing, a claim or an article (https://schema.org); what is not known is left out."""
    said = (
        _profile(thing) if isinstance(thing, Profile) else _sheet(thing) if isinstance(thing, Sheet) else _paper(thing)
    )
    about = {"name": site().title, "url": site().public_url, "license": site().about.licence}
    known = {key: value for key, value in {**said, "isPartOf": {"@type": "Dataset", **_known(about)}}.items() if value}
    return {"@context": "https://schema.org", **known}


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
