"""The same question from a terminal, Python, R and JavaScript: the only module that writes code for others to run."""

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

#: Marks of direction and other characters that are not seen (https://www.unicode.org/reports/tr36/).
_HIDING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines of a language, ready to be pasted."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How an answer of one kind is taken: its media type, short format, and what each language does with it."""

    accept: str
    format: str
    python: str
    r: str
    javascript: str


_ROWS = _Way(
    "text/csv",
    "csv",
    "import pandas\n\nrows = pandas.read_csv(address)",
    "rows <- read.csv(address)",
    "const rows = (await answer.json()).results.bindings;",
)
_TRUTH = _Way(
    "text/csv",
    "csv",
    'from urllib.request import urlopen\n\ntruth = urlopen(address).read().strip() == b"true"',
    'truth <- readLines(address)[1] == "true"',
    "const truth = (await answer.json()).boolean;",
)
_GRAPH = _Way(
    "text/turtle",
    "turtle",
    'import rdflib\n\ngraph = rdflib.Graph().parse(address, format="turtle")',
    'turtle <- paste(readLines(address, encoding = "UTF-8"), collapse = "\\n")',
    "const turtle = await answer.text();",
)
_WAYS = {"select": _ROWS, "ask": _TRUTH, "construct": _GRAPH, "describe": _GRAPH}


def snippets(endpoint: str, fields: Fields, kind: str) -> list[Snippet]:
    """Write how to ask an endpoint; ``fields`` are those of the form, the query first, ``kind`` the query's form."""
    way = _WAYS[kind]
    return [
        Snippet("curl", _curl(endpoint, fields, way)),
        Snippet("Python", _python(endpoint, fields, way)),
        Snippet("R", _r(endpoint, fields, way)),
        Snippet("JavaScript", _javascript(endpoint, fields, way)),
    ]


def _curl(endpoint: str, fields: Fields, way: _Way) -> str:
    data = [_field(name, value) for name, value in fields]
    return " \\\n  ".join([f"curl {shlex.quote(endpoint)}", f"-H 'Accept: {way.accept}'", *data])


def _field(name: str, value: str) -> str:
    if _HIDING.search(value):
        return f"--data {shlex.quote(urlencode({name: value}))}"
    return f"--data-urlencode {shlex.quote(f'{name}={value}')}"


def _python(endpoint: str, fields: Fields, way: _Way) -> str:
    joined = '"\\n".join(['
    pairs = "".join(f"    ({_text(name)}, {_lines(value, joined, '])', 8)}),\n" for name, value in fields)
    imports, _, rest = way.python.partition("\n\n")
    asked = (
        f'fields = [\n{pairs}    ("format", "{way.format}"),\n]\naddress = {_text(f"{endpoint}?")} + urlencode(fields)'
    )
    return f"from urllib.parse import urlencode\n{imports}\n\n{asked}\n{rest}"


def _r(endpoint: str, fields: Fields, way: _Way) -> str:
    joined = 'paste(sep = "\\n",'
    encoded = [(_text(f"{name}="), _lines(value, joined, ")", 4)) for name, value in fields]
    parts = "".join(f'  {name}, URLencode({value}, reserved = TRUE), "&",\n' for name, value in encoded)
    return f'address <- paste0(\n  {_text(f"{endpoint}?")},\n{parts}  "format={way.format}"\n)\n{way.r}'


def _javascript(endpoint: str, fields: Fields, way: _Way) -> str:
    accept = "text/turtle" if way is _GRAPH else "application/sparql-results+json"
    joined = '].join("\\n")'
    pairs = "".join(f"  [{_text(name)}, {_lines(value, '[', joined, 4)}],\n" for name, value in fields)
    return (
        f"const fields = new URLSearchParams([\n{pairs}]);\n"
        f"const answer = await fetch({_text(endpoint)}, {{\n"
        f'  method: "POST",\n  headers: {{ Accept: "{accept}" }},\n  body: fields,\n}});\n{way.javascript}'
    )


def _lines(text: str, opening: str, closing: str, indent: int) -> str:
    """Write a text of several lines as a list of its lines, which the language joins; one line as it is."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) == 1:
        return _text(lines[0])
    blank, end = " " * indent, " " * (indent // 2)
    rows = ",\n".join(f"{blank}{_text(line)}" for line in lines)
    return f"{opening}\n{rows}\n{end}{closing}"


def _text(text: str) -> str:
    """Write a string: one of JSON is one of Python, R and JavaScript too, where it escapes only controls.

    What would hide or turn other characters is escaped too, so that the code does what it shows.
    """
    return _HIDING.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
