"""Lets a test suite assert that RDF conforms: the fixture ``assert_conforms``; the only module that knows pytest."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from foedus.judging import Source


class AssertConforms(Protocol):
    """Fails the test with every finding and its place where the data do not conform."""

    def __call__(
        self,
        data: "Source | Iterable[Source]",
        shapes: "Source | Iterable[Source]",
        ontology: "Source | Iterable[Source]" = (),
        *,
        fail_on: str = "violation",
    ) -> None:
        """Judge data by shapes: paths, patterns, or ``foedus.Document`` for a text."""


@pytest.fixture(scope="session")
def assert_conforms() -> AssertConforms:
    """Give a function that asserts conformance: ``assert_conforms("data/", shapes="shapes/")``."""
    from foedus.judging import conformance  # noqa: PLC0415 - a suite that asserts nothing of RDF loads nothing of ours

    def check(
        data: "Source | Iterable[Source]",
        shapes: "Source | Iterable[Source]",
        ontology: "Source | Iterable[Source]" = (),
        *,
        fail_on: str = "violation",
    ) -> None:
        __tracebackhide__ = True
        verdict = conformance(data, shapes, ontology, fail_on=fail_on)
        if verdict.failed:
            from foedus.reports import write  # noqa: PLC0415 - as above

            pytest.fail(write(verdict, "text"), pytrace=False)

    return check
