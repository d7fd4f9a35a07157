"""What the server counts, and how Prometheus reads it: only module that knows the text format of metrics.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

import os
import resource
import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from foedus.web.journal import Seen

#: Upper bounds of the histogram's buckets, in seconds.
BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: The kind of address at which all that is refused is counted as a query.
ENDPOINT = "sparql"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: How the outcome of a query is called that was answered.
ANSWERED = "answered"

Labels = tuple[tuple[str, str], ...]
Sample = tuple[str, Labels, float]
#: Numbers that a part of the server gives when it is asked, by their names.
Numbers = Callable[[], Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Gauge:
    """Numbers of a part of the server, and how each is called: its name, its kind, its words and its labels."""

    read: Numbers
    rows: Mapping[str, tuple[str, str, str, Labels]]


@dataclass
class Meters:
    """Counts of what was asked and how it went. Threads may count at once."""

    gauges: list[Gauge] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    ask: Callable[[], object] = lambda: None
    _requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    _queries: Counter[str] = field(default_factory=Counter)
    _buckets: dict[str, list[int]] = field(default_factory=dict)
    _seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, seen: Seen) -> None:
        """Count a request, and its query where it had one."""
        bucket = bisect_left(BOUNDS, seen.seconds)
        with self._lock:
            self._requests[seen.route, seen.method, seen.status] += 1
            if seen.route not in self._buckets:
                self._buckets[seen.route] = [0] * (len(BOUNDS) + 1)
            self._buckets[seen.route][bucket] += 1
            self._seconds[seen.route] += seen.seconds
            if seen.query or (seen.outcome and seen.route == ENDPOINT):
                self._queries[seen.outcome or ANSWERED] += 1

    def exposition(self) -> str:
        """Write all that is counted, when those who count elsewhere have told it."""
        self.ask()
        return "".join(self._families())

    def _families(self) -> Iterator[str]:
        with self._lock:
            requests, queries, seconds = dict(self._requests), dict(self._queries), dict(self._seconds)
            buckets = {route: list(counts) for route, counts in self._buckets.items()}
        name = "foedus_requests_total"
        labelled = [(name, _labels(route=r, method=m, status=s), float(n)) for (r, m, s), n in requests.items()]
        yield _family(name, "counter", "Requests by kind of address, method and status.", labelled)
        name = "foedus_request_seconds"
        timed = [sample for route in buckets for sample in _histogram(name, route, buckets[route], seconds[route])]
        yield _family(name, "histogram", "Seconds from a request's arrival to the last byte of its answer.", timed)
        name = "foedus_queries_total"
        told = [(name, _labels(outcome=outcome), float(number)) for outcome, number in queries.items()]
        yield _family(name, "counter", "Queries by outcome: answered, or the kind of the refusal.", told)
        info = [("foedus_info", tuple(self.facts.items()), 1.0)]
        yield _family("foedus_info", "gauge", "The versions of foedus and of the graph.", info)
        yield from map(_gauge, [*self.gauges, _PROCESS])


def _histogram(name: str, route: str, counts: list[int], seconds: float) -> Iterator[Sample]:
    total = 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
        total += count
        yield f"{name}_bucket", _labels(route=route, le=bound), total
    yield f"{name}_sum", _labels(route=route), seconds
    yield f"{name}_count", _labels(route=route), total


def _gauge(gauge: Gauge) -> str:
    """Write the numbers of a part; those that it does not give are left out."""
    families: dict[str, tuple[str, str, list[Sample]]] = {}
    numbers = gauge.read()
    for key, (name, kind, words, labels) in gauge.rows.items():
        if key in numbers:
            families.setdefault(name, (kind, words, []))[2].append((name, labels, numbers[key]))
    return "".join(_family(name, *family) for name, family in families.items())


def _family(name: str, kind: str, words: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
    lines += [f"{sample}{_written(labels)} {value:.12g}" for sample, labels, value in samples]
    return "\n".join(lines) + "\n"


def _labels(**labels: object) -> Labels:
    return tuple((name, str(value)) for name, value in labels.items())


def _written(labels: Labels) -> str:
    escaped = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for _, value in labels)
    inner = ",".join(f'{name}="{value}"' for (name, _), value in zip(labels, escaped, strict=True))
    return f"{{{inner}}}" if inner else ""


def _of_process() -> dict[str, float]:
    """Read what the system says of this process; what it does not say is left out."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {"cpu": used.ru_utime + used.ru_stime}
    with suppress(OSError, ValueError, IndexError):
        pages = Path("/proc/self/statm").read_text("ascii").split()
        told |= {"resident": int(pages[1]) * resource.getpagesize(), "virtual": int(pages[0]) * resource.getpagesize()}
    with suppress(OSError):
        told["files"] = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - the names are only counted
    return {**told, "started": _STARTED}


_STARTED = time.time()
_PROCESS = Gauge(
    _of_process,
    {
        "cpu": ("process_cpu_seconds_total", "counter", "Seconds of processor used by the serving process.", ()),
        "resident": ("process_resident_memory_bytes", "gauge", "Memory of the serving process, in bytes.", ()),
        "virtual": ("process_virtual_memory_bytes", "gauge", "Addresses of the serving process, in bytes.", ()),
        "files": ("process_open_fds", "gauge", "Files and connections that are open.", ()),
        "started": ("process_start_time_seconds", "gauge", "When it was started, in seconds since 1970.", ()),
    },
)
_LANES = ("foedus_workers", "gauge", "Processes that answer queries, by lane; idle ones are of the quick lane.")
#: What the pool of workers counts.
OF_POOL = {
    **{lane: (*_LANES, (("lane", lane),)) for lane in ("quick", "idle", "slow", "halted", "attending")},
    "waiting": ("foedus_waiting_queries", "gauge", "Queries that wait for a worker.", ()),
    "attended": ("foedus_attended_requests_total", "counter", "Requests that workers answered by themselves.", ()),
    "untold": (
        "foedus_untold_requests_total",
        "counter",
        "How many of those are in no log and no other count.",
        (),
    ),
    "spawned": ("foedus_workers_started_total", "counter", "Processes that were started for queries.", ()),
    **{
        how: ("foedus_workers_ended_total", "counter", "Processes that ended, by cause.", (("cause", how),))
        for how in ("deadlines", "died", "left", "recycled")
    },
}
#: What the cache of answers counts.
OF_CACHE = {
    "hits": ("foedus_cache_answers_total", "counter", "Answers asked of the cache.", (("found", "yes"),)),
    "misses": ("foedus_cache_answers_total", "counter", "Answers asked of the cache.", (("found", "no"),)),
    "bytes": ("foedus_cache_bytes", "gauge", "Bytes of the answers that the cache holds.", ()),
    "entries": ("foedus_cache_entries", "gauge", "Answers that the cache holds.", ()),
}
