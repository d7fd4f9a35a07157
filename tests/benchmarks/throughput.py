"""Answers a second, ours beside others: short bursts in turn, several rounds, so that a noisy machine is noisy for all."""

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from benchmarks import agreement, peers
from benchmarks.client import Burst, Endpoint, burst
from benchmarks.generator import Scale
from benchmarks.questions import KINDS, RECURRING, Recurring, texts

#: Connections that are kept open; each has one request under way.
CONNECTIONS = 8
Case = tuple[str, Recurring]


@dataclass
class Measured:
    """The bursts of each server in each case, in the order of the rounds."""

    bursts: dict[tuple[Case, str], list[Burst]] = field(default_factory=dict)

    def rate(self, case: Case, name: str) -> float:
        """Give the good answers a second, as the median of the rounds."""
        return statistics.median(done.rate for done in self.bursts[case, name])

    def ratio(self, case: Case, name: str) -> float:
        """Give ours over another's, as the median over the rounds of the ratio inside one round."""
        pairs = zip(self.bursts[case, peers.OURS], self.bursts[case, name], strict=True)
        return statistics.median(our.rate / max(their.rate, 1e-9) for our, their in pairs)

    def mean(self, recurring: Recurring, name: str) -> float:
        """Give the geometric mean of the ratios over the kinds."""
        return geometric(self.ratio((kind, recurring), name) for kind in KINDS)

    def own(self) -> float:
        """Give the processor time that the client itself takes for a request, in seconds."""
        done = [done for each in self.bursts.values() for done in each]
        return sum(one.own for one in done) / sum(one.statuses.total() for one in done)

    def refused(self, name: str) -> dict[str, float]:
        """Give the share of requests without a good answer, for the kinds that have such."""
        shares = {}
        for (case, server), done in self.bursts.items():
            if server == name and max(one.refused for one in done) > 0:
                shares[", ".join(case)] = statistics.mean(one.refused for one in done)
        return shares


def geometric(values: Iterable[float]) -> float:
    """Give the geometric mean."""
    return math.exp(statistics.mean(math.log(max(value, 1e-9)) for value in values))


def measure(
    endpoints: Sequence[Endpoint],
    scale: Scale,
    *,
    rounds: int,
    seconds: float,
    connections: int = CONNECTIONS,
    recurrings: Sequence[Recurring] = RECURRING,
) -> Measured:
    """Measure all cases in each round, the servers one after the other; who begins changes from round to round."""
    cases = list(product(KINDS, recurrings))
    streams = {(case, each.name): texts(case[0], scale, case[1]) for case in cases for each in endpoints}
    measured = Measured({key: [] for key in streams})
    for number in range(rounds + 1):
        order = [*endpoints[number % len(endpoints) :], *endpoints[: number % len(endpoints)]]
        for case, endpoint in product(cases, order):
            done = burst(endpoint, streams[case, endpoint.name], seconds if number else seconds / 4, connections)
            if number:  # the first round only warms
                measured.bursts[case, endpoint.name].append(done)
    return measured


def table(measured: Measured, names: Sequence[str]) -> Iterator[str]:
    """Lay the result as a table: for each way in which texts recur, ours a second and ours over each other."""
    recurrings = [recurring for recurring in RECURRING if any(case[1] == recurring for case, _ in measured.bursts)]
    heads = [head for recurring in recurrings for head in (recurring, *(f"÷ {name}" for name in names))]
    yield f"| question | {' | '.join(heads)} |"
    yield "|---|" + "---|" * len(heads)
    for kind in KINDS:
        cells = []
        for recurring in recurrings:
            cells.append(f"{measured.rate((kind, recurring), peers.OURS):,.0f}")
            cells += [f"{measured.ratio((kind, recurring), name):.2f}" for name in names]
        yield f"| {kind} | {' | '.join(cells)} |"
    means = []
    for recurring in recurrings:
        means += ["", *(f"**{measured.mean(recurring, name):.2f}**" for name in names)]
    yield f"| geometric mean | {' | '.join(means)} |"


def against_oxigraph(data: Path, scale: Scale, *, rounds: int, seconds: float) -> Iterator[str]:
    """Measure ours beside `oxigraph serve` in memory and on disk, and tell it."""
    with ExitStack() as servers:
        endpoints = [servers.enter_context(peers.ours(data)), servers.enter_context(peers.oxigraph_in_memory(data))]
        endpoints.append(servers.enter_context(peers.oxigraph_on_disk(data, data.parent)))
        compared = agreement.judge(endpoints, scale)
        measured = measure(endpoints, scale, rounds=rounds, seconds=seconds)
    yield from table(measured, [peers.MEMORY, peers.DISK])
    yield ""
    yield f"{compared} answers were compared and are the same. The client takes {measured.own() * 1e6:.0f} µs of processor time a request."
    for case, share in measured.refused(peers.OURS).items():
        yield f"Refused by ours: {share:.0%} of {case}."


def against_rdflib(data: Path, scale: Scale, *, rounds: int, seconds: float) -> Iterator[str]:
    """Measure ours beside rdflib-endpoint, one process each: one connection, every text distinct."""
    with peers.ours(data, workers=1) as our, peers.rdflib_endpoint(data) as their:
        compared = agreement.judge([our, their], scale)
        measured = measure([our, their], scale, rounds=rounds, seconds=seconds, connections=1, recurrings=["distinct"])
    yield from table(measured, [peers.RDFLIB])
    yield ""
    yield f"{compared} answers were compared and are the same."
