import json
import re
from collections import defaultdict

import pyoxigraph as ox
import pytest
from foedus.graph import read_file
from foedus.holdings import shipped
from foedus.terms import CONCEPT, ONTOLOGY
from rdflib import OWL, RDF, RDFS, SKOS, Dataset, Graph, Namespace, URIRef

F = Namespace(ONTOLOGY)
C = Namespace(CONCEPT)
FOLDER = shipped().root / "ontology"
CLASSES = {OWL.Class}
PROPERTIES = {OWL.ObjectProperty, OWL.DatatypeProperty}
BOTH = ["en", "it"]
SAMPLE = """
@prefix f: <https://w3id.org/foedus/ontology#> .
@prefix c: <https://w3id.org/foedus/concept/> .
@prefix claim: <https://w3id.org/foedus/claim/> .
@prefix id: <https://w3id.org/foedus/id/> .
@prefix passage: <https://w3id.org/foedus/passage/> .
@prefix article: <https://w3id.org/foedus/article/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
claim:900-001 {
    id:norland-in-pact a f:Membership ; f:member id:norland ; f:status c:frozen .
    id:norland skos:altLabel "Norlandia"@it, "Terra di Nord"@it .
    id:papers f:measure id:900-001-measure-1 ; f:time id:900-001-time-1 .
    id:900-001-measure-1 a f:Measure ; f:wording "circa 19 atti" ; f:comparator c:about ;
        f:value 19 ; f:unit "document"@en, "documento"@it .
    id:900-001-time-1 a f:Time ; f:edtf "2020-05"^^<http://id.loc.gov/datatypes/edtf> ;
        f:earliest "2020-05-01"^^xsd:date ; f:derivation c:computed .
}
claim:900-001 a f:Claim ; f:voice article:900 ; f:passage passage:900-001 ; f:mode c:narrated .
passage:900-001 a f:Passage ; f:article article:900 ; f:start 12 ; f:end 40 .
"""


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph(bind_namespaces="none").parse(FOLDER / "foedus.ttl")


@pytest.fixture(scope="module")
def concepts() -> Graph:
    return Graph().parse(FOLDER / "concepts.ttl")


@pytest.fixture(scope="module")
def context() -> dict[str, object]:
    return json.loads((FOLDER / "context.jsonld").read_text("utf-8"))["@context"]


def terms(ontology: Graph, kinds: set[URIRef]) -> list[URIRef]:
    return sorted({s for kind in kinds for s in ontology.subjects(RDF.type, kind)})


def languages(graph: Graph, node: URIRef, predicate: URIRef) -> list[str]:
    return sorted(text.language or "" for text in graph.objects(node, predicate))


def blocks(name: str) -> list[str]:
    text = (FOLDER / name).read_text("utf-8")
    return [block for block in text.strip().split("\n\n") if not block.startswith("@prefix")]


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_terms_speak_both_languages(ontology: Graph, predicate: URIRef) -> None:
    """Every class and property has one label and one definition in English and in Italian."""
    found = {t: languages(ontology, t, predicate) for t in terms(ontology, CLASSES | PROPERTIES)}

    assert [BOTH] * len(found) == list(found.values())


def test_terms_serve_a_question(ontology: Graph) -> None:
    """Every class and property names the question that it serves."""
    served = {t: [str(q)[-1] for q in ontology.objects(t, SKOS.example)] for t in terms(ontology, CLASSES | PROPERTIES)}

    assert {node: ["?"] for node in served} == served


def test_definitions_are_sentences(ontology: Graph, concepts: Graph) -> None:
    """Every definition begins with a capital and ends with a full stop."""
    texts = [str(text) for text in (ontology + concepts).objects(None, SKOS.definition)]

    assert [] == [text for text in texts if not re.fullmatch(r"[^\W\d_a-z].*\.", text)]


def test_what_the_build_computes_says_so(ontology: Graph) -> None:
    """The definition of every term that nobody may write by hand says in both languages that it is computed."""
    rule = (shipped().root / "shapes" / "dataset" / "computed-triple-written-by-hand.rq").read_text("utf-8")
    terms = {
        F[name] for values in re.findall(r"VALUES \?\w+ \{([^}]*)\}", rule) for name in re.findall(r"\bf:(\w+)", values)
    }
    words = {"en": "comput", "it": "calcol"}

    assert terms
    assert [] == [
        (term, text.language)
        for term in sorted(terms)
        for text in ontology.objects(term, SKOS.definition)
        if words[text.language] not in text.lower()
    ]


