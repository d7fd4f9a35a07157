"""Fixtures that more than one module of tests uses."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from foedus.holdings import Holdings, shipped
from foedus.library import Built, build
from foedus.web import create_app
from samples import PREFIXES, checked

Press = Callable[..., Built]


@pytest.fixture(scope="session")
def built() -> Built:
    """Build the shipped graph, which nobody changes."""
    return build(shipped())


@pytest.fixture(scope="session")
def reader(built: Built) -> FlaskClient:
    """Give a client of the shipped graph, without texts."""
    return create_app(built).test_client()


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """Build a graph from TriG; unless told otherwise every claim has a Check that supports it."""

    def built(trig: str, checks: str | None = None) -> Built:
        (tmp_path / "graph" / "claims").mkdir(parents=True, exist_ok=True)
        (tmp_path / "graph" / "claims" / "x.trig").write_text(PREFIXES + trig)
        (tmp_path / "graph" / "checks.ttl").write_text(checked(trig) if checks is None else checks)
        return build(Holdings(tmp_path))

    return built
