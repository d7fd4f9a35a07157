"""The example that a new graph begins with: one invented article about invented countries, and what it claims."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from foedus.terms import FOREIGN, LABEL, ONTOLOGY, TYPE, Names, foreign, term

FILE = "a_lake_league.txt"
ARTICLE = """LAKE COURIER - Harbourtown, 3 March 2031

Lake League meets in Harbourtown

The League of the Lakes met on 2 March in Harbourtown, on the southern shore of Valdoria. Valdoria, Merania and \
Ostrelia took part, and it was the first meeting since the ice had broken. The League has three members: Valdoria, \
Merania and Ostrelia.

"We will open our harbours to the ships of every member," the government of Merania said at the meeting. Outside the \
hall it snowed, and the ferries waited at the pier with their lamps lit until the delegations came out late in the \
evening.

The next meeting will be held in Merania, according to the programme that was handed out at the door.
"""
TITLE = "Lake League meets in Harbourtown"
PRINTED = {"outlet": "LAKE COURIER", "dateline": "Harbourtown"}
LANGUAGE = "en"
#: The words of the date, EDTF, first and last day, and how it was reached.
DATED = ("3 March 2031", "2031-03-03", "2031-03-03", "2031-03-03", "stated")
METHOD = "Part of the example that foedus init writes: each triple was read against the quoted words."


@dataclass(frozen=True, slots=True)
class Name:
    """A thing with its labels; without a class where it is only planned."""

    file: str
    name: str
    class_: str
    en: str
    it: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim as it is written by hand: its passages by their words, its triples in prefixed names."""

    local: str
    voice: str
    words: dict[str, str]
    mode: str
    factuality: str
    triples: list[tuple[str, str, str | ox.Literal]]
    own: dict[str, str] = field(default_factory=dict)


NAMES = [
    Name("states", "id:valdoria", "State", "Valdoria", "Valdoria"),
    Name("states", "id:merania", "State", "Merania", "Merania"),
    Name("states", "id:ostrelia", "State", "Ostrelia", "Ostrelia"),
    Name("organizations", "id:lake-league", "Organization", "League of the Lakes", "Lega dei Laghi"),
    Name("organizations", "id:meranian-government", "Organization", "government of Merania", "governo della Merania"),
    Name("places", "id:harbourtown", "Place", "Harbourtown", "Harbourtown"),
    Name("events", "id:lake-meeting", "Meeting", "meeting of the League in March", "incontro della Lega in marzo"),
    Name("events", "id:next-lake-meeting", "", "next meeting of the League", "prossimo incontro della Lega"),
    Name("events", "id:opening-of-harbours", "", "opening of Merania's harbours", "apertura dei porti della Merania"),
    Name("readers", "id:maintainers", "Reader", "the keepers of this graph", "i curatori di questo grafo"),
]
_STATES = ("valdoria", "merania", "ostrelia")
CLAIMS = [
    Draft(
        "a-001",
        "article:a",
        {"passage:a-001": "met on 2 March in Harbourtown", "passage:a-001-2": "Lake League meets in Harbourtown"},
        "narrated",
        "occurred",
        [
            ("id:lake-meeting", "a", "f:Meeting"),
            ("id:lake-meeting", "f:place", "id:harbourtown"),
            ("id:lake-meeting", "f:time", "id:a-001-time-1"),
            ("id:a-001-time-1", "a", "f:Time"),
            ("id:a-001-time-1", "f:wording", ox.Literal("on 2 March")),
            ("id:a-001-time-1", "f:edtf", ox.Literal("2031-03-02", datatype=foreign("edtf:edtf"))),
            ("id:a-001-time-1", "f:earliest", ox.Literal("2031-03-02", datatype=foreign("xsd:date"))),
            ("id:a-001-time-1", "f:latest", ox.Literal("2031-03-02", datatype=foreign("xsd:date"))),
            ("id:a-001-time-1", "f:derivation", "c:inferred"),
            ("id:a-001-time-1", "f:inferredFrom", "passage:a-001-3"),
        ],
    ),
    Draft(
        "a-002",
        "article:a",
        {"passage:a-002": "Valdoria, Merania and Ostrelia took part"},
        "narrated",
        "occurred",
        [("id:lake-meeting", "f:participant", f"id:{state}") for state in _STATES],
        {"f:lists": "id:lake-meeting", "f:listing": "c:closed"},
    ),
    Draft(
        "a-003",
        "article:a",
        {"passage:a-003": "three members: Valdoria, Merania and Ostrelia"},
        "narrated",
        "ongoing",
        [
            (f"id:{state}-in-lake-league", predicate, object_)
            for state in _STATES
            for predicate, object_ in (
                ("a", "f:Membership"),
                ("f:member", f"id:{state}"),
                ("f:organization", "id:lake-league"),
                ("f:status", "c:member-status"),
            )
        ],
        {"f:lists": "id:lake-league", "f:listing": "c:closed"},
    ),
    Draft(
        "a-004",
        "article:a",
        {"passage:a-004": "the government of Merania said"},
        "narrated",
        "occurred",
        [
            ("id:statement-a-01", "a", "f:Statement"),
            ("id:statement-a-01", "f:speaker", "id:meranian-government"),
            ("id:statement-a-01", "f:illocution", "c:promise"),
            ("id:statement-a-01", "f:partOf", "id:lake-meeting"),
        ],
    ),
    Draft(
        "a-005",
        "id:statement-a-01",
        {"passage:a-005": "We will open our harbours"},
        "direct",
        "intended",
        [
            ("id:opening-of-harbours", "a", "f:Event"),
            ("id:opening-of-harbours", "f:actor", "id:merania"),
        ],
    ),
    Draft(
        "a-006",
        "article:a",
        {"passage:a-006": "The next meeting will be held in Merania"},
        "narrated",
        "scheduled",
        [("id:next-lake-meeting", "a", "f:Meeting"), ("id:next-lake-meeting", "f:place", "id:merania")],
    ),
]
#: Passages that no claim rests on, but a date that was inferred from them.
DATELINE = {"passage:a-001-3": "3 March 2031"}
COVERAGE = {
    "sentence:a-01": ("It is the dateline, which the record holds.", "È la riga di data, che la scheda contiene."),
    "sentence:a-07": ("It describes the evening, not diplomacy.", "Descrive la serata, non la diplomazia."),
}
_HEAD = f"PREFIX f: <{ONTOLOGY}>\nPREFIX rdfs: <{FOREIGN['rdfs']}>\n"
QUESTIONS = {
    "members": "# en: Which States belong to which organization, according to which claim, in which words?\n"
    "# it: Quali Stati appartengono a quale organizzazione, secondo quale affermazione, con quali parole?\n"
    "# guide: evidence\n"
    + _HEAD
    + """
SELECT ?state ?organization ?claim ?words
WHERE {
  ?member f:memberOf ?body .
  GRAPH ?claim { ?membership f:member ?member ; f:organization ?body }
  ?claim f:accepted true ; f:passage/f:quoteText ?words .
  ?member rdfs:label ?state .
  ?body rdfs:label ?organization .
  FILTER(lang(?state) = "en" && lang(?organization) = "en")
}
ORDER BY ?state
""",
    "who-said-what": "# en: Who said what, in which words?\n# it: Chi ha detto che cosa, con quali parole?\n"
    "# guide: who said\n"
    + _HEAD
    + """
SELECT ?speaker ?claim ?words
WHERE {
  ?claim f:voice/f:speaker/rdfs:label ?speaker ; f:passage/f:quoteText ?words .
  FILTER(lang(?speaker) = "en")
}
ORDER BY ?claim
""",
}
SETTINGS = """# Below this address the graph mints its IRIs.
base = "{base}"

# What is said of it where it is served; nothing that is left out is said.
# title = "My graph"
# licence = "https://creativecommons.org/licenses/by/4.0/"
# readings = "Who read the claims, and how."
"""
README = """# A graph kept with foedus

`articles/` holds what was read, `seeds/` the record of each article, `graph/` what is held: names, claims, checks,
coverage and questions. `foedus.toml` names the address below which this graph's IRIs stand. The article, its countries
and everything it tells are invented; replace them by yours.

Try, in this folder's parent:

    foedus --holdings {name} verify
    foedus --holdings {name} validate
    foedus --holdings {name} query {name}/graph/questions/members.rq
    foedus --holdings {name} claim say a-005

To add an article: put its text into `articles/KEY_anything.txt`, then

    foedus --holdings {name} seeds record {name}/articles/KEY_anything.txt
    foedus --holdings {name} claim new KEY "words from the text" --write

replace the gist of the new claim by what the words say, read it again against its quote, and write the reading down:

    foedus --holdings {name} claim check KEY-001 --verdict supports --reading first --method "How you read it."
"""


