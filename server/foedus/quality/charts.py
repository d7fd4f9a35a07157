"""Draws a chart as SVG by hand: stacked bars with their numbers; no script, no style of its own."""

from html import escape

from foedus.quality import Bar, Chart

_WIDTH, _LABEL, _NUMBER = 520, 205, 50
_ROW, _THICK, _BASE = 26, 16, 12
_LEGEND = 24
_LONGEST = 30
#: Colours that stay apart for colour-blind eyes, on white as on black; after Okabe and Ito.
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#999999")


def draw(chart: Chart) -> str:
    """Draw the bars of a chart below its legend; every bar says its numbers to who points at it or hears it."""
    named = [kind for kind in chart.kinds if kind]
    top = _LEGEND * (1 + (len(named) - 1) // 2) if named else 0
    height = top + _ROW * len(chart.bars)
    most = max((sum(bar.counts) for bar in chart.bars), default=0) or 1
    scale = (_WIDTH - _LABEL - _NUMBER) / most
    body = "".join(_bar(bar, chart.kinds, top + number * _ROW, scale) for number, bar in enumerate(chart.bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img" '
        f'aria-label="{escape(_told(chart))}" '
        f'font-family="system-ui, sans-serif" font-size="13">\n{_legend(named)}{body}</svg>\n'
    )


def _told(chart: Chart) -> str:
    return f"{chart.title}: " + "; ".join(_numbers(bar, chart.kinds) for bar in chart.bars)


def _numbers(bar: Bar, kinds: tuple[str, ...]) -> str:
    parts = ", ".join(f"{count} {kind}".strip() for kind, count in zip(kinds, bar.counts, strict=True) if count)
    return f"{bar.label}: {parts or 0}"


def _legend(kinds: list[str]) -> str:
    parts = []
    for number, kind in enumerate(kinds):
        left, top = (number % 2) * _WIDTH // 2, (number // 2) * _LEGEND
        parts.append(
            f'<rect x="{left}" y="{top + 2}" width="12" height="12" fill="{_colour(number)}"/>'
            f'<text x="{left + 18}" y="{top + 13}" fill="currentColor">{escape(kind)}</text>\n'
        )
    return "".join(parts)


def _bar(bar: Bar, kinds: tuple[str, ...], top: int, scale: float) -> str:
    label = bar.label if len(bar.label) <= _LONGEST else bar.label[: _LONGEST - 1] + "…"
    text = f'<text x="{_LABEL - 8}" y="{top + _BASE + 1}" text-anchor="end" fill="currentColor">{escape(label)}</text>'
    left, pieces = float(_LABEL), []
    for number, count in enumerate(bar.counts):
        width = count * scale
        if count:
            pieces.append(
                f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="{_THICK}" fill="{_colour(number)}"/>'
            )
        left += width
    total = f'<text x="{left + 6:.1f}" y="{top + _BASE + 1}" fill="currentColor">{sum(bar.counts)}</text>'
    return f"<g><title>{escape(_numbers(bar, kinds))}</title>{text}{''.join(pieces)}{total}</g>\n"


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