def test_classes_are_singular_upper_camel(ontology: Graph) -> None:
    """Class names are singular, in UpperCamel."""
    names = [t.removeprefix(F) for t in terms(ontology, CLASSES)]

    assert [] == [n for n in names if not re.fullmatch(r"([A-Z][a-z]+)+", n) or re.search("[^s]s$", n)]


def test_properties_are_lower_camel(ontology: Graph) -> None:
    """Property names are in lowerCamel."""
    names = [t.removeprefix(F) for t in terms(ontology, PROPERTIES)]

    assert [] == [n for n in names if not re.fullmatch(r"[a-z]+[0-9]*([A-Z][a-z]+)*", n)]


def test_labels_are_not_shared(ontology: Graph) -> None:
    """No two properties bear the same label, so that a rendered sentence says which it was."""
    bearers = defaultdict(list)
    for node in terms(ontology, PROPERTIES):
        for label in ontology.objects(node, RDFS.label):
            bearers[label].append(node)

    assert {} == {label: nodes for label, nodes in bearers.items() if len(nodes) > 1}


def test_own_terms_are_declared(ontology: Graph, concepts: Graph) -> None:
    """Every own term that the ontology or a concept mentions is declared."""
    declared = set(terms(ontology, CLASSES | PROPERTIES))
    nodes = {node for triple in ontology + concepts for node in triple if isinstance(node, URIRef)}
    mentioned = {node for node in nodes if node.startswith(F)}

    assert set() == mentioned - declared


def test_foreign_parents_have_a_prefix(ontology: Graph) -> None:
    """Every class or property of another vocabulary that is named belongs to a declared prefix."""
    known = tuple(str(iri) for _, iri in ontology.namespaces())
    links = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch, SKOS.relatedMatch)
    named = {node for link in links for node in ontology.objects(None, link)}

    assert [] == [node for node in named if not str(node).startswith(known)]


@pytest.mark.parametrize(("name", "own"), [("foedus.ttl", ["f"]), ("concepts.ttl", ["c"])])
def test_prefixes_are_laid(name: str, own: list[str]) -> None:
    """The own prefix stands first, the rest by alphabet, and each is used."""
    text = (FOLDER / name).read_text("utf-8")
    declared = re.findall(r"^@prefix (\w+):", text, re.MULTILINE)
    body = re.sub(r'"[^"]*"', "", "\n".join(blocks(name)))

    assert own + sorted(set(declared) - set(own)) == declared
    assert [] == [prefix for prefix in declared if not re.search(rf"\b{prefix}:", body)]


@pytest.mark.parametrize("name", ["foedus.ttl", "concepts.ttl"])
def test_blocks_are_laid(name: str) -> None:
    """Each subject is one block: its class first, then label, then definition, then the rest by four spaces."""
    shape = re.compile(
        r"\S+ a [^;\n]+ ;\n"
        r"    (rdfs:label|skos:prefLabel) [^\n]+ ;\n"
        r"    (skos:definition|dcterms:description) [^\n]+"
        r"( ;\n    [a-z]+:\w+ [^\n]+)* \.",
    )
    found = blocks(name)

    assert [] == [block for block in found if not shape.fullmatch(block)]
    assert len(found) == len({block.split()[0] for block in found})


def test_concepts_have_one_scheme(concepts: Graph) -> None:
    """Every concept is in exactly one scheme, and that scheme is described."""
    schemes = set(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    found = {
        c: [s in schemes for s in concepts.objects(c, SKOS.inScheme)] for c in concepts.subjects(RDF.type, SKOS.Concept)
    }

    assert {concept: [True] for concept in found} == found


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition])
def test_concepts_speak_both_languages(concepts: Graph, predicate: URIRef) -> None:
    """Every concept and scheme has one label and one definition in English and in Italian."""
    found = {c: languages(concepts, c, predicate) for c in set(concepts.subjects())}

    assert [BOTH] * len(found) == list(found.values())


def test_labels_tell_concepts_apart(concepts: Graph) -> None:
    """Within a scheme no two concepts bear the same label."""
    bearers = defaultdict(list)
    for concept, scheme in concepts.subject_objects(SKOS.inScheme):
        for label in concepts.objects(concept, SKOS.prefLabel):
            bearers[scheme, label].append(concept)

    assert {} == {key: nodes for key, nodes in bearers.items() if len(nodes) > 1}


