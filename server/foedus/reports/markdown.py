"""The report as Markdown: for a job summary, a comment or a wiki."""

import re
from urllib.parse import quote

from foedus.facts import RANK, Origin
from foedus.reports.verdict import Told, Verdict

#: GitHub takes a summary of 1 MiB a step, or none of it.
MOST_BYTES = 900_000
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_HEAD = "| where | rule | what | sentence |\n|---|---|---|---|\n"


def write(verdict: Verdict) -> str:
    """Write the verdict, then a table for each severity; what does not fit is counted."""
    sign = ("Conforms", "Findings", "Could not check all")[verdict.code]
    text = f"## {sign}\n\n{verdict.summary()}\n"
    left = 0
    for severity in RANK:
        rows = [_row(told, verdict) for told in verdict.told if told.finding.severity == severity]
        fitting = _fitting(rows, MOST_BYTES - len(text.encode()))
        left += len(rows) - len(fitting)
        if fitting:
            text += f"\n### {severity} ({len(rows)})\n\n{_HEAD}{''.join(fitting)}"
    text += f"\n{left} more findings do not fit here.\n" if left else ""
    return text + "".join(f"\n- {_escaped(note)}" for note in verdict.notes) + ("\n" if verdict.notes else "")


def _fitting(rows: list[str], room: int) -> list[str]:
    fitting = []
    for row in rows:
        room -= len(row.encode())
        if room < 0:
            break
        fitting.append(row)
    return fitting


def _row(told: Told, verdict: Verdict) -> str:
    finding, page = told.finding, verdict.law(told.finding.rule).page
    about = " ".join(f"`{_code(part)}`" for part in (finding.focus, finding.path, finding.value) if part)
    rule = f"[{_escaped(finding.rule)}]({page})" if page else _escaped(finding.rule)
    place = _place(finding.origin, verdict.links)
    law = f" (shape {_place(finding.shape, verdict.links)})" if finding.shape else ""
    known = " *in the baseline*" if told.known else ""
    return f"| {place} | {rule} | {about} | {_escaped(finding.message)}{law}{known} |\n"


def _place(place: Origin | None, links: str | None) -> str:
    if place is None:
        return ""
    line = f"#L{place.line}" if place.line else ""
    return f"[{_escaped(str(place))}]({links}{quote(place.file)}{line})" if links else _escaped(str(place))


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _code(words: str) -> str:
    return " ".join(words.split()).replace("`", "'").replace("|", "\\|")
