"""The report as workflow commands, which GitHub shows beside the lines that they mean.

The form is that of https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions.
"""

from foedus.facts import NOT_CHECKED, Origin
from foedus.reports.verdict import Told, Verdict

#: GitHub drops what is beyond, without a word.
MOST = 10
_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}


def write(verdict: Verdict) -> str:
    """Write the worst findings as annotations and say how many more there are; known ones are none."""
    told = [one for one in verdict.worst_first() if not one.known]
    lines = [_annotation(one) for one in told[:MOST]]
    if len(told) > MOST:
        lines.append(f"{len(told) - MOST} more findings are in the job summary: GitHub shows {MOST} of a step")
    return "".join(f"{line}\n" for line in [*lines, *verdict.notes, verdict.summary()])


def could_not(sentence: str, place: Origin | None = None) -> str:
    """Write why nothing could be checked as an annotation."""
    return _command("error", _places(place), "could not check", sentence) + "\n"


def _annotation(told: Told) -> str:
    finding = told.finding
    about = " ".join(part for part in (finding.focus, finding.path, finding.value) if part)
    places = _places(finding.origin)
    if told.excerpt:
        column = told.excerpt.column
        places |= {"col": str(column), "endColumn": str(column + told.excerpt.width)}
    law = f"\nshape {finding.shape}" if finding.shape else ""
    words = f"{about}\n{finding.message}{law}" if about else finding.message + law
    title = "could not check" if finding.rule == NOT_CHECKED else finding.rule
    return _command(_COMMANDS[finding.severity], places, title, words)


def _places(place: Origin | None) -> dict[str, str]:
    if place is None:
        return {}
    return {"file": place.file, "line": str(place.line)} if place.line else {"file": place.file}


def _command(name: str, places: dict[str, str], title: str, words: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in {**places, "title": title}.items())
    return f"::{name} {given}::{_data(words)}"


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
