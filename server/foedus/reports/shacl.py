"""The report as SHACL writes it, in Turtle (https://www.w3.org/TR/shacl/#validation-report)."""

from foedus.facts import Finding
from foedus.reports.verdict import Verdict
from foedus.terms import RULES

_PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
_SEVERITIES = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write(verdict: Verdict) -> str:
    """Write an sh:ValidationReport; by the standard it conforms only where there is no result of any severity.

    A finding of a rule that is no shape has the address of its page for a component.
    """
    results = "".join(f" ;\n    sh:result [\n{_result(told.finding)}    ]" for told in verdict.told)
    conforms = "false" if verdict.told else "true"
    return f"{_PREFIXES}\n[] a sh:ValidationReport ;\n    sh:conforms {conforms}{results} .\n"


def _result(finding: Finding) -> str:
    result = finding.result
    severity = f"<{result.severity}>" if result and result.severity else _SEVERITIES[finding.severity]
    rows = [("a", "sh:ValidationResult"), ("sh:resultSeverity", severity)]
    if result:
        rows += [("sh:focusNode", result.focus), ("sh:resultPath", result.path), ("sh:value", result.value)]  # type: ignore[list-item] # None is left out below
        rows += [("sh:sourceShape", result.shape)]  # type: ignore[list-item] # as above
    rows.append(("sh:sourceConstraintComponent", f"<{result.component if result else RULES + finding.rule}>"))
    messages = result.messages if result and result.messages else (f'"{finding.message.translate(_ESCAPES)}"',)
    rows.append(("sh:resultMessage", " , ".join(messages)))
    return "".join(f"        {name} {value} ;\n" for name, value in rows if value)
