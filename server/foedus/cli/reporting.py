"""Prints reports and tables: findings a line each, with where they stand; the same as JSON."""

import json
from collections.abc import Sequence

import click

from foedus.cli.desk import Desk
from foedus.facts import RANK, Finding, Report

_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


def show(report: Report, desk: Desk, *, format_: str, fail_on: str = "violation") -> int:
    """Print a report and give the exit code: 1 where a finding is as grave as ``fail_on``."""
    findings = report.sorted()
    failed = any(RANK[finding.severity] <= RANK[fail_on] for finding in findings)
    if format_ == "json":
        told = as_json(report) | {"conforms": not failed}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return int(failed)
    for finding in findings:
        severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
        click.echo(str(finding).replace(f"{finding.severity}: ", f"{severity}: ", 1))
    if not desk.quiet:
        for note in report.notes:
            click.echo(note)
        click.echo(_summary(findings))
    return int(failed)


def _summary(findings: Sequence[Finding]) -> str:
    if not findings:
        return "conforms: no findings"
    counts = {severity: sum(finding.severity == severity for finding in findings) for severity in RANK}
    words = [f"{count} {severity}{'s' if count > 1 else ''}" for severity, count in counts.items() if count]
    return ", ".join(words)


def as_json(report: Report) -> dict[str, object]:
    """Give a report as JSON knows it, findings in the order of their places."""
    rows = [
        {
            "rule": finding.rule,
            "severity": finding.severity,
            "message": finding.message,
            "file": finding.origin.file if finding.origin else None,
            "line": finding.origin.line if finding.origin else None,
            "focus": finding.focus,
            "path": finding.path,
            "value": finding.value,
            "shape": str(finding.shape) if finding.shape else None,
        }
        for finding in report.sorted()
    ]
    return {"conforms": report.conforms, "findings": rows, "notes": report.notes}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Set rows under their heads; nothing is cut off."""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max([len(head), *(len(row[column]) for row in flat)]) for column, head in enumerate(heads)]
    lines = [heads, ["-" * width for width in widths], *flat]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
