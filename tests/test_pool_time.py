"""From when the pool counts a query's time, and who gives way to whom."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from foedus import confinement, negotiation
from foedus.operations import Operation, Refusal
from test_pool import asked, obedient, pool


def test_the_deadline_counts_from_the_arrival() -> None:
    """What was done before the engine is asked is of the query's time; when that is over, no worker is troubled."""
    with pool(obedient, seconds=5) as made:
        arrived = time.monotonic() - 4.5
        with pytest.raises(Refusal) as late:
            made.answer(Operation("nap", "select", negotiation.JSON, arrived=arrived))
        with pytest.raises(Refusal) as later:
            made.answer(Operation("", "select", negotiation.JSON, arrived=arrived - 1))

        assert ["query-took-too-long"] * 2 == [late.value.slug, later.value.slug]
        assert 1 == made.numbers()["deadlines"]


def test_what_takes_long_alone_gives_way_to_nobody() -> None:
    """Where no other is answered meanwhile, a worker keeps its priority and is used again."""
    with pool(obedient, seconds=5) as made:
        asked(made, "")
        made.answer(Operation("doze", "select", negotiation.JSON))
        spawned = made.numbers()["spawned"]
        long = [asked(made, "nap") for _ in range(3)]

        assert (3, spawned) == (len(long), made.numbers()["spawned"])


def may_hurry() -> bool:
    """Try whether the system lets a process of ours come back from low priority."""
    trial = "import os; os.nice(5); os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, os.getppid()))"
    return subprocess.run([sys.executable, "-c", trial], check=False, capture_output=True).returncode == 0


def test_a_worker_that_gave_way_is_used_again_only_at_its_priority() -> None:
    """What takes long while others are answered is done at low priority, from which few systems let a process back."""
    with pool(obedient, seconds=5) as made, ThreadPoolExecutor(1) as other:
        before = asked(made, "")
        long = other.submit(asked, made, "nap")
        while not long.done():
            asked(made, "")
            time.sleep(0.02)

        assert before == long.result()
        assert may_hurry() == (before in {asked(made, ""), asked(made, "doze"), asked(made, "")})
        assert os.getpriority(os.PRIO_PROCESS, 0) == os.getpriority(os.PRIO_PROCESS, int(asked(made, "")))


@pytest.mark.parametrize(("free", "all_are_kept"), [(0.8, True), (0.7, False)])
def test_what_was_begun_is_neither_begun_again_nor_forked_again(
    monkeypatch: pytest.MonkeyPatch, free: float, *, all_are_kept: bool
) -> None:
    """Slow queries are halted rather than ended, and their processes kept where three quarters of the memory are free."""
    monkeypatch.setattr("foedus.confinement.free", lambda: free)
    with pool(obedient, seconds=10) as made, ThreadPoolExecutor(5) as others:
        list(others.map(lambda _: asked(made, "doze"), range(5)))
        numbers = made.numbers()

    assert (5, all_are_kept) == (numbers["answered"], numbers["recycled"] == 0)
    assert all_are_kept == (numbers["spawned"] - numbers["recycled"] > 2)


@pytest.mark.parametrize(("most", "is_short"), [("100", True), ("max", False)])
def test_memory_is_free_as_far_as_a_group_of_processes_lets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: str, *, is_short: bool
) -> None:
    """The limit of a container or a unit counts where it is narrower than the machine's memory."""
    told = Path("/proc/self/cgroup").read_text("ascii")
    if "0::/" not in told:
        pytest.skip("this system tells of no groups in version 2")
    usual = confinement.free()
    group = tmp_path / told.rpartition("0::/")[2].strip()
    group.mkdir(parents=True, exist_ok=True)
    (group / "memory.current").write_text("99")
    (group / "memory.max").write_text(most)
    monkeypatch.setattr(confinement, "_GROUPS", tmp_path)

    assert is_short == (confinement.free() < usual / 2)
