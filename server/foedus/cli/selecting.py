"""Chooses among findings: those of a shape or of a node."""

from dataclasses import dataclass

from foedus.facts import Finding, Report


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; what is empty chooses everything."""

    shapes: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()


def selected(report: Report, selection: Selection) -> list[Finding]:
    """Choose the findings that were asked for, and note how many others there are."""
    chosen = [finding for finding in report.findings if _is_meant(finding, selection)]
    left = len(report.findings) - len(chosen)
    report.notes += [f"{left} findings are outside of what was selected"] if left else []
    return chosen


def _is_meant(finding: Finding, selection: Selection) -> bool:
    result = finding.result
    shape = (result.shape if result else None,)
    focus = (result.focus if result else None, finding.focus)
    return _named(selection.shapes, shape) and _named(selection.focus, focus)


def _named(names: tuple[str, ...], there: tuple[str | None, ...]) -> bool:
    """Whether one of the names, with or without angle brackets, is one of those that are there."""
    spelt = {name.strip("<>") for name in there if name}
    return not names or any(name.strip("<>") in spelt for name in names)