def test_excludes_is_symmetric(concepts: Graph) -> None:
    """A status that excludes another is excluded by it."""
    pairs = set(concepts.subject_objects(F.excludes))

    assert {(b, a) for a, b in pairs} == pairs


def test_claims_use_declared_terms(ontology: Graph) -> None:
    """Every own property and class that a claim, name or record uses is declared."""
    declared = {str(node) for node in terms(ontology, CLASSES | PROPERTIES)}
    facts = (fact for file in shipped().authored() for fact in read_file(file, shipped().root))
    used = {str(node.value) for fact in facts for node in fact.quad if isinstance(node, ox.NamedNode)}

    assert set() == {node for node in used if node.startswith(ONTOLOGY)} - declared


def test_queries_and_shapes_use_declared_names(ontology: Graph, concepts: Graph) -> None:
    """Every own term and concept that a policy, saved query or shape names is declared."""
    known = {f"f:{t.removeprefix(F)}" for t in terms(ontology, CLASSES | PROPERTIES)}
    known |= {f"c:{c.removeprefix(C)}" for c in concepts.subjects()}
    files = [file for folder in ("graph", "shapes") for file in shipped().files(folder, (".rq", ".ttl"))]
    spoken = re.compile(r'"[^"\n]*"|<[^>\s]*>|#.*')
    used = {
        (name, file.name)
        for file in files
        for name in re.findall(r"(?<![\w:-])[cf]:[A-Za-z][\w-]*", spoken.sub("", file.read_text("utf-8")))
    }

    assert [] == sorted(pair for pair in used if pair[0] not in known)


def test_header_says_what_it_is(ontology: Graph) -> None:
    """The header names title, description in both languages, licence and version."""
    header = ontology.value(predicate=RDF.type, object=OWL.Ontology)
    dcterms = Namespace("http://purl.org/dc/terms/")

    assert BOTH == languages(ontology, header, dcterms.description)
    assert BOTH == languages(ontology, header, RDFS.label)
    assert URIRef("https://creativecommons.org/licenses/by/4.0/") == ontology.value(header, dcterms.license)
    assert ontology.value(header, OWL.versionInfo)


def test_context_types_every_property(ontology: Graph, context: dict[str, dict[str, str]]) -> None:
    """The JSON-LD context reads the value of every object property as an IRI, of a closed list as a concept."""
    expected = {
        "f:" + p.removeprefix(F): "@vocab" if (p, RDFS.range, SKOS.Concept) in ontology else "@id"
        for p in ontology.subjects(RDF.type, OWL.ObjectProperty)
    }
    typed = {row["@id"]: row.get("@type") for row in context.values() if isinstance(row, dict) and "@id" in row}

    assert expected == {name: typed.get(name) for name in expected}


def test_context_carries_a_claim(context: dict[str, object]) -> None:
    """A claim graph that is written and read with the JSON-LD context comes back the same."""
    before, after = Dataset(), Dataset()
    before.parse(data=SAMPLE, format="trig")
    text = before.serialize(format="json-ld", context=context, auto_compact=True)
    after.parse(data=text, format="json-ld")

    assert set(before.quads()) == set(after.quads())
    assert '"@vocab"' in text


def test_context_reads_plain_words(context: dict[str, object]) -> None:
    """A web developer may write the bare names of concepts, dates as text and labels by language."""
    measure = {"@id": "id:x", "comparator": "about", "earliest": "2020-05-01", "gist": {"en": "a", "it": "b"}}
    read, expected = Graph(), Graph()
    read.parse(data=json.dumps({"@context": context, **measure}), format="json-ld")
    expected.parse(
        data=f"""<https://w3id.org/foedus/id/x> <{F.comparator}> <{C.about}> ;
        <{F.earliest}> "2020-05-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
        <{F.gist}> "a"@en, "b"@it ."""
    )

    assert set(expected) == set(read)


def test_context_never_shadows_a_concept(concepts: Graph, context: dict[str, object]) -> None:
    """No concept shares its bare name with a term of the JSON-LD context, but where the context says so."""
    names = {str(c).removeprefix(CONCEPT) for c in concepts.subjects(RDF.type, SKOS.Concept)}
    redefined = {name for row in context.values() if isinstance(row, dict) for name in row.get("@context", {})}

    assert set() == (names & set(context)) - redefined
