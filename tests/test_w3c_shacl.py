"""The W3C SHACL suite, through the engine that `foedus validate` uses."""

from collections import Counter

import pytest
import w3c
from foedus import shacl
from foedus.facts import CouldNotDo

pytestmark = pytest.mark.skipif(not w3c.HOME.exists(), reason=f"the W3C suite is not at {w3c.HOME}")
CORE = list(w3c.cases("core")) if w3c.HOME.exists() else []
SPARQL = list(w3c.cases("sparql")) if w3c.HOME.exists() else []


def test_the_suite_is_whole() -> None:
    """The suite has its 98 core cases and 22 SPARQL cases."""
    assert (98, 22) == (len(CORE), len(SPARQL))


@pytest.mark.parametrize(
    "case", [case for case in [*CORE, *SPARQL] if case.expected is not None], ids=lambda case: case.name
)
def test_results_are_those_of_the_suite(case: w3c.Case) -> None:
    """Every result that the suite expects is found, and no other."""
    judgement = shacl.judge(case.data, case.shapes)

    assert case.expected == Counter(w3c.found(finding) for finding in judgement.findings)
    assert case.messages <= {message for finding in judgement.findings for message in finding.result.messages}


@pytest.mark.parametrize(
    "case", [case for case in [*CORE, *SPARQL] if case.expected is None], ids=lambda case: case.name
)
def test_what_must_fail_fails(case: w3c.Case) -> None:
    """Shapes that the suite calls a failure are refused with a sentence."""
    with pytest.raises(CouldNotDo):
        shacl.judge(case.data, case.shapes)
