"""The description: what the endpoint says in RDF of itself and of its dataset."""

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from foedus import negotiation
from foedus.census import Census, Part, Share
from foedus.description import describe
from foedus.engine import InProcess
from foedus.holdings import About, shipped
from foedus.library import Built, build
from foedus.operations import Answer, Operation, Refusal
from foedus.terms import LABEL, ONTOLOGY, TYPE, Names, foreign, term
from foedus.web.application import create_app
from tiny import BROWSER, tiny_client

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
HOME = "https://graph.example/"
PART = Part(12, 3, 4, 5, (Share(term("State"), 2, Names().iri("id", "norland")),), (Share(TYPE, 9),))
COUNTED = Census(PART, Part(7, 1, 2, 3), 6, "2026-01-02")


def told(census: Census | None = COUNTED) -> list[ox.Triple]:
    return list(describe(HOME, Names(), census, About("Lakes", "https://example.org/licence")))


def values(predicate: str, triples: list[ox.Triple] | None = None, of: str = "") -> list[str]:
    """Give the objects of a predicate in the description, of a node of it or of all."""
    found = triples if triples is not None else told()
    return [
        t.object.value  # type: ignore[union-attr]
        for t in found
        if t.predicate.value == predicate and (not of or t.subject.value == f"{HOME}sparql#{of}")  # type: ignore[union-attr]
    ]


def test_the_endpoint_is_the_public_address() -> None:
    """The description names the configured address."""
    assert (
        [f"{HOME}sparql"] == values(SD + "endpoint") == values(VOID + "sparqlEndpoint") == values(DCAT + "endpointURL")
    )


def test_nothing_is_described_by_a_blank_node() -> None:
    """Service, dataset, graphs and partitions have IRIs."""
    nodes = {node for triple in told() for node in (triple.subject, triple.object)}

    assert not [node for node in nodes if isinstance(node, ox.BlankNode)]


def test_the_default_graph_is_said_not_to_be_the_union() -> None:
    """No feature claims a union default graph, and words say what the default graph is."""
    assert values(SD + "feature") == []
    assert "not the union" in " ".join(values("http://purl.org/dc/terms/description", of="default-graph"))


def test_nothing_is_said_to_be_loaded() -> None:
    """A read-only service takes no RDF in, so it has no input format."""
    assert values(SD + "inputFormat") == []


def test_all_ten_formats_are_named() -> None:
    """Four formats of rows and six of graphs."""
    assert len(values(SD + "resultFormat")) == 10


def test_counts_are_those_given() -> None:
    """The view and the claims each have their counts, and the dataset their sum."""
    assert [["12"], ["7"], ["19"]] == [
        values(VOID + "triples", of=node) for node in ("default-graph", "claims", "dataset")
    ]
    assert ["2"] == values(VOID + "entities", of="default-graph-class-f-State")
    assert ["9"] == values(VOID + "triples", of="default-graph-property-rdf-type")


def test_what_was_not_counted_has_no_number() -> None:
    """Where counting takes too long the rest is said all the same."""
    assert [] == values(VOID + "triples", told(None))
    assert values(SD + "endpoint", told(None))


def test_the_licence_stands_on_service_dataset_and_dump() -> None:
    """Who reads one part of the description knows the licence that the keepers of the graph give."""
    licensed = {t.subject.value for t in told() if t.predicate == foreign("dcterms:license")}  # type: ignore[union-attr]

    assert {f"{HOME}sparql#{part}" for part in ("service", "dataset", "default-graph-dump")} == licensed


def test_the_service_bears_the_name_of_the_graph() -> None:
    """The endpoint is called that of the graph that it answers from."""
    assert values("http://www.w3.org/2000/01/rdf-schema#label") == ["The SPARQL endpoint of Lakes"]


def test_what_the_keepers_do_not_say_is_not_described() -> None:
    """Without a title and a licence the endpoint has no name of ours and no licence."""
    silent = list(describe(HOME, Names(), None))

    assert [] == [triple for triple in silent if triple.predicate == foreign("dcterms:license")]
    assert ["A SPARQL endpoint"] == [triple.object.value for triple in silent if triple.predicate == LABEL]  # type: ignore[union-attr]


def test_types_are_those_of_the_vocabularies() -> None:
    """Service and dataset bear the classes of SD, VoID and DCAT."""
    assert {SD + "Service", DCAT + "DataService"} == set(values(TYPE.value, of="service"))
    assert {SD + "Dataset", VOID + "Dataset", DCAT + "Dataset"} == set(values(TYPE.value, of="dataset"))
    assert [DCAT + "Catalog"] == values(TYPE.value, of="catalogue")


@pytest.fixture(scope="module")
def built() -> Built:
    return build(shipped())


@pytest.fixture(scope="module")
def client(built: Built) -> FlaskClient:
    """Give a client of the shipped graph."""
    return create_app(built, public_url=HOME).test_client()


@pytest.fixture(scope="module")
def served(client: FlaskClient) -> list[ox.Triple]:
    """Give the description of the shipped graph."""
    body = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).data
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]


def quads(built: Built, part: str) -> list[ox.Quad]:
    """Give the triples of a part, without asking any query."""
    claims = set(built.index.typed(term("Claim")))
    return [
        q for q in built.store if (q.graph_name in claims if part == "claims" else q.graph_name == ox.DefaultGraph())
    ]


