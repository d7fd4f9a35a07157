"""The report as JUnit's XML, as test dashboards read it: a test case for each finding."""

import re
from xml.sax.saxutils import escape, quoteattr

from foedus.facts import NOT_CHECKED
from foedus.reports import plain
from foedus.reports.verdict import Told, Verdict

#: Characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(verdict: Verdict) -> str:
    """Write one suite: what makes the verdict fail has failed, the rest is skipped; none at all is one success.

    A shape that nobody judged is an error.
    """
    cases = [_case(told, fails=verdict.fails(told)) for told in verdict.told] or [_conforms()]
    failing, errors = sum(verdict.fails(told) for told in verdict.told), verdict.unchecked
    failures, skipped = failing - errors, len(verdict.told) - failing
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    notes = f"<system-out>{_text(chr(10).join(verdict.notes))}</system-out>\n" if verdict.notes else ""
    suite = f'<testsuite name="foedus validate" {counts} time="0">\n{"".join(cases)}{notes}</testsuite>\n'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {counts} time="0">\n{suite}</testsuites>\n'


def _conforms() -> str:
    return '<testcase classname="foedus" name="conforms" time="0"/>\n'


def _case(told: Told, *, fails: bool) -> str:
    finding = told.finding
    about = " ".join(part for part in (finding.focus, finding.path, finding.value) if part)
    place = f' file={_attribute(finding.origin.file)} line="{finding.origin.line}"' if finding.origin else ""
    head = f'<testcase classname={_attribute(finding.rule)} name={_attribute(about or finding.rule)}{place} time="0">'
    return f"{head}\n{_failure(told) if fails else _skipped(told)}</testcase>\n"


def _failure(told: Told) -> str:
    finding = told.finding
    lines = [plain.line(finding)]
    if told.excerpt and finding.origin:
        lines += plain.excerpt(finding.origin.line, told.excerpt)
    kind = "error" if finding.rule == NOT_CHECKED else "failure"
    head = f"<{kind} type={_attribute(finding.severity)} message={_attribute(finding.message)}>"
    return f"{head}{_text(chr(10).join(lines))}</{kind}>\n"


def _skipped(told: Told) -> str:
    why = "in the baseline" if told.known else told.finding.severity
    return f"<skipped message={_attribute(f'{why}: {told.finding.message}')}/>\n"


def _text(words: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", words))


def _attribute(words: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", words))
