"""What the server tells Prometheus."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from prometheus_client.parser import text_string_to_metric_families as read
from served import free_port, running

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DEADLY = f"ASK {{ FILTER({'false || ' * 40_000}false) }}"
Numbers = dict[tuple[str, frozenset[str]], float]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph with a deadline of a second."""
    port = free_port()
    with running("serve", "--port", str(port), "--timeout", "1", "--workers", "2", at=port) as address:
        yield address


def fetch(address: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """Give status and text, whatever the status."""
    try:
        with urllib.request.urlopen(address + path, urllib.parse.urlencode(form).encode() if form else None) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def numbers(address: str) -> Numbers:
    """Read the metrics as Prometheus does: each sample by its name and the values of its labels."""
    families = read(fetch(address, "/metrics")[1])
    return {(s.name, frozenset(s.labels.values())): s.value for family in families for s in family.samples}


def grown(address: str, name: str, labels: set[str], before: Numbers) -> float:
    """Tell by how much a number has grown."""
    key = (name, frozenset(labels))
    return numbers(address)[key] - before.get(key, 0)


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("ASK {}", "answered"),
        ("ASK {", "query-has-a-syntax-error"),
        ("ASK { SERVICE <http://127.0.0.1:1/> {} }", "query-reaches-out"),
        (RUNAWAY, "query-took-too-long"),
        (DEADLY, "engine-died-on-the-query"),
    ],
)
def test_queries_are_counted_by_their_outcome(server: str, query: str, outcome: str) -> None:
    """A query that is answered, refused, too slow or deadly is counted once, as what became of it."""
    before = numbers(server)
    fetch(server, "/sparql", {"query": query})

    assert 1 == grown(server, "foedus_queries_total", {outcome}, before)


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("/", {"page", "GET", "200"}),
        ("/id/csto.html", {"thing", "GET", "200"}),
        ("/id/nobody", {"thing", "GET", "404"}),
        ("/healthz", {"health", "GET", "200"}),
        ("/nowhere/at/all", {"other", "GET", "404"}),
    ],
)
def test_requests_are_counted_by_kind_method_and_status(server: str, path: str, labels: set[str]) -> None:
    """A request is counted once, and its seconds are in the histogram of its kind."""
    before = numbers(server)
    kind = next(iter(labels - {"GET", "200", "404"}))
    fetch(server, path)

    assert 1 == grown(server, "foedus_requests_total", labels, before)
    assert 1 == grown(server, "foedus_request_seconds_bucket", {kind, "+Inf"}, before)


def test_buckets_of_a_histogram_only_grow(server: str) -> None:
    """Each bucket holds at least what the one below it holds, and the last one all."""
    fetch(server, "/sparql", {"query": RUNAWAY})
    fetch(server, "/sparql", {"query": "ASK {}"})
    family = next(family for family in read(fetch(server, "/metrics")[1]) if family.name == "foedus_request_seconds")
    buckets = [s.value for s in family.samples if s.name.endswith("_bucket") and s.labels["route"] == "sparql"]
    count = next(s.value for s in family.samples if s.name.endswith("_count") and s.labels["route"] == "sparql")

    assert sorted(buckets) == buckets
    assert buckets[0] < buckets[-1] == count


def test_workers_are_told_by_lane_while_a_query_runs_away(server: str) -> None:
    """A runaway is seen in the slow lane, and the quick lane is full beside it."""
    with ThreadPoolExecutor(1) as other:
        runaway = other.submit(fetch, server, "/sparql", {"query": RUNAWAY})
        lanes = set()
        while not runaway.done():
            told = numbers(server)
            lanes.add(tuple(told["foedus_workers", frozenset({lane})] for lane in ("slow", "quick")))

    assert (1, 2) in lanes


def test_answers_that_the_cache_holds_are_counted(server: str) -> None:
    """The second of two equal queries is a find in the cache."""
    before = numbers(server)
    for _ in range(2):
        fetch(server, "/sparql", {"query": "ASK { ?cached ?in ?metrics }"})
    after = numbers(server)

    assert (1, 1) == tuple(
        after["foedus_cache_answers_total", frozenset({found})]
        - before["foedus_cache_answers_total", frozenset({found})]
        for found in ("yes", "no")
    )
    assert after["foedus_cache_bytes", frozenset()] > before["foedus_cache_bytes", frozenset()]


def test_the_process_and_the_versions_are_told(server: str) -> None:
    """Memory and files of the process, and the version of foedus, stand beside the counts."""
    told = {name: value for (name, _), value in numbers(server).items()}

    assert 10_000_000 < told["process_resident_memory_bytes"] < 2_000_000_000
    assert told["process_open_fds"] > 3
    assert 1 == told["foedus_info"]


def test_metrics_can_be_switched_off() -> None:
    """With --no-metrics nothing is at /metrics."""
    port = free_port()
    with running("serve", "--port", str(port), "--no-metrics", at=port) as address:
        assert 404 == fetch(address, "/metrics")[0]


def test_every_address_is_of_a_kind(server: str) -> None:
    """Pages are counted as pages, whatever their number; the addresses of strangers all as one kind."""
    before = {labels for name, labels in numbers(server) if name == "foedus_requests_total"}
    for path in ("/about", "/ontology.ttl", "/void.ttl", "/v/0/sparql", "/wp-admin", "/.env", "//", "/" + "x" * 1000):
        fetch(server, path)
    after = {labels for name, labels in numbers(server) if name == "foedus_requests_total"}

    assert {"page", "vocabulary", "description", "sparql", "other"} <= {label for labels in after for label in labels}
    assert len(after - before) <= 5
