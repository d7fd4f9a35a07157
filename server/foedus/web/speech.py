"""What was said, by who said it, with how it was meant and in which manner the article gives it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request

from foedus.web.shown import address
from foedus.web.site import Site, site
from foedus.web.tongue import language

blueprint = Blueprint("speech", __name__)
_SPEAKERS = """
SELECT ?speaker ?name (COUNT(DISTINCT ?statement) AS ?count) WHERE {{
  GRAPH ?telling {{ ?statement f:speaker ?speaker }}
  ?speaker rdfs:label ?name FILTER(LANG(?name) = "{language}")
}} GROUP BY ?speaker ?name ORDER BY DESC(?count) ?name"""
_STATEMENTS = """
SELECT DISTINCT ?speaker ?statement ?label ?claim ?manner ?words ?at
  (GROUP_CONCAT(DISTINCT ?meant; SEPARATOR=", ") AS ?illocution) WHERE {{
  GRAPH ?telling {{ ?statement f:speaker ?speaker }}
  ?statement rdfs:label ?label FILTER(LANG(?label) = "{language}")
  ?claim f:voice ?statement ; f:passage ?passage . ?passage f:quoteText ?words OPTIONAL {{ ?passage f:quoteStart ?at }}
  OPTIONAL {{ ?claim f:mode/rdfs:label ?manner FILTER(LANG(?manner) = "{language}") }}
  OPTIONAL {{ GRAPH ?any {{ ?statement f:illocution ?act }} ?act rdfs:label ?meant
    FILTER(LANG(?meant) = "{language}") }}
}} GROUP BY ?speaker ?statement ?label ?claim ?manner ?words ?at ORDER BY ?speaker ?statement ?claim ?at"""


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of what somebody said: what it says, the manner in which the article gives it, and its words."""

    claim: str
    sentence: str
    manner: str
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of speech: its name, how it was meant, and the claims of its content."""

    label: str
    page: str
    illocution: str
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who spoke, with the number of acts of speech, and these where they are shown."""

    name: str
    local: str
    page: str
    count: int
    statements: Sequence[Statement] = ()


@blueprint.get("/statements")
def statements() -> str:
    """List the speakers, with the statements of the one that is chosen."""
    chosen = request.args.get("speaker", "")
    return render_template("statements.html", site=site(), speakers=speakers(site(), chosen), chosen=chosen)


def speakers(site: Site, chosen: str) -> list[Speaker]:
    """Give all who spoke, the most first; the chosen one with what was said."""
    rows = site.select(_SPEAKERS.format(language=language()))
    return [
        Speaker(
            row["name"].value,
            (local := site.names.local(row["speaker"])),
            address(row["speaker"].value, site.names) or "",
            int(row["count"].value),
            _statements(site, row["speaker"].value) if local == chosen else (),
        )
        for row in rows
    ]


def _statements(site: Site, speaker: str) -> list[Statement]:
    found: dict[str, Statement] = {}
    for row in site.select(_STATEMENTS.format(language=language()), {"speaker": speaker}):
        page, claim = (address(row[name].value, site.names) or "" for name in ("statement", "claim"))
        act = found.setdefault(page, Statement(row["label"].value, page, row["illocution"].value, []))
        if not act.said or act.said[-1].claim != claim:
            sentence = site.content(row["claim"].value, language()) or ""
            act.said.append(Said(claim, sentence, row["manner"].value if row["manner"] else ""))
        act.said[-1].words.append(row["words"].value)
    return list(found.values())
