"""Tells what was found in the forms that people and tools read: a folder of writers, one a form.

Never here: what is wrong with a graph. Each writer makes a text of a Verdict; the edges choose where it goes.
"""

import importlib
from collections.abc import Callable

from foedus.reports.verdict import Excerpt, Law, Told, Verdict

#: The forms of a report and the modules that write them; they are loaded when they are asked for.
FORMS = {
    "text": "plain",
    "json": "records",
    "sarif": "sarif",
    "junit": "junit",
    "github": "annotations",
    "markdown": "markdown",
    "turtle": "shacl",
}


def write(verdict: Verdict, form: str) -> str:
    """Write a verdict in one of the forms; it ends in a line break."""
    writer: Callable[[Verdict], str] = importlib.import_module(f"foedus.reports.{FORMS[form]}").write
    return writer(verdict)


__all__ = ["FORMS", "Excerpt", "Law", "Told", "Verdict", "write"]
