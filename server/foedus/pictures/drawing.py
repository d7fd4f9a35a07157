"""Writes SVG: every text and every attribute is escaped here, and nowhere else is a bracket written."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

#: The width of a letter and the height of a line, as shares of the size of the type.
LETTER, LINE = 0.56, 1.3
#: What a picture looks like without the stylesheet of the pages, which overrides it by class.
_LOOKS = {
    "paper": {"fill": "#fbfaf7"},
    "ink": {"fill": "#22272c"},
    "quiet": {"fill": "#5b636b"},
    "link": {"fill": "#1d5585"},
    "line": {"stroke": "#8b8a84", "fill": "none"},
    "faint": {"stroke": "#d9d6cd", "fill": "none"},
    "land": {"fill": "#e6e2d6"},
    "box": {"fill": "#f1eee6", "stroke": "#8b8a84"},
    "firm": {"fill": "#1d5585", "stroke": "#1d5585"},
    "open": {"fill": "#fbfaf7", "stroke": "#1d5585"},
    "said": {"fill": "#fbfaf7", "stroke": "#9c3d22"},
}


class Shape(str):
    """A piece of SVG that is written already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole drawing with what it shows in a sentence."""

    shapes: tuple[Shape, ...]
    width: int
    height: int
    title: str
    linked: bool = True

    def __html__(self) -> str:
        """Give the picture for a page, where it may hold links."""
        return self._written(**({"role": "group"} if self.linked else {"role": "img"}))

    def file(self) -> bytes:
        """Give the picture as a file of its own."""
        return (self._written(xmlns="http://www.w3.org/2000/svg") + "\n").encode()

    def _written(self, **attributes: str) -> str:
        size: dict[str, object] = {
            "viewBox": f"0 0 {self.width} {self.height}",
            "width": self.width,
            "height": self.height,
        }
        paper = shape("rect", look="paper", width=self.width, height=self.height)
        shapes = (shape("title", text(self.title)), paper, *self.shapes)
        return shape("svg", *shapes, look="", **{**size, "aria-label": self.title, **attributes})


def shape(name: str, /, *inner: Shape, look: str = "", **attributes: object) -> Shape:
    """Write an element; ``_`` in the name of an attribute stands for a hyphen."""
    given = {**_LOOKS.get(look, {}), **({"class": look} if look else {}), **attributes}
    written = "".join(f" {key.replace('_', '-')}={quoteattr(_plain(value))}" for key, value in given.items())
    return Shape(f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>")


def text(words: str) -> Shape:
    """Write words as text."""
    return Shape(escape(_plain(words)))


def label(words: str, x: float, y: float, *, look: str = "ink", size: int = 13, anchor: str = "start") -> Shape:
    """Write words at a place, which is the foot of the letters."""
    return shape(
        "text",
        text(words),
        look=look,
        x=x,
        y=y,
        font_size=size,
        font_family="system-ui, sans-serif",
        text_anchor=anchor,
    )


def linked(address: str, *inner: Shape) -> Shape:
    """Let shapes lead to an address of ours; to no other."""
    if not address.startswith("/") or address.startswith("//"):
        return Shape("".join(inner))
    return shape("a", *inner, href=address)


def wide(words: str, size: int = 13) -> float:
    """Reckon how wide words are."""
    return len(words) * size * LETTER


def folded(words: str, letters: int, lines: int = 2) -> list[str]:
    """Break words into lines of so many letters; what is too much ends in an ellipsis."""
    rows: list[str] = [""]
    for word in words.split():
        if rows[-1] and len(rows[-1]) + len(word) >= letters:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()
    if len(rows) > lines:
        rows = [*rows[: lines - 1], f"{rows[lines - 1][: letters - 1]}…"]
    return rows


def drawn(shapes: Iterable[Shape], width: float, height: float, title: str, *, linked: bool = True) -> Picture:
    """Make a picture of shapes."""
    return Picture(tuple(shapes), round(width), round(height), title, linked)


def _plain(value: object) -> str:
    """Write numbers short, and nothing that XML cannot hold or that turns the direction of text."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return "".join(char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co") else " " for char in str(value))
