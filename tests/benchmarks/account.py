"""Where the microseconds of a point query go between the server's socket and the engine: processor time, part by part.

Each part is run by itself, again and again, so that its code and data are warm; in a server each step begins after
others ran, and costs up to twice as much. Not in the account: the server's own threads (some 30 to 60 microseconds),
and that a query wakes two threads and a worker.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from benchmarks import questions
from benchmarks.client import ACCEPT
from benchmarks.generator import Scale
from foedus import guard, negotiation, protocol
from foedus.brood import hold
from foedus.engine import InProcess
from foedus.operations import Answer, Operation, Request
from foedus.paper import Heap
from foedus.terms import Names
from foedus.web.application import application
from foedus.web.site import Site
from foedus.workers import Limits, Pool
from foedus.zygote import Zygote

KIND = "point by IRI"
COUNT = 2_000


class Ready:
    """An engine that has the answer, so that all but its work is seen."""

    def answer(self, operation: Operation) -> Answer:
        """Give a thousand bytes."""
        return Answer(operation.media_type, bytes(1_000))


def spent(part: Callable[..., object], given: Iterable[object]) -> float:
    """Give the microseconds of processor that a part takes for one of what it is given: the least of three times."""
    everything, found = list(given), []
    for third in range(3):
        some = everything[third::3]
        began = time.process_time()
        for one in some:
            part(one)
        found.append((time.process_time() - began) / len(some) * 1_000_000)
    return min(found)


def parts(store: ox.Store, scale: Scale, pool: Pool) -> Iterator[tuple[str, float]]:
    """Measure each part with queries that were never asked before."""
    asked = questions.texts(KIND, scale, "distinct")
    app = application(Site(Ready(), Names(), "http://localhost", version="generated")).wsgi_app
    engine = InProcess(store, Names())

    def operations() -> list[Operation]:
        return [Operation(text, "select", negotiation.JSON) for text in islice(asked, COUNT)]

    def requests() -> list[dict[str, str]]:
        return [environ(text) for text in islice(asked, COUNT)]

    held = requests()
    yield "front, all but the engine", spent(lambda one: app(one, begin), held)
    yield "front, answer held", spent(lambda one: app(one, begin), held)
    yield "of it: protocol", spent(protocol.read, [Request("GET", one["QUERY_STRING"].encode()) for one in requests()])
    yield "of it: guard", spent(guard.judge, islice(asked, COUNT))
    yield "pool, in the server's process", spent(pool.answer, operations())
    yield "engine, as a worker asks it", spent(lambda one: engine.write(one, Heap()), operations())
    yield (
        "engine alone",
        spent(lambda one: store.query(one).serialize(format=ox.QueryResultsFormat.JSON), islice(asked, COUNT)),
    )


def environ(query: str) -> dict[str, str]:
    """Give what the server tells of a request."""
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "QUERY_STRING": f"query={quote(query)}", "HTTP_ACCEPT": ACCEPT,
    }  # fmt: skip


def begin(*_: object) -> None:
    """Take status and headers."""


def report(data: Path, scale: Scale) -> Iterator[str]:
    """Give the account as a table."""
    store = ox.Store()
    store.load(path=data, format=ox.RdfFormat.N_QUADS)
    write = InProcess(store, Names()).write
    zygote = Zygote.forked(lambda line: hold(line, lambda: write, Limits().memory))
    try:
        pool = Pool(zygote, Limits())
        pool.begin()
        yield "| part | microseconds |"
        yield "|---|---|"
        for name, number in parts(store, scale, pool):
            yield f"| {name} | {number:.1f} |"
    finally:
        zygote.close()
