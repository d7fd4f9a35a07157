"""The report as JSON: one record for each finding."""

import json
from typing import Any

from foedus.reports.verdict import Told, Verdict


def write(verdict: Verdict) -> str:
    """Write the report as one JSON object."""
    return json.dumps(as_json(verdict), ensure_ascii=False, indent=2) + "\n"


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Give the report as JSON knows it; ``conforms`` is false where the exit code is not 0."""
    rows = [_row(told, verdict) for told in verdict.told]
    counts = {"conforms": not verdict.code, "unchecked": verdict.unchecked}
    return {**counts, "findings": rows, "notes": list(verdict.notes)}


def _row(told: Told, verdict: Verdict) -> dict[str, Any]:
    finding, excerpt = told.finding, told.excerpt
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "file": finding.origin.file if finding.origin else None,
        "line": finding.origin.line if finding.origin else None,
        "column": excerpt.column if excerpt else None,
        "excerpt": excerpt.text if excerpt else None,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "shape": str(finding.shape) if finding.shape else None,
        "sourceShape": finding.result.shape if finding.result else None,
        "component": finding.result.component if finding.result else None,
        "help": verdict.law(finding.rule).page,
        "fingerprint": told.fingerprint,
        "known": told.known,
    }
