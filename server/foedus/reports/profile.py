"""The profile: what a graph's keepers say of how it is judged, in the table [validate] of a TOML file."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from foedus.facts import RANK, CouldNotDo, Finding, Origin
from foedus.reports.verdict import graded

#: What a finding of a rule that is switched off counts as.
OFF = "off"
NEVER = "none"
_FILES = ("data", "shapes", "ontology")
_KEYS = (*_FILES, "fail-on", "severity")


@dataclass(frozen=True, slots=True)
class Profile:
    """The files to judge where none are named, what fails, and the severity of rules by their names or shapes' IRIs."""

    data: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    ontology: tuple[str, ...] = ()
    fail_on: str | None = None
    severity: Mapping[str, str] = field(default_factory=dict)

    def apply(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[str]]:
        """Give each finding the severity of its shape, else of its rule; say how many are switched off."""
        kept, off = [], Counter[str]()
        for finding in findings:
            severity = self._severity(finding)
            if severity == OFF:
                off[finding.rule] += 1
            else:
                kept.append(graded(finding, severity))  # type: ignore[arg-type] # read() lets in nothing else
        return kept, [f"{count} of {rule} left out: the profile switches it off" for rule, count in sorted(off.items())]

    def _severity(self, finding: Finding) -> str:
        shape = (finding.result.shape or "").strip("<>") if finding.result else ""
        return self.severity.get(shape) or self.severity.get(finding.rule) or finding.severity

    def judge(self, rules: Iterable[str], name: str) -> None:
        """Raise CouldNotDo where a rule is named that nobody knows; an IRI may be any shape's."""
        known = set(rules)
        for rule in self.severity:
            if ":" not in rule and rule not in known:
                sentence = (
                    f"there is no rule {rule}; `foedus validate --explain` lists them, a shape is named by its IRI"
                )
                raise CouldNotDo(sentence, Origin(name))


def read(content: bytes, name: str) -> Profile | None:
    """Read the table [validate], or give None where there is none.

    Raises CouldNotDo for what is no TOML and for what nobody understands.
    """
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CouldNotDo(f"this is no readable TOML: {error}", Origin(name)) from None
    table = said.get("validate")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise CouldNotDo("validate must be a table: write [validate] above its keys", Origin(name))
    return _profile(table, name)


def _profile(table: dict[str, Any], name: str) -> Profile:
    for key in table:
        if key not in _KEYS:
            sentence = f"[validate] knows no {key}; it knows {', '.join(_KEYS)}"
            raise CouldNotDo(sentence, Origin(name))
    files = {key: _files(key, table.get(key, []), name) for key in _FILES}
    fail_on = table.get("fail-on")
    if fail_on is not None and fail_on not in (*RANK, NEVER):
        raise CouldNotDo(f"fail-on must be one of {', '.join((*RANK, NEVER))}, not {fail_on!r}", Origin(name))
    return Profile(**files, fail_on=fail_on, severity=_severities(table.get("severity", {}), name))


def _files(key: str, said: Any, name: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(file, str) for file in said):
        raise CouldNotDo(f"{key} must be a list of files, folders or patterns in quotation marks", Origin(name))
    return tuple(said)


def _severities(said: Any, name: str) -> dict[str, str]:
    allowed = (*RANK, OFF)
    if not isinstance(said, dict):
        raise CouldNotDo('severity must be a table, such as MinCount = "warning"', Origin(name))
    for rule, severity in said.items():
        if severity not in allowed:
            raise CouldNotDo(
                f"the severity of {rule} must be one of {', '.join(allowed)}, not {severity!r}", Origin(name)
            )
    return said