@pytest.mark.parametrize("part", ["default-graph", "claims"])
def test_the_numbers_are_those_of_the_graph(built: Built, served: list[ox.Triple], part: str) -> None:
    """Triples, entities, subjects and objects are as many as somebody counts who reads every triple."""
    held = quads(built, part)
    subjects, objects = {q.subject for q in held}, {q.object for q in held}
    entities = {s for s in subjects if s.value.startswith(Names().base)}  # type: ignore[union-attr]
    names = ("triples", "distinctSubjects", "distinctObjects", "entities")

    assert [len(held), len(subjects), len(objects), len(entities)] == [
        int(values(VOID + name, served, part)[0]) for name in names
    ]


@pytest.mark.parametrize("part", ["default-graph", "claims"])
def test_the_partitions_are_those_of_the_graph(built: Built, served: list[ox.Triple], part: str) -> None:
    """Every class stands with its entities and every property with its triples, and no other."""
    held, members = quads(built, part), defaultdict(set)
    for quad in held:
        if quad.predicate == TYPE:
            members[quad.object.value].add(quad.subject)  # type: ignore[union-attr]
    described = {t.subject: {} for t in served}  # type: dict[object, dict[str, str]]
    for t in served:
        if t.subject.value.startswith(f"{HOME}sparql#{part}-"):  # type: ignore[union-attr]
            described[t.subject][t.predicate.value] = t.object.value  # type: ignore[union-attr]
    classes = {d[VOID + "class"]: int(d[VOID + "entities"]) for d in described.values() if VOID + "class" in d}
    properties = {d[VOID + "property"]: int(d[VOID + "triples"]) for d in described.values() if VOID + "property" in d}

    assert {name: len(found) for name, found in members.items()} == classes
    assert Counter(quad.predicate.value for quad in held) == properties


def test_vocabularies_and_examples_are_found_in_the_graph(built: Built, served: list[ox.Triple]) -> None:
    """The vocabularies are those of the graph's terms, and each example is a thing that it describes."""
    examples = values(VOID + "exampleResource", served)
    held = {quad.subject.value for quad in quads(built, "default-graph")}  # type: ignore[union-attr]

    assert ONTOLOGY in values(VOID + "vocabulary", served)
    assert len(examples) > 10
    assert set(examples) <= held


def test_the_day_is_that_of_the_last_reading(built: Built, served: list[ox.Triple]) -> None:
    """The dataset was changed last when somebody last read it."""
    days = [q.object.value for q in quads(built, "default-graph") if q.predicate == term("readOn")]  # type: ignore[union-attr]

    assert [max(days)] == values("http://purl.org/dc/terms/modified", served)


def test_the_dump_is_there(client: FlaskClient, built: Built, served: list[ox.Triple]) -> None:
    """What the description offers whole can be fetched, and is the accepted view."""
    address = values(VOID + "dataDump", served)[0].removeprefix(HOME.rstrip("/"))
    body = client.get(address).data

    assert len(quads(built, "default-graph")) == len(list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES)))


@pytest.mark.parametrize("address", ["/.well-known/void", "/.well-known/void.ttl", "/void.ttl", "/sparql"])
def test_one_description_stands_at_four_addresses(client: FlaskClient, served: list[ox.Triple], address: str) -> None:
    """Who looks at any of the usual places finds the same."""
    answer = client.get(address)

    assert (200, "text/turtle") == (answer.status_code, answer.mimetype)
    assert set(served) == {quad.triple for quad in ox.parse(answer.data, format=ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize("media_type", negotiation.GRAPHS[:-1])
def test_the_description_comes_in_every_form_of_rdf(client: FlaskClient, media_type: str) -> None:
    """Accept decides, and the body parses under its label."""
    answer = client.get("/.well-known/void", headers={"Accept": media_type})

    assert media_type == answer.mimetype
    assert list(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type)))


def test_a_browser_sees_the_description_too() -> None:
    """A well-known address gives RDF where HTML is liked best."""
    answer = tiny_client().get("/.well-known/void", headers=BROWSER)

    assert (200, True) == (answer.status_code, answer.mimetype in negotiation.GRAPHS[:-1])


def test_the_examples_live_at_their_graph_s_address(client: FlaskClient, built: Built) -> None:
    """The named graph of example queries is given at its own path, and written nowhere."""
    path = "/.well-known/sparql-examples"
    body = client.get(path, headers={"Accept": "application/n-triples"}).data
    held = [quad for quad in built.store if quad.graph_name == Names().examples]

    assert len(held) == len(list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))) > 1000
    assert [405, 204] == [client.put(path).status_code, client.options(path).status_code]


@pytest.mark.parametrize(("slug", "status"), [("query-took-too-long", 200), ("server-is-busy", 503)])
def test_a_count_that_takes_too_long_is_left_out(built: Built, slug: str, status: int) -> None:
    """The service is described without counts where they cannot be had, and later where others are served first."""

    class Slow:
        def answer(self, operation: Operation) -> Answer:
            if "COUNT(*)" in operation.query:
                raise Refusal(503, slug, "Too long.")
            return InProcess(built.store).answer(operation)

    answer = create_app(built, public_url=HOME, engine=Slow()).test_client().get("/.well-known/void")

    assert status == answer.status_code
    assert "void:classPartition" not in answer.text
