"""Tells a survey: as one HTML page with its charts, as Markdown, and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape

from foedus.quality import Chart, Listing, Survey
from foedus.quality.charts import draw

#: Rows of a list that people are shown; JSON has all of them.
SHOWN = 50
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 0.15rem 1rem 0.15rem 0; }
svg { max-width: 100%; height: auto; } code { font-size: 0.9em; }
"""


def page(survey: Survey) -> str:
    """Write one page that needs nothing else: no script, no other file."""
    title = f"Quality of {survey.title}"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{sections(survey)}</body>\n</html>\n"
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says around the numbers; the blanks are filled. ``alone`` links to a chart by its name."""

    head: str = "Quality of {title}"
    version: str = "Counted from version {version} of the graph."
    none: str = "There is none."
    show: str = "Show them"
    more: str = "{n} more are in the JSON of this report."
    columns: Sequence[str] = ("thing", "property", "value")
    table: str = "The picture as a table"
    number: str = "number"
    alone: str = ""


_ENGLISH = Words()


def sections(survey: Survey, words: Words = _ENGLISH) -> str:
    """Write what stands in the body of a page."""
    version = escape(words.version).format(version=f"<code>{escape(survey.version)}</code>")
    head = f"<h1>{escape(words.head.format(title=survey.title))}</h1>\n<p>{version}</p>\n"
    return head + "".join(_section(part, words) for part in survey.parts)


def _section(part: Chart | Listing, words: Words) -> str:
    count = f" ({len(part.rows)})" if isinstance(part, Listing) else ""
    head = f'<h2 id="{escape(part.name)}">{escape(part.title)}{count}</h2>\n<p>{escape(part.meaning)}</p>\n'
    if not (part.bars if isinstance(part, Chart) else part.rows):
        return f"{head}<p>{escape(words.none)}</p>\n"
    if isinstance(part, Listing):
        return head + _table(part, words)
    link = words.alone.format(name=escape(part.name)) if words.alone else ""
    return f"{head}{draw(part)}{link}{_numbers(part, words)}"


def _numbers(chart: Chart, words: Words) -> str:
    """Write the numbers of a chart as a table."""
    heads = "".join(
        f'<th scope="col">{escape(kind)}</th>' for kind in ("", *(kind or words.number for kind in chart.kinds))
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(bar.label)}</th>{"".join(f"<td>{count}</td>" for count in bar.counts)}</tr>\n'
        for bar in chart.bars
    )
    table = f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    return f'<details><summary>{escape(words.table)}</summary>\n<div class="wide">{table}</div></details>\n'


def _table(listing: Listing, words: Words) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td><code>{escape(cell)}</code></td>' for cell in row)}</tr>\n" for row in listing.rows[:SHOWN]
    )
    more = len(listing.rows) - SHOWN
    after = f"<p>{escape(words.more.format(n=more))}</p>\n" if more > 0 else ""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in words.columns)
    table = f"<table>\n<tr>{head}</tr>\n{rows}</table>"
    return f'<details><summary>{escape(words.show)}</summary>\n<div class="wide">{table}</div>\n{after}</details>\n'


def markdown(survey: Survey) -> str:
    """Write tables of the numbers, and the beginning of each list."""
    head = f"# Quality of {survey.title}\n\nCounted from version `{survey.version}` of the graph.\n"
    return head + "".join(_block(part) for part in survey.parts)


def _block(part: Chart | Listing) -> str:
    count = f" ({len(part.rows)})" if isinstance(part, Listing) else ""
    head = f"\n## {part.title}{count}\n\n{part.meaning}\n\n"
    if isinstance(part, Chart):
        kinds = [kind or "number" for kind in part.kinds]
        rows = [[bar.label, *map(str, bar.counts)] for bar in part.bars]
        return head + (_lines(["", *kinds], rows) if rows else "There is none.\n")
    shown = _lines(["thing", "property", "value"], [list(row) for row in part.rows[:SHOWN]])
    more = len(part.rows) - SHOWN
    return (
        head + (shown if part.rows else "There is none.\n") + (f"\n{more} more are in the JSON.\n" if more > 0 else "")
    )


def _lines(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *([_cell(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def as_json(survey: Survey) -> str:
    """Write all of it as JSON."""
    return json.dumps(asdict(survey), ensure_ascii=False, indent=2) + "\n"
