"""foedus: a knowledge graph whose facts carry the words that prove them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foedus.facts import CouldNotDo, Finding, Origin, Report
    from foedus.holdings import Holdings, NotHoldings, open_holdings
    from foedus.judging import Document, validate
    from foedus.library import Built, build, open  # noqa: A004 - read as foedus.open(), like a file

#: Where each name is at home; it is loaded when it is first used, so that no command loads what it does not need.
_HOMES = {
    "Built": "library",
    "CouldNotDo": "facts",
    "Document": "judging",
    "Finding": "facts",
    "Holdings": "holdings",
    "NotHoldings": "holdings",
    "Origin": "facts",
    "Report": "facts",
    "build": "library",
    "open": "library",
    "open_holdings": "holdings",
    "validate": "judging",
}

__all__ = [
    "Built",
    "CouldNotDo",
    "Document",
    "Finding",
    "Holdings",
    "NotHoldings",
    "Origin",
    "Report",
    "build",
    "open",
    "open_holdings",
    "validate",
]


def __getattr__(name: str) -> object:
    """Load a name from its home (https://peps.python.org/pep-0562/)."""
    if name not in _HOMES:
        raise AttributeError(f"module foedus has no attribute {name}")
    return getattr(import_module(f"foedus.{_HOMES[name]}"), name)
