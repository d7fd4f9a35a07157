"""A small invented graph, built from a few lines of TriG, for whoever needs one."""

from datetime import date

from foedus import ledger
from foedus.facts import Index
from foedus.graph import read
from foedus.layout import lay
from foedus.library import Built
from foedus.terms import Names, concept, term

NAMES = Names()
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in NAMES.prefixes().items())

#: Two articles that list the members of one pact differently, a speaker who says that one has left, and a plan.
PACT = """
article:A a f:Article ; f:file "A_one.txt" ; f:length 400 ; f:sha256 "0" .
article:B a f:Article ; f:file "B_two.txt" ; f:length 400 ; f:sha256 "0" .
id:norland a f:State ; rdfs:label "Norland"@en, "Norlandia"@it .
id:sudria a f:State ; rdfs:label "Sudria"@en, "Sudria"@it .
id:estia a f:State ; rdfs:label "Estia"@en, "Estia"@it .
id:pact a f:Organization ; rdfs:label "Amity Pact"@en, "Patto di amicizia"@it .
id:ada a f:Person ; rdfs:label "Ada"@en, "Ada"@it .
id:president-of-norland a f:Office ; rdfs:label "president of Norland"@en, "presidente di Norlandia"@it .
id:council rdfs:label "council"@en, "consiglio"@it .
passage:A-001 a f:Passage ; f:article article:A ; f:start 0 ; f:end 20 ; f:quoteStart 0 ; f:quoteEnd 8 ; f:quote "in\\u00A0words" .
passage:B-001 a f:Passage ; f:article article:B ; f:start 0 ; f:end 20 ; f:quoteStart 0 ; f:quoteEnd 8 ; f:quote "in words" .

claim:A-001 {
    id:norland-in-pact a f:Membership ; f:member id:norland ; f:organization id:pact ; f:status c:member-status .
    id:sudria-in-pact a f:Membership ; f:member id:sudria ; f:organization id:pact ; f:status c:member-status .
}
claim:A-001 a f:Claim ; f:voice article:A ; f:passage passage:A-001 ; f:mode c:narrated ; f:factuality c:ongoing ;
    f:polarity c:affirmed ; f:lists id:pact ; f:listing c:closed .

claim:A-002 { id:statement-A-01 a f:Statement ; f:speaker id:ada . }
claim:A-002 a f:Claim ; f:voice article:A ; f:passage passage:A-001 ; f:mode c:narrated ; f:factuality c:occurred ;
    f:polarity c:affirmed .

claim:A-003 { id:norland-in-pact a f:Membership ; f:member id:norland ; f:organization id:pact ; f:status c:withdrawn . }
claim:A-003 a f:Claim ; f:voice id:statement-A-01 ; f:passage passage:A-001 ; f:mode c:indirect ;
    f:factuality c:ongoing ; f:polarity c:affirmed .

claim:A-004 { id:council a f:Meeting ; f:time id:A-004-time-1 . id:A-004-time-1 a f:Time ; f:wording "tomorrow" . }
claim:A-004 a f:Claim ; f:voice article:A ; f:passage passage:A-001 ; f:mode c:narrated ; f:factuality c:scheduled ;
    f:polarity c:affirmed .

claim:A-005 {
    id:ada-as-president a f:Membership ; f:member id:ada ; f:office id:president-of-norland ; f:status c:incumbent .
    id:president-of-norland f:officeIn id:norland ; f:kind c:president .
}
claim:A-005 a f:Claim ; f:voice article:A ; f:passage passage:A-001 ; f:mode c:narrated ; f:factuality c:ongoing ;
    f:polarity c:affirmed .
"""
RIVAL_LIST = """
claim:B-001 {
    id:norland-in-pact a f:Membership ; f:member id:norland ; f:organization id:pact ; f:status c:member-status .
    id:estia-in-pact a f:Membership ; f:member id:estia ; f:organization id:pact ; f:status c:member-status .
}
claim:B-001 a f:Claim ; f:voice article:B ; f:passage passage:B-001 ; f:mode c:narrated ; f:factuality c:ongoing ;
    f:polarity c:affirmed ; f:lists id:pact ; f:listing c:closed .
"""


def checked(trig: str, **overrides: str) -> str:
    """Lay a Check that supports, or gives another verdict, beside every claim of the text."""
    index = Index(read((PREFIXES + trig).encode(), "graph/claims/x.trig"))
    told = {"verdict": "supports", "reading": "first", "method": "invented", **overrides}
    reader = NAMES.iri("id", "maintainers")
    quads = [
        quad
        for claim in index.typed(term("Claim"))
        for quad in ledger.check(index, NAMES, claim, reader=reader, day=date(2026, 1, 2), **told)
    ]
    return lay(quads, NAMES)


def review(built: Built, resolution: str) -> str:
    """Write a review of the closed-list conflict that saw both claims as they stand."""
    conflict = next(
        node
        for node in built.view.typed(term("Conflict"))
        if built.view.value(node, term("kind")) == concept("closed-lists")
    )
    sides = built.view.values(conflict, term("between"))
    saw = ", ".join(f'"{ledger.claim_hash(built.index, side)}"' for side in sides)
    return (
        f"\nreview:1 a f:Review ; f:reviews {conflict} ; f:resolution c:{resolution} ;"
        f" f:admits claim:A-001 ; f:claimHash {saw} .\n"
    )
