"""Asks of mutated graphs whether a question or an invariant notices: `make mutate`, or `make mutate MUTATE=--all`.

The ledger is laid anew in memory for every mutant, so that no Check is stale; coverage, the questions that count claims
or read the ledger, and those whose answers are long enough to be a snapshot of the graph are left out.
"""

import argparse
import inspect
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache

import test_invariants
import test_invariants_of_words
from foedus import seeds
from foedus.holdings import Holdings, open_holdings
from foedus.library import Built, build_from, read_sources
from foedus.questions import Question, answered, read
from held import Held
from mutation.mutants import Mutant, checked, mutants, unchecked

SAMPLE, SEED = 60, 20_251_127
#: A question that reads the ledger, that counts claims, or whose answer has more rows than this, is left out.
LEDGER = re.compile(
    r"\bf:(?:claimHash|Check|verdict|reading|readOn|method|carriesNoClaim)\b|COUNT\((?:DISTINCT )?\?claims?\)"
)
SNAPSHOT = 60


@dataclass(frozen=True)
class Outcome:
    """How many mutants were noticed, and those that were not."""

    kinds: Counter[str]
    survivors: list[Mutant] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many mutants there were."""
        return sum(self.kinds.values())

    @property
    def rate(self) -> float:
        """Share of the mutants that something noticed, 0 to 1."""
        return 1 - len(self.survivors) / self.total if self.total else 1.0


class Bench:
    """The unmutated graph, the answers it gives, and the invariants that it keeps."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.facts = unchecked(read_sources(holdings))
        built = self.build(self.facts)
        self.texts = seeds.texts(holdings.articles(), built.records)
        whole = [q for q in read(holdings.root / "graph/questions") if not LEDGER.search(q.query)]
        answers = {question.name: answered(question, built.store) for question in whole}
        self.questions = [question for question in whole if answers[question.name].count("\n") <= SNAPSHOT]
        self.answers = answers
        held = Held(built, self.texts)
        rules = _invariants(words=bool(self.texts))
        self.invariants = [rule for rule in rules if _keeps(rule, held)]
        self.left_out = [q.name for q in read(holdings.root / "graph/questions") if q not in self.questions]
        self.left_out += [rule.__name__ for rule in rules if rule not in self.invariants]

    def build(self, facts: list) -> Built:
        """Build a graph in which every claim is checked as it stands."""
        return build_from(self.holdings, checked(facts))

    def notices(self, mutant: Mutant) -> str | None:
        """Name what notices the mutant first: an invariant or a question; None where it survives."""
        built = self.build(mutant.of(self.facts))
        held = Held(built, self.texts)
        broken = (rule.__name__ for rule in self.invariants if not _keeps(rule, held))
        changed = (q.name for q in self.questions if self._differs(q, built))
        return next(changed, None) or next(broken, None)

    def _differs(self, question: Question, built: Built) -> bool:
        return answered(question, built.store) != self.answers[question.name]


def _invariants(*, words: bool) -> list[Callable[..., None]]:
    """Give the invariants that read what claims say; those of words only where the texts are at hand."""
    modules = [test_invariants, *([test_invariants_of_words] if words else [])]
    return [
        rule
        for module in modules
        for name, rule in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("test_") and "held" in inspect.signature(rule).parameters
    ]


def _keeps(rule: Callable[..., None], held: Held) -> bool:
    marks = getattr(rule, "pytestmark", [])
    for mark in marks:
        name, values = mark.args
        return all(_holds(rule, held, **{name: value}) for value in values)
    return _holds(rule, held)


def _holds(rule: Callable[..., None], held: Held, **given: str) -> bool:
    try:
        rule(held, **given)
    except AssertionError:
        return False
    return True


@cache
def _bench() -> Bench:
    return Bench(open_holdings())


def _noticed(mutant: Mutant) -> str | None:
    return _bench().notices(mutant)


def choose(found: Sequence[Mutant], count: int | None, seed: int) -> list[Mutant]:
    """Draw a sample that has every kind of mutant in equal parts; all where no count is given."""
    if count is None:
        return list(found)
    draw = random.Random(seed)  # noqa: S311 - a reproducible draw, no secret
    kinds = sorted({mutant.kind for mutant in found})
    piles = [draw.sample(pile, len(pile)) for kind in kinds for pile in [[m for m in found if m.kind == kind]]]
    return [pile[place] for place in range(max(map(len, piles))) for pile in piles if place < len(pile)][:count]


def run(chosen: Iterable[Mutant], jobs: int = 1) -> Outcome:
    """Ask of every mutant who notices it."""
    chosen = list(chosen)
    if jobs == 1:
        found = list(map(_noticed, chosen))
    else:
        with ProcessPoolExecutor(jobs) as pool:
            found = list(pool.map(_noticed, chosen, chunksize=8))
    survivors = [mutant for mutant, by in zip(chosen, found, strict=True) if by is None]
    return Outcome(Counter(mutant.kind for mutant in chosen), survivors, Counter(by for by in found if by))


def sample(count: int | None, seed: int = SEED, jobs: int = 1) -> Outcome:
    """Run a seeded sample of the mutants of the shipped graph."""
    return run(choose(mutants(_bench().facts, seed), count, seed), jobs)


def main() -> int:
    """Run and report; exit with 1 where fewer are noticed than asked."""
    parser = argparse.ArgumentParser(description="Ask of mutated graphs whether a question or an invariant notices.")
    parser.add_argument("--all", action="store_true", help="run every mutant, not a sample")
    parser.add_argument("--count", type=int, default=SAMPLE, help="size of the sample")
    parser.add_argument("--seed", type=int, default=SEED, help="of the draw")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--least", type=float, default=0.95, help="share that must be noticed")
    asked = parser.parse_args()
    started = time.monotonic()
    bench = _bench()
    print(f"asked: {len(bench.questions)} questions, {len(bench.invariants)} invariants")
    print(f"left out (ledger, counts, snapshots, broken already): {', '.join(bench.left_out) or 'none'}")
    outcome = sample(None if asked.all else asked.count, asked.seed, asked.jobs)
    for mutant in outcome.survivors:
        print(f"survived  {mutant}")
    for name, count in outcome.by.most_common():
        print(f"{count:>8}  noticed by {name}")
    lost = Counter(mutant.kind for mutant in outcome.survivors)
    for kind, count in sorted(outcome.kinds.items()):
        print(f"{count - lost[kind]:>8}  of {count} noticed: {kind}")
    noticed = outcome.total - len(outcome.survivors)
    print(f"{noticed} of {outcome.total} noticed ({outcome.rate:.1%}) in {time.monotonic() - started:.0f} s")
    return int(outcome.rate < asked.least)


if __name__ == "__main__":
    sys.exit(main())
