"""All attacks, one after the other and then together, while a client in a process of its own asks cheap questions."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event

from attacks import documents, nesting, queries, transfers
from attacks.attack import Attack
from attacks.documents import Document
from attacks.hostile import Told, ask, attack, exchanged, opened, status
from served import served

#: Seconds that a query is given, by how much an attacker may be late, and what cheap questions may take.
DEADLINE, LATE, CHEAP = 1.0, 0.3, 0.1
#: Hostile clients at once, and connections that say half a head and nothing more.
AT_ONCE, DAWDLING = 8, 40
#: What a server says that has no place just now.
BUSY = 503
#: Seconds between two cheap questions.
PACE = 0.005
ATTACKS = [*nesting.attacks(), *queries.attacks()]


@dataclass
class Soaked:
    """What the attacks came to, and the latencies of the cheap questions beside them."""

    name: str
    told: list[tuple[Attack | Document, Told]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    unanswered: int = 0

    @property
    def latest(self) -> tuple[float, str]:
        """Give by how many seconds the latest attacker was told after the deadline, and which it was."""
        return max((told.seconds - DEADLINE, str(meant)) for meant, told in self.told)

    @property
    def late(self) -> float:
        """Give the latency below which 99 of 100 cheap questions were answered, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[len(ordered) * 99 // 100]

    @property
    def holds(self) -> bool:
        """Whether every demand is met."""
        return not self.broken and not self.unanswered and self.late < CHEAP and self.latest[0] < LATE

    def row(self) -> str:
        """Tell it in one row."""
        statuses = ", ".join(
            f"{count}x {code}" for code, count in sorted(Counter(told.status for _, told in self.told).items())
        )
        middle = sorted(self.latencies)[len(self.latencies) // 2]
        seconds, which = self.latest
        late = f"{seconds:+.2f} ({which})"
        cells = (
            self.name,
            statuses,
            len(self.broken),
            late,
            len(self.latencies),
            f"{middle * 1e3:.1f}",
            f"{self.late * 1e3:.1f}",
        )
        return f"| {' | '.join(map(str, cells))} | {'yes' if self.holds else '**no**'} |"


def watch(address: str, ended: Event, told: "multiprocessing.Queue[tuple[list[float], int]]") -> None:
    """Ask a cheap question again and again until the attacks have ended."""
    latencies, unanswered = [], 0
    while not ended.is_set():
        began = time.perf_counter()
        unanswered += ask(address, "ASK { ?s ?p ?o }").status != 200
        latencies.append(time.perf_counter() - began)
        time.sleep(PACE)
    told.put((latencies, unanswered))


@contextmanager
def watched(address: str, soaked: Soaked) -> Iterator[None]:
    """Watch from a process of its own what others feel."""
    context = multiprocessing.get_context("spawn")
    ended, told = context.Event(), context.Queue()
    process = context.Process(target=watch, args=(address, ended, told))
    process.start()
    time.sleep(0.5)
    try:
        yield
    finally:
        ended.set()
        soaked.latencies, soaked.unanswered = told.get(timeout=30)
        process.join()


def sent(address: str, meant: Attack, soaked: Soaked) -> None:
    """Send one attack and note what came of it."""
    try:
        told = attack(address, meant)
    except OSError as error:
        soaked.broken.append(f"{meant}: {error!r}")
        return
    soaked.told.append((meant, told))


def delivered(address: str, meant: Document, soaked: Soaked) -> None:
    """Send one document and note what came of it."""
    request = meant.request()
    began = time.perf_counter()
    code = status(exchanged(address, request))
    soaked.told.append((meant, Told(code, "", "", b"", time.perf_counter() - began)))
    if code not in {*meant.statuses, BUSY}:
        soaked.broken.append(f"{meant}: {code}")


def soak(name: str, attacks: list[Attack], at_once: int, others: Sequence[Document] = ()) -> Soaked:
    """Attack a server of the shipped graph, with requests that are no queries and clients that dawdle among the rest."""
    soaked = Soaked(name)
    with served(seconds=DEADLINE, answer=1_000_000) as address, watched(address, soaked):
        slow = [opened(address, b"GET / HTTP/1.1\r\nHost:") for _ in range(DAWDLING)]
        with ThreadPoolExecutor(at_once) as hostile:
            for meant in attacks:
                hostile.submit(sent, address, meant, soaked)
            for document in others:
                hostile.submit(delivered, address, document, soaked)
            odd = hostile.map(lambda one: (one, status(exchanged(address, one.sent))), transfers.attacks())
            soaked.broken += [str(one) for one, code in odd if code not in {*one.statuses, BUSY}]
        for link in slow:
            link.close()
    return soaked


def runs(share: int = 1) -> Iterator[Soaked]:
    """Attack one after the other, all together, and with four runaways at once; ``share`` leaves out attacks."""
    chosen = ATTACKS[::share]
    runaway = next(meant for meant in ATTACKS if meant.name == "blow-up-of-count")
    papers = list(documents.attacks())[::share]
    others = f"{len(papers)} documents, {len(list(transfers.attacks()))} requests"
    yield soak(f"{len(chosen)} queries, {others}, one after the other", chosen, 1, papers)
    yield soak(f"the same, {AT_ONCE} at once", chosen, AT_ONCE, papers)
    yield soak("four runaways at once, five times", [runaway] * 20, 4)


def report(share: int = 1) -> Iterator[str]:
    """Tell each run in a row; the last line says whether all demands are met."""
    yield (
        f"| attacks, deadline {DEADLINE:g} s | statuses | broken or wrong | latest answer, against the deadline s "
        "| cheap questions beside | p50 ms | p99 ms | all held |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for soaked in runs(share):
        yield soaked.row()
        yield from (f"| {broken} | | | | | | | |" for broken in soaked.broken)
