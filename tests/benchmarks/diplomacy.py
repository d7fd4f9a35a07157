"""Generates graphs of diplomacy of any size, with planted faults, and the shapes that find them."""

import random
from collections.abc import Iterator

HEAD = """@prefix d: <http://example.org/diplomacy/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FAULTS = 0.003
#: Triples in one block of things that belong together.
BLOCK = 40
TREE = """d:State rdfs:subClassOf d:Agent . d:Person rdfs:subClassOf d:Agent . d:Organization rdfs:subClassOf d:Agent .
d:Summit rdfs:subClassOf d:Meeting .
"""


def data(triples: int, seed: int = 1, faults: float = FAULTS) -> Iterator[str]:
    """Give Turtle of about so many triples, a block at a time; one block in some has a fault."""
    chance = random.Random(seed)  # noqa: S311 - the same faults on every run, no secret
    yield HEAD + TREE
    for block in range(max(1, triples // BLOCK)):
        text = _block(block, max(1, triples // BLOCK), chance)
        if chance.random() < faults * 12:
            text = _spoil(text, chance)
        yield text


def _block(n: int, blocks: int, chance: random.Random) -> str:
    other = chance.randrange(blocks)
    year, month = chance.randrange(1995, 2020), chance.randrange(1, 10)
    return f"""
