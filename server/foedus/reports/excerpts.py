"""Finds the part of a source line that a finding means: the only module that looks for a term's spelling in a text."""

import re
from collections.abc import Callable, Iterator

from foedus.facts import Finding
from foedus.reports.verdict import Excerpt

#: Characters of a line that are shown; a longer one is cut around the place that is meant.
_WIDEST = 160
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@[\w-]+|\^\^\S+)?', re.DOTALL)
_TYPE = "rdf-syntax-ns#type"
#: Rules that miss something: what they name is not on the line, or stands there for another node.
_MISSING = ("MinCount", "HasValue", "QualifiedMinCount")


class Sources:
    """The lines of files by the names that findings give them; ``read`` gives a file's bytes, or None."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def excerpt(self, finding: Finding) -> Excerpt | None:
        """Show the line of a finding with the value, else the path, else the focus marked; else the whole line."""
        text = self._line(finding)
        if not text.strip():
            return None
        start, end = next(
            (found.span() for pattern in _patterns(finding) if (found := pattern.search(text))), _whole(text)
        )
        shift = max(0, start - _WIDEST // 4) if len(text) > _WIDEST else 0
        shown = text[shift : shift + _WIDEST]
        return Excerpt(shown, start + 1, max(1, min(end, shift + len(shown)) - start), shift)

    def _line(self, finding: Finding) -> str:
        if finding.origin is None or not finding.origin.line:
            return ""
        name, line = finding.origin.file, finding.origin.line
        if name not in self._lines:
            content = self._read(name)
            # by line feeds alone, as the reader counts them; a form feed ends no line
            self._lines[name] = (content or b"").decode("utf-8-sig", "replace").split("\n")
        lines = self._lines[name]
        return lines[line - 1].rstrip("\r") if line <= len(lines) else ""


def _whole(text: str) -> tuple[int, int]:
    return len(text) - len(text.lstrip()), len(text.rstrip())


def _patterns(finding: Finding) -> Iterator[re.Pattern[str]]:
    result = finding.result
    parts = [
        (finding.value, result.value if result else None),
        (finding.path, result.path if result else None),
        (finding.focus, result.focus if result else None),
    ]
    for short, full in reversed(parts) if finding.rule in _MISSING else parts:
        for spelling in dict.fromkeys(part for part in (full, short) if part):
            yield from _spellings(spelling)


def _spellings(term: str) -> Iterator[re.Pattern[str]]:
    """Give how a term may be spelt, the most exact first."""
    literal = _LITERAL.fullmatch(term)
    if literal:
        words = re.escape(literal[1])
        yield re.compile(rf"""("{words}"|'{words}')""")
        if literal[1].strip():
            yield re.compile(rf"(?<!\w){words}(?!\w)")
        return
    name = term.lstrip("^").strip("<>")
    yield re.compile(re.escape(f"<{name}>"))
    local = re.split(r"[/#:]", name)[-1]
    if local:
        yield re.compile(rf"(?<![\w<\"'])[\w.-]*:{re.escape(local)}(?![\w-])")
    if name.endswith(_TYPE) or name == "rdf:type":
        yield re.compile(r"(?<!\S)a(?!\S)")
