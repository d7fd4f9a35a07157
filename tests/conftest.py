"""Fixtures that more than one module of tests uses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from foedus.holdings import Holdings
from foedus.library import Built, build
from samples import PREFIXES, checked

Press = Callable[..., Built]


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Build a graph from TriG; unless told otherwise every claim has a Check that supports it."""

    def built(trig: str, checks: str | None = None) -> Built:
        (tmp_path / "graph" / "claims").mkdir(parents=True, exist_ok=True)
        (tmp_path / "graph" / "claims" / "x.trig").write_text(PREFIXES + trig)
        (tmp_path / "graph" / "checks.ttl").write_text(checked(trig) if checks is None else checks)
        return build(Holdings(tmp_path))

    return built