d:state{n} a d:State ; rdfs:label "State {n}"@en, "Stato {n}"@it ; d:code "S{n:06}" .
d:person{n} a d:Person ; d:name "Person {n}" ; d:born "{year - 60}-0{month}-11"^^xsd:date ; d:citizen d:state{n} .
d:org{n} a d:Organization ; rdfs:label "Organization {n}"@en ; d:founded "{year - 1}-01-01"^^xsd:date .
d:member{n} a d:Membership ; d:of d:org{n} ; d:who d:state{other} ; d:begin "{year}-0{month}-01"^^xsd:date ; d:end "{year + 3}-0{month}-01"^^xsd:date .
d:office{n} a d:Office ; d:holder d:person{n} ; d:in d:org{n} .
d:meeting{n} a d:Summit ; d:participant d:state{n}, d:state{other}, d:person{n} ; d:day "{year}-0{month}-02"^^xsd:date .
d:visit{n} a d:Visit ; d:visitor d:person{n} ; d:host d:state{other} ; d:days {chance.randrange(1, 9)} .
d:treaty{n} a d:Treaty ; d:signatory d:state{n} ; d:status "force" ; d:page <http://example.org/treaty/{n}> .
d:statement{n} a d:Statement ; d:speaker d:person{n} ; d:text "said {n}"@en .
d:claim{n} a d:Claim ; d:voice d:statement{n} ; d:start {n} ; d:stop {n + 9} .
"""


_SPOILT = (
    (' ; d:code "S', ' ; d:code "s'),
    ('-11"^^xsd:date', '-11"^^xsd:string'),
    (" ; d:citizen ", " ; d:citizen d:nowhere, "),
    (" ; d:founded ", " ; d:closed "),
    (" ; d:who ", " ; d:who d:nobody, "),
    ("d:holder d:person", "d:holder d:state"),
    (' ; d:status "force"', ' ; d:status "sleeping"'),
    ("d:page <http://example.org/treaty/", 'd:page "no page" ; d:also <http://example.org/treaty/'),
    ('"@en, "Stato', '"@en, "Land"@en, "Stato'),
    ("d:voice d:statement", "d:voice d:visit"),
    ('d:end "20', 'd:end "19'),
    (" ; d:days ", " ; d:days 99 , "),
)  # fmt: skip


def _spoil(text: str, chance: random.Random) -> str:
    old, new = chance.choice(_SPOILT)
    return text.replace(old, new, 1)


CORE = """
d:StateShape a sh:NodeShape ; sh:targetClass d:State ; sh:property
    [ sh:path rdfs:label ; sh:minCount 1 ; sh:uniqueLang true ; sh:languageIn ( "en" "it" ) ],
    [ sh:path d:code ; sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^S[0-9]{6}$" ] .
d:PersonShape a sh:NodeShape ; sh:targetClass d:Person ; sh:property
    [ sh:path d:name ; sh:minCount 1 ; sh:datatype xsd:string ; sh:minLength 3 ],
    [ sh:path d:born ; sh:maxCount 1 ; sh:datatype xsd:date ; sh:minInclusive "1900-01-01"^^xsd:date ],
    [ sh:path d:citizen ; sh:maxCount 1 ; sh:class d:State ] .
d:OrganizationShape a sh:NodeShape ; sh:targetClass d:Organization ; sh:property
    [ sh:path d:founded ; sh:minCount 1 ; sh:datatype xsd:date ] .
d:MembershipShape a sh:NodeShape ; sh:targetClass d:Membership ; sh:property
    [ sh:path d:of ; sh:minCount 1 ; sh:maxCount 1 ; sh:class d:Organization ],
    [ sh:path d:who ; sh:minCount 1 ; sh:maxCount 1 ; sh:class d:Agent ],
    [ sh:path d:begin ; sh:maxCount 1 ; sh:lessThan d:end ] .
d:OfficeShape a sh:NodeShape ; sh:targetClass d:Office ; sh:closed true ;
    sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ; sh:property
    [ sh:path d:holder ; sh:minCount 1 ; sh:class d:Person ], [ sh:path d:in ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
d:MeetingShape a sh:NodeShape ; sh:targetClass d:Meeting ; sh:property
    [ sh:path d:participant ; sh:minCount 2 ; sh:or ( [ sh:class d:State ] [ sh:class d:Person ] ) ],
    [ sh:path d:day ; sh:minCount 1 ; sh:datatype xsd:date ] .
d:VisitShape a sh:NodeShape ; sh:targetClass d:Visit ; sh:property
    [ sh:path d:days ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 1 ; sh:maxExclusive 60 ],
    [ sh:path ( d:visitor d:citizen ) ; sh:minCount 1 ] .
d:TreatyShape a sh:NodeShape ; sh:targetClass d:Treaty ; sh:property
    [ sh:path d:status ; sh:in ( "force" "signed" "ended" ) ],
    [ sh:path d:page ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
d:StatementShape a sh:NodeShape ; sh:targetClass d:Statement ; sh:property
    [ sh:path d:speaker ; sh:qualifiedValueShape [ sh:class d:Person ] ; sh:qualifiedMinCount 1 ],
    [ sh:path [ sh:inversePath d:voice ] ; sh:minCount 1 ] .
d:ClaimShape a sh:NodeShape ; sh:targetClass d:Claim ; sh:property
    [ sh:path d:voice ; sh:minCount 1 ; sh:node [ sh:class d:Statement ] ],
    [ sh:path d:start ; sh:lessThanOrEquals d:stop ] .
d:SpeakerShape a sh:NodeShape ; sh:targetObjectsOf d:speaker ; sh:not [ sh:class d:Treaty ] ; sh:class d:Agent .
"""
QUERIES = """
d: sh:declare [ sh:prefix "d" ; sh:namespace "http://example.org/diplomacy/"^^xsd:anyURI ] .
d:HolderShape a sh:NodeShape ; sh:targetClass d:Membership ; sh:sparql [ sh:prefixes d: ;
    sh:message "A membership does not begin before its organization was founded." ;
    sh:select \"\"\"SELECT $this ?value WHERE { $this d:begin ?value ; d:of ?org . ?org d:founded ?day FILTER(?value < ?day) }\"\"\" ] .
d:VisitShape sh:sparql [ sh:prefixes d: ; sh:message "Nobody visits the own state." ;
    sh:select \"\"\"SELECT $this ?value WHERE { $this d:visitor/d:citizen ?value ; d:host ?value }\"\"\" ] .
d:MeetingShape sh:sparql [ sh:prefixes d: ; sh:message "A meeting has a person who speaks." ;
    sh:select \"\"\"SELECT $this WHERE { $this d:day ?day FILTER NOT EXISTS { $this d:participant ?p . ?s d:speaker ?p } }\"\"\" ] .
"""


def shapes(*, queries: bool) -> str:
    """Give the shapes of twelve kinds of node, with or without their queries."""
    return HEAD + CORE + (QUERIES if queries else "")
