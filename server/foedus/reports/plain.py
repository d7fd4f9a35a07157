"""The report for a terminal: a line for each finding, below it the source with a caret."""

from collections.abc import Callable

from foedus.facts import Finding, Severity
from foedus.reports.verdict import Excerpt, Told, Verdict

Paint = Callable[[str, Severity], str]


def write(verdict: Verdict, paint: Paint = lambda words, _: words, *, quiet: bool = False) -> str:
    """Write findings, notes and the count of both; when quiet, the findings alone."""
    lines = [line for told in verdict.told for line in _lines(told, paint)]
    if not quiet:
        lines += [*verdict.notes, *_more(verdict), verdict.summary()]
    return "".join(f"{line}\n" for line in lines)


def line(finding: Finding) -> str:
    """Write a finding on one line."""
    return " ".join(str(finding).splitlines())


def excerpt(line: int, shown: Excerpt) -> list[str]:
    """Write a line of source and a caret below the part that is meant."""
    margin = f"{line:>6} | "
    pad = "".join("\t" if character == "\t" else " " for character in shown.text[: shown.column - 1 - shown.shift])
    return [margin + shown.text, " " * 6 + " | " + pad + "^" * shown.width]


def _lines(told: Told, paint: Paint) -> list[str]:
    finding = told.finding
    severity = f"{finding.severity}: "
    first = line(finding).replace(severity, f"{paint(finding.severity, finding.severity)}: ", 1)
    if told.known:
        first += " (in the baseline)"
    return [first, *(excerpt(finding.origin.line, told.excerpt) if told.excerpt and finding.origin else [])]


def _more(verdict: Verdict) -> list[str]:
    explained = sorted({told.finding.rule for told in verdict.told if verdict.law(told.finding.rule).page})
    if not explained:
        return []
    named = ", ".join(explained[:5]) + (" …" if len(explained) > len(explained[:5]) else "")
    return [f"`foedus validate --explain RULE` says what a rule demands: {named}"]
