"""The report as SARIF 2.1.0, as code scanning reads it (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

import json
from collections import Counter
from typing import Any
from urllib.parse import quote

from foedus.facts import Origin
from foedus.reports.verdict import Law, Told, Verdict
from foedus.terms import HOME

#: GitHub refuses a run with more results.
MOST_RESULTS = 25_000
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def write(verdict: Verdict) -> str:
    """Write one run, worst findings first; what is beyond GitHub's limit is counted in a notification."""
    told = verdict.worst_first()
    rules = list(dict.fromkeys(one.finding.rule for one in told))
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": {"name": "foedus", "informationUri": HOME, "rules": [_rule(verdict.law(r)) for r in rules]}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The top folder of the checkout."}}},
        "results": [_result(one, rules, seen) for one in told[:MOST_RESULTS]],
        "invocations": [_invocation(verdict, len(told))],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(law: Law) -> dict[str, Any]:
    said: dict[str, Any] = {"id": law.rule}
    if law.demands:
        said |= {"shortDescription": {"text": law.demands}, "fullDescription": {"text": law.demands}}
    if law.page:
        said |= {"helpUri": law.page, "help": {"text": f"{law.demands} {law.page}".strip()}}
    return said


def _result(told: Told, rules: list[str], seen: Counter[str]) -> dict[str, Any]:
    finding = told.finding
    seen[told.fingerprint] += 1
    about = " ".join(part for part in (finding.focus, finding.path, finding.value) if part)
    said: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} ({about})" if about else finding.message},
        "partialFingerprints": {"foedus/v1": f"{told.fingerprint}:{seen[told.fingerprint]}"},
        "baselineState": "unchanged" if told.known else "new",
    }
    place = finding.origin or finding.shape
    if place:
        said["locations"] = [_location(place, told)]
    if finding.shape and finding.origin:
        said["relatedLocations"] = [_related(finding.shape)]
    return said


def _location(place: Origin, told: Told) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(place)}
    if place.line:
        physical["region"] = _region(place, told)
    said: dict[str, Any] = {"physicalLocation": physical}
    if told.finding.focus:
        said["logicalLocations"] = [{"fullyQualifiedName": told.finding.focus, "kind": "resource"}]
    return said


def _region(place: Origin, told: Told) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line}
    if told.excerpt and place == told.finding.origin:
        start = told.excerpt.column
        region |= {"startColumn": start, "endColumn": start + told.excerpt.width}
        region["snippet"] = {"text": told.excerpt.text}
    return region


def _related(shape: Origin) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(shape)}
    if shape.line:
        physical["region"] = {"startLine": shape.line}
    return {"id": 1, "physicalLocation": physical, "message": {"text": "The shape or rule that demands it."}}


def _artifact(place: Origin) -> dict[str, str]:
    if place.file.startswith("/"):
        return {"uri": "file://" + quote(place.file)}
    return {"uri": quote(place.file), "uriBaseId": "SRCROOT"}


def _invocation(verdict: Verdict, count: int) -> dict[str, Any]:
    notes = [*verdict.notes]
    if count > MOST_RESULTS:
        notes.append(f"{count - MOST_RESULTS} more findings are left out here: GitHub takes {MOST_RESULTS} a run")
    told = [{"level": "note", "message": {"text": note}} for note in notes]
    return {"executionSuccessful": not verdict.unchecked, "exitCode": verdict.code, "toolExecutionNotifications": told}
