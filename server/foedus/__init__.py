"""foedus: a knowledge graph whose facts carry the words that prove them."""

from foedus.facts import CouldNotDo, Finding, Origin, Report
from foedus.holdings import Holdings, NotHoldings, open_holdings
from foedus.judging import Document, validate
from foedus.library import Built, build, open  # noqa: A004 - read as foedus.open(), like a file

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
