"""The parts of the benchmarks that must be right for their figures to mean anything."""

from itertools import islice

import pyoxigraph as ox
import pytest
from benchmarks import client, diplomacy, generator, questions, throughput, validators
from benchmarks.client import Burst
from benchmarks.run import Effort
from foedus.shacl import Session
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import Graph

SCALE = generator.scale_of(3_000)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """Give a small generated graph."""
    made = ox.Store()
    made.load("".join(generator.lines(SCALE)).encode(), format=ox.RdfFormat.N_QUADS)
    return made


def test_the_same_seed_writes_the_same_graph() -> None:
    """Two graphs of one scale and seed are equal, of another seed they are not."""
    first, again, other = (list(generator.lines(SCALE, seed)) for seed in (0, 0, 1))

    assert first == again
    assert first != other


@pytest.mark.parametrize("quads", [3_000, 50_000])
def test_a_graph_is_about_as_large_as_asked(quads: int) -> None:
    """The number of quads is within a fifth of what was asked."""
    written = len(set(generator.lines(generator.scale_of(quads))))

    assert quads * 0.8 < written < quads * 1.2


@pytest.mark.parametrize(
    ("quads", "sizes"),
    [(3_000, [3_000]), (300_000, [3_000, 100_000, 300_000]), (5_000_000, [3_000, 100_000, 1_000_000, 5_000_000])],
)
def test_growth_ends_at_the_size_that_is_asked_for(quads: int, sizes: list[int]) -> None:
    """Graphs grow up to the size that was asked for, and no further."""
    assert sizes == list(Effort().of(quads).growing)


def test_a_graph_has_the_shape_of_ours(store: ox.Store) -> None:
    """Claims are named graphs, what they say stands in the view too, and no engine writes a literal in another way."""
    claims = {str(name) for name in store.named_graphs()}
    kinds = {str(quad.object) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    written = {str(quad) for quad in ox.parse("".join(generator.lines(SCALE)).encode(), format=ox.RdfFormat.N_QUADS)}

    assert SCALE.claims == len(claims)
    assert {generator.term(name) for name in ("Claim", "Passage", "Check", "Membership", "Statement", "Time")} <= kinds
    assert written == {str(quad) for quad in store}


@pytest.mark.parametrize("kind", questions.KINDS)
def test_every_kind_of_question_has_answers(store: ox.Store, kind: str) -> None:
    """Some of the first questions of each kind find something."""
    found = sum(len(list(store.query(questions.question(kind, SCALE, number)))) for number in range(60))

    assert found > 0


@pytest.mark.parametrize("kind", questions.KINDS)
def test_distinct_texts_are_distinct(kind: str) -> None:
    """No text comes twice where all are distinct, few are there where they recur, one where they are the same."""
    several = {
        recurring: len(set(islice(questions.texts(kind, SCALE, recurring), 5_000))) for recurring in questions.RECURRING
    }

    assert (1, 5_000) == (several["same"], several["distinct"])
    assert 100 < several["zipf"] <= questions.OF_EACH_KIND


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10_000), st.sampled_from([0.003, 0.04, 0.09]), st.booleans())
def test_validators_that_are_compared_find_the_same(seed: int, faults: float, queries: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """On any generated graph, with few faults or a fault in each block, pyshacl tells the very results that foedus tells."""
    data, shapes = "".join(diplomacy.data(400, seed, faults)), diplomacy.shapes(queries=queries)
    own = Session(validators.facts(data, "d.ttl"), validators.facts(shapes, "s.ttl")).judgement()
    graphs = (Graph().parse(data=text, format="turtle") for text in (data, shapes))

    assert {} == own.fallback
    assert validators.by_pyshacl(*graphs) == validators.results(own.findings)


def test_the_client_knows_when_an_answer_is_whole() -> None:
    """By its length or its last chunk, and its body is put together from the chunks."""
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"

    for answer in (plain, chunked):
        assert [False] * (len(answer) - 1) == [
            client.is_whole(bytearray(answer[:end])) for end in range(1, len(answer))
        ]
        assert client.is_whole(bytearray(answer))
        assert b"hello" == client.body(answer)


def test_a_refusal_is_no_answer() -> None:
    """Only what was answered well counts as a rate."""
    burst = Burst(seconds=2.0)
    burst.statuses.update({200: 6, 503: 4})

    assert (3.0, 0.4) == (burst.rate, pytest.approx(burst.refused))
    assert pytest.approx(4.0) == throughput.geometric([2, 8])