def labels(names: Names) -> dict[str, list[ox.Quad]]:
    """Give the names, by the file that holds them."""
    files: dict[str, list[ox.Quad]] = {}
    for row in NAMES:
        node, quads = names.expand(row.name), files.setdefault(row.file, [])
        quads += [ox.Quad(node, LABEL, ox.Literal(row.en, language="en"))]
        quads += [ox.Quad(node, LABEL, ox.Literal(row.it, language="it"))]
        quads += [ox.Quad(node, TYPE, term(row.class_))] if row.class_ else []
    return files


def claims(names: Names) -> list[ox.Quad]:
    """Give the claims with passages that have their words only."""
    quads = [quad for draft in CLAIMS for quad in _claim(names, draft)]
    return quads + [quad for name, words in DATELINE.items() for quad in _passage(names, name, words)]


def coverage(names: Names) -> list[ox.Quad]:
    """Say of each sentence that carries no claim why."""
    told = [
        (name, text, code) for name, texts in COVERAGE.items() for text, code in zip(texts, ("en", "it"), strict=True)
    ]
    return [
        ox.Quad(names.expand(name), term("carriesNoClaim"), ox.Literal(text, language=code))
        for name, text, code in told
    ]


def _claim(names: Names, draft: Draft) -> list[ox.Quad]:
    claim = names.iri("claim", draft.local)
    own = {
        "f:voice": draft.voice,
        "f:mode": f"c:{draft.mode}",
        "f:factuality": f"c:{draft.factuality}",
        "f:polarity": "c:affirmed",
        **draft.own,
    }
    quads = [ox.Quad(claim, TYPE, term("Claim"))]
    quads += [ox.Quad(claim, names.expand(predicate), names.expand(value)) for predicate, value in own.items()]
    quads += [ox.Quad(claim, term("passage"), names.expand(passage)) for passage in draft.words]
    for subject, predicate, value in draft.triples:
        object_ = value if isinstance(value, ox.Literal) else names.expand(value)
        relation = TYPE if predicate == "a" else names.expand(predicate)
        quads.append(ox.Quad(names.expand(subject), relation, object_, claim))
    return quads + [quad for name, words in draft.words.items() for quad in _passage(names, name, words)]


def _passage(names: Names, name: str, words: str) -> list[ox.Quad]:
    node = names.expand(name)
    return [
        ox.Quad(node, TYPE, term("Passage")),
        ox.Quad(node, term("article"), names.iri("article", "a")),
        ox.Quad(node, term("quote"), ox.Literal(words)),
    ]
