import pytest
from foedus.facts import Index
from foedus.graph import read_file
from foedus.holdings import shipped
from foedus.say import label, say
from starting import NAMES, facts_of

WORLD = """
article:x a f:Article ; rdfs:label "article x"@en, "articolo x"@it .
passage:x-001 a f:Passage ; f:article article:x .
id:valdoria a f:State ; rdfs:label "Valdoria"@en, "Valdoria"@it .
id:ostrelia a f:State ; rdfs:label "Ostrelia"@en, "Ostrelia"@it .
id:zefiria a f:State ; rdfs:label "Zefiria"@en, "Zefiria"@it .
id:league a f:Organization ; rdfs:label "League of the Lakes"@en, "Organizzazione dei Laghi"@it .
id:ministry a f:Organization ; rdfs:label "Ministry of Harbours"@en, "Ministero dei Porti"@it .
id:wire a f:Organization ; rdfs:label "Lago Wire"@en, "Lago Wire"@it .
id:ada a f:Person ; rdfs:label "Ada Lago"@en, "Ada Lago"@it .
id:president a f:Office ; rdfs:label "president of Valdoria"@en, "presidente della Valdoria"@it .
id:presidency a f:Office ; rdfs:label "presidency of the League"@en, "presidenza dell'Organizzazione"@it .
id:talks a f:Meeting ; rdfs:label "talks on the lakes"@en, "negoziati sui laghi"@it .
id:summit rdfs:label "summit in Harbourtown"@en, "vertice a Harbourtown"@it .
id:harbourtown a f:Place ; rdfs:label "Harbourtown"@en, "Harbourtown"@it .
id:fishing a f:Topic ; rdfs:label "fishing"@en, "pesca"@it .
claim:x-900 { id:statement-x-01 a f:Statement ; f:speaker id:ada ; f:illocution c:promise ; f:partOf id:talks . }
claim:x-900 a f:Claim ; f:voice article:x ; f:passage passage:x-001 ; f:mode c:narrated ;
    f:factuality c:occurred ; f:polarity c:affirmed .
claim:x-901 { id:statement-x-02 a f:Statement ; f:speaker id:ministry . }
claim:x-901 a f:Claim ; f:voice id:statement-x-01 ; f:passage passage:x-001 ; f:mode c:indirect ;
    f:factuality c:occurred ; f:polarity c:affirmed .
"""
ONTOLOGY = [f for p in sorted(shipped().root.glob("ontology/*.ttl")) for f in read_file(p, p.name)]


def claim(
    graph: str, voice: str = "article:x", factuality: str = "occurred", polarity: str = "affirmed", more: str = ""
) -> str:
    return (
        f"claim:x-001 {{ {graph} }}\nclaim:x-001 a f:Claim ; f:voice {voice} ; f:passage passage:x-001 ;"
        f" f:mode c:narrated ; f:factuality c:{factuality} ; f:polarity c:{polarity} {more} ."
    )


def told(trig: str) -> tuple[str, str]:
    index = Index([*ONTOLOGY, *facts_of(WORLD + trig)])
    node = NAMES.iri("claim", "x-001")
    return say(index, node, "en"), say(index, node, "it")


TIME = """id:summit a f:Summit ; f:place id:harbourtown ; f:time id:x-001-time-1 . id:x-001-time-1 a f:Time ;
    f:wording "il 2 marzo" ; f:edtf "2031-03-02"^^edtf:edtf ; f:derivation c:inferred ."""
MEASURE = """id:talks f:measure id:x-001-measure-1 . id:x-001-measure-1 a f:Measure ; f:comparator c:about ;
    f:wording "circa 20 documenti" ; f:value 20 ; f:unit "document"@en, "documento"@it ."""
MEMBERS = """id:a a f:Membership ; f:member id:valdoria ; f:organization id:league ; f:status c:frozen .
    id:b a f:Membership ; f:member id:ostrelia ; f:organization id:league ; f:status c:frozen ."""
GIST = 'claim:x-001 f:about id:league ; f:gist "The League is growing."@en, "L\'Organizzazione cresce."@it .'

