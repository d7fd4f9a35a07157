"""Prints reports and tables: findings a line each, with where they stand; the same as JSON."""

from collections.abc import Sequence
from typing import Any

from foedus.cli.desk import Desk
from foedus.cli.outputs import Output, put
from foedus.facts import Report
from foedus.reports import Told, Verdict, records, verdict


def show(report: Report, desk: Desk, *, format_: str) -> int:
    """Print a report and give the exit code: 1 where there is a violation."""
    told = _told(report)
    put(told, [Output(format_)], desk)
    return int(told.failed)


def as_json(report: Report) -> dict[str, Any]:
    """Give a report as JSON knows it, findings in the order of their places."""
    return records.as_json(_told(report))


def _told(report: Report) -> Verdict:
    return Verdict(tuple(Told(finding) for finding in verdict.ordered(report.findings)), tuple(report.notes))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under their heads; nothing is cut off."""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max([len(head), *(len(row[column]) for row in flat)]) for column, head in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths], *flat]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
