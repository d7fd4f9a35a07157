"""What a report tells: findings in a steady order, each with its fingerprint, and whether together they fail."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from foedus.facts import NOT_CHECKED, RANK, Finding, Report, Severity

#: Labels that a parser gives to blank nodes without one; they differ on each run.
_ANONYMOUS = re.compile(r"_:[0-9a-f]{16,32}\b")
_BLANK = re.compile(r"_:[\w.-]*\w")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a file, and the part of it that a finding means: column counted from 1, width in characters.

    Of a long line ``text`` shows a part; ``shift`` characters before it are left out.
    """

    text: str
    column: int
    width: int
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Law:
    """What a rule demands, in one sentence, and the address of its page; a stranger's rule may have neither."""

    rule: str
    demands: str = ""
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a report tells it; ``known`` where the baseline has it already."""

    finding: Finding
    known: bool = False
    excerpt: Excerpt | None = None

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move: rule, focus, path and value.

        Blank nodes are alike, so of a finding about one its file, its sentence and the words of its line count too.
        """
        told, result = self.finding, self.finding.result
        parts: tuple[str | None, ...] = (told.focus, told.path, told.value)
        parts = (result.focus, result.path, result.value) if result else parts
        if (parts[0] or "").startswith(("_:", "[")):
            place = told.origin.file if told.origin else ""
            parts = (*parts, place, told.message, self.excerpt.text.strip() if self.excerpt else "")
        whole = "\n".join([told.rule, *(_BLANK.sub("[]", part or "") for part in parts)])
        return hashlib.sha256(whole.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that a report tells. ``fail_on`` is the mildest severity that fails, or "none".

    ``links`` is where files are shown, such as https://example.org/blob/main/, so that places become links.
    """

    told: tuple[Told, ...]
    notes: tuple[str, ...] = ()
    fail_on: str = "violation"
    laws: Mapping[str, Law] = field(default_factory=dict)
    links: str | None = None

    @property
    def failed(self) -> bool:
        """Whether a finding that is not known is as grave as ``fail_on``."""
        return any(self.fails(told) for told in self.told)

    @property
    def unchecked(self) -> int:
        """How many shapes could not be judged, but for those that the baseline has."""
        return sum(told.finding.rule == NOT_CHECKED and not told.known for told in self.told)

    @property
    def code(self) -> int:
        """The exit code: 0 conforms, 1 findings, 2 not all could be checked."""
        return 2 if self.unchecked else int(self.failed)

    def fails(self, told: Told) -> bool:
        """Whether this finding makes the whole fail; what could not be checked does, whatever else may not."""
        if told.finding.rule == NOT_CHECKED:
            return not told.known
        return not told.known and self.fail_on != "none" and RANK[told.finding.severity] <= RANK[self.fail_on]

    def worst_first(self) -> list[Told]:
        """Order by severity, new ones before known ones, then by place."""
        return sorted(self.told, key=lambda told: (RANK[told.finding.severity], told.known))

    def law(self, rule: str) -> Law:
        """Give what is said of a rule."""
        return self.laws.get(rule, Law(rule))

    def summary(self) -> str:
        """Count the findings by severity, in words."""
        if not self.told:
            return "conforms: no findings"
        counts = {name: sum(told.finding.severity == name for told in self.told) for name in RANK}
        words = [f"{count} {name}{'s' if count > 1 and name != 'info' else ''}" for name, count in counts.items()]
        told = ", ".join(word for word, count in zip(words, counts.values(), strict=True) if count)
        known = sum(told.known for told in self.told)
        told += f" ({known} of them in the baseline)" if known else ""
        shapes = f"{self.unchecked} shape{'s' if self.unchecked > 1 else ''}"
        return f"could not check all: {shapes} not judged; {told}" if self.unchecked else told


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Put findings into the order of their places, the same on every run: anonymous nodes lose their labels."""
    return Report([_steady(finding) for finding in findings]).sorted()


def graded(finding: Finding, severity: Severity) -> Finding:
    """Give the finding another severity; in SHACL's terms too, where the shape's own is then no longer so."""
    if severity == finding.severity:
        return finding
    result = finding.result and replace(finding.result, severity="")
    return replace(finding, severity=severity, result=result)


def _steady(finding: Finding) -> Finding:
    parts = (finding.message, finding.focus or "", finding.path or "", finding.value or "")
    if not any("_:" in part for part in parts):
        return finding
    message, focus, path, value = (_ANONYMOUS.sub("[]", part) for part in parts)
    return replace(finding, message=message, focus=focus or None, path=path or None, value=value or None)