SENTENCES = {
    "membership": (
        claim(MEMBERS, factuality="ongoing", more="; f:lists id:league ; f:listing c:closed"),
        (
            "Article x says, in its own voice: Valdoria and Ostrelia have a place in the League of the Lakes with the"
            " status “frozen” (closed list of what belongs to the League of the Lakes)."
        ),
        (
            "L'articolo x dice, con voce propria: la Valdoria e l'Ostrelia hanno un posto nell'Organizzazione dei Laghi"
            " con lo stato «congelato» (elenco chiuso di ciò che appartiene all'Organizzazione dei Laghi)."
        ),
    ),
    "office": (
        claim(
            "id:m a f:Membership ; f:member id:ada ; f:office id:president ; f:status c:incumbent .",
            "article:x",
            "ongoing",
        ),
        (
            "Article x says, in its own voice: Ada Lago holds the office of president of Valdoria with the status"
            " “incumbent”."
        ),
        (
            "L'articolo x dice, con voce propria: Ada Lago ricopre la carica di presidente della Valdoria con lo stato"
            " «in carica»."
        ),
    ),
    "presidency": (
        claim("id:m a f:Membership ; f:member id:zefiria ; f:office id:presidency .", factuality="scheduled"),
        "Article x says, in its own voice: it is scheduled that Zefiria will hold the presidency of the League.",
        "L'articolo x dice, con voce propria: è previsto che la Zefiria terrà la presidenza dell'Organizzazione.",
    ),
    "statement": (
        claim(
            "id:s a f:Statement ; f:speaker id:ada, id:valdoria ; f:illocution c:thanks ; f:addressee id:ostrelia ;"
            " f:about id:fishing ; f:partOf id:talks ; f:inResponseTo id:statement-x-02 ."
        ),
        (
            "Article x says, in its own voice: Ada Lago and Valdoria made a statement (thanks) to Ostrelia about fishing at"
            " the talks on the lakes in response to the statement of the Ministry of Harbours."
        ),
        (
            "L'articolo x dice, con voce propria: Ada Lago e la Valdoria hanno rilasciato una dichiarazione"
            " (ringraziamento) all'Ostrelia sulla pesca ai negoziati sui laghi in risposta alla dichiarazione del Ministero"
            " dei Porti."
        ),
    ),
    "content": (
        claim("id:talks f:participant id:valdoria, id:ostrelia .", "id:statement-x-01", "scheduled", "denied"),
        (
            "Article x reports that Ada Lago said: it is denied that the talks on the lakes will have the participants"
            " Valdoria and Ostrelia."
        ),
        (
            "L'articolo x riferisce che Ada Lago ha detto: si nega che i negoziati sui laghi avranno come partecipanti la"
            " Valdoria e l'Ostrelia."
        ),
    ),
    "chain": (
        claim("id:talks f:place id:ostrelia .", "id:statement-x-02", "proposed"),
        (
            "Article x reports that Ada Lago said that the Ministry of Harbours said: it is proposed that the talks on the"
            " lakes should be in Ostrelia."
        ),
        (
            "L'articolo x riferisce che Ada Lago ha detto che il Ministero dei Porti ha detto: si propone che i negoziati"
            " sui laghi siano in Ostrelia."
        ),
    ),
    "refusal": (
        claim("id:talks f:participant id:zefiria .", factuality="intended", polarity="denied"),
        (
            "Article x says, in its own voice: it is not intended that the talks on the lakes should have the participant"
            " Zefiria."
        ),
        (
            "L'articolo x dice, con voce propria: non si vuole che i negoziati sui laghi abbiano come partecipante la"
            " Zefiria."
        ),
    ),
    "time": (
        claim(TIME),
        (
            "Article x says, in its own voice: the summit in Harbourtown was a summit, was in Harbourtown and was on 2"
            " March (the text: “il 2 marzo”; EDTF 2031-03-02; the year is inferred)."
        ),
        (
            "L'articolo x dice, con voce propria: il vertice a Harbourtown era un vertice, era a Harbourtown ed era il 2"
            " marzo (il testo: «il 2 marzo»; EDTF 2031-03-02; l'anno è inferito)."
        ),
    ),
    "measure": (
        claim(MEASURE),
        (
            "Article x says, in its own voice: the talks on the lakes had the measure about 20 documents (the text: “circa"
            " 20 documenti”)."
        ),
        (
            "L'articolo x dice, con voce propria: i negoziati sui laghi avevano la misura circa 20 documenti (il testo:"
            " «circa 20 documenti»)."
        ),
    ),
    "gist": (
        claim(GIST, "id:statement-x-01", "ongoing"),
        "Article x reports that Ada Lago said: “The League is growing” (about the League of the Lakes).",
        "L'articolo x riferisce che Ada Lago ha detto: «L'Organizzazione cresce» (sull'Organizzazione dei Laghi).",
    ),
    "wish": (
        claim(GIST, "id:statement-x-01", "desired", more="; f:reason claim:x-900"),
        (
            "Article x reports that Ada Lago said: it is desired: “The League is growing” (about the League of the Lakes;"
            " giving as reason claim x-900)."
        ),
        (
            "L'articolo x riferisce che Ada Lago ha detto: si desidera: «L'Organizzazione cresce» (sull'Organizzazione dei"
            " Laghi; dando come motivo l'affermazione x-900)."
        ),
    ),
    "name": (
        claim('id:harbourtown skos:altLabel "Porto"@it .', factuality="ongoing", more="; f:via id:wire"),
        "Article x says, in its own voice, crediting Lago Wire: Harbourtown is also called “Porto”.",
        "L'articolo x dice, con voce propria, citando Lago Wire: Harbourtown ha anche il nome «Porto».",
    ),
    "distance": (
        claim("id:talks f:about id:fishing .", factuality="ongoing", more="; f:distance c:press-conditional"),
        (
            "Article x says, in its own voice, keeping its distance (press conditional): the talks on the lakes are about"
            " fishing."
        ),
        (
            "L'articolo x dice, con voce propria, prendendo le distanze (il condizionale giornalistico): i negoziati sui"
            " laghi riguardano la pesca."
        ),
    ),
    "kind": (
        claim("id:ministry a f:Organization ; f:kind c:ministry ; f:partOf id:valdoria .", factuality="hypothetical"),
        (
            "Article x says, in its own voice: it is put as a hypothesis that the Ministry of Harbours would be an"
            " organization (ministry) and would be part of Valdoria."
        ),
        (
            "L'articolo x dice, con voce propria: si fa l'ipotesi che il Ministero dei Porti sia un'organizzazione"
            " (ministero) e faccia parte della Valdoria."
        ),
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_claim_is_one_english_sentence(name):
    """A claim reads as one plain English sentence: whose voice, how firmly, and everything it says."""
    trig, english, _ = SENTENCES[name]

    assert english == told(trig)[0]


@pytest.mark.parametrize("name", SENTENCES)
def test_claim_is_one_italian_sentence(name):
    """A claim reads as one plain Italian sentence: whose voice, how firmly, and everything it says."""
    trig, _, italian = SENTENCES[name]

    assert italian == told(trig)[1]


@pytest.mark.parametrize(
    ("local", "english", "italian"),
    [
        ("valdoria", "Valdoria", "Valdoria"),
        (
            "a",
            "the place of Valdoria in the League of the Lakes",
            "il posto della Valdoria nell'Organizzazione dei Laghi",
        ),
        ("statement-x-01", "the statement of Ada Lago", "la dichiarazione di Ada Lago"),
        ("thing-without-a-label", "thing without a label", "thing without a label"),
    ],
)
def test_node_without_label_is_named_from_claims(local, english, italian):
    """What nobody may label is named from what the claims say of it."""
    index = Index([*ONTOLOGY, *facts_of(WORLD + claim(MEMBERS))])
    node = NAMES.iri("id", local)

    assert (english, italian) == (label(index, node, "en"), label(index, node, "it"))


def test_concepts_are_named_by_their_labels():
    """A concept is named by its label in the language."""
    assert "congelato" == label(Index(ONTOLOGY), NAMES.expand("c:frozen"), "it")


def test_gists_are_kept_word_for_word():
    """A gist is shown as it was written; only its inner quotation marks give way to the outer ones."""
    trig = claim('claim:x-001 f:gist "It is the «point» of “no return”."@en, "Il «punto»."@it .', factuality="ongoing")

    assert (
        "Article x says, in its own voice: “It is the «point» of ‘no return’”.",  # noqa: RUF001 - quotation marks
        "L'articolo x dice, con voce propria: «Il “punto”».",
    ) == told(trig)


@pytest.mark.parametrize("language", ["en", "it"])
def test_every_shipped_claim_can_be_said(language):
    """No claim of the shipped graph is left without a sentence, and none shows an IRI."""
    holdings = shipped()
    index = Index(f for p in holdings.sources() for f in read_file(p, holdings.name(p)))
    sentences = [say(index, node, language) for node in index.typed(NAMES.expand("f:Claim"))]

    assert [] == [words for words in sentences if "http" in words or not words.endswith(".")]


@pytest.mark.parametrize("iri", ["urn:x:y", "mailto:a@example.org", "https:host", "x:/y"])
def test_a_thing_with_any_kind_of_address_is_named(iri):
    """A thing whose IRI has no two slashes is said by its IRI rather than stop the sentence."""
    index = Index(ONTOLOGY + facts_of(WORLD + claim(f"id:talks f:about <{iri}> .")))

    assert "talks on the lakes" in say(index, NAMES.iri("claim", "x-001"), "en")
    assert "negoziati sui laghi" in say(index, NAMES.iri("claim", "x-001"), "it")
