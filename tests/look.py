"""Takes pictures of one page of each kind: `make pictures`, or `make pictures ONLY="home map"`; nobody compares them but eyes."""

import sys
from itertools import product
from pathlib import Path

from browsing import NARROW, WIDE, browsing
from foedus.holdings import shipped
from playwright.sync_api import Page
from served import free_port, running
from sights import SIGHTS

#: The pictures, and a sheet of each page: wide by day, narrow by day, narrow by night; then wide by night, and in print.
FOLDER = Path(__file__).parent / "pictures"
_TALLEST = 1500
_SHEETS = {
    "day": (("en", "light", WIDE), ("it", "light", NARROW), ("en", "dark", NARROW)),
    "night": (("it", "dark", WIDE), ("en", "light", NARROW), ("it", "print", WIDE)),
}


def look(page: Page, home: str, name: str, path: str) -> None:
    """Take the pictures of one page, and lay them on its sheets."""
    for language, scheme, width in product(("en", "it"), ("light", "dark", "print"), (NARROW, WIDE)):
        page.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light", media="print" if scheme == "print" else "screen"
        )
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{home}{path}{'&' if '?' in path else '?'}lang={language}")
        page.wait_for_load_state("networkidle")
        height = min(
            _TALLEST * (1 if width == NARROW else 5 / 3), page.evaluate("document.documentElement.scrollHeight")
        )
        clip = {"x": 0, "y": 0, "width": width, "height": height}
        page.screenshot(path=picture(name, language, scheme, width), full_page=True, clip=clip)  # type: ignore[arg-type] # a dict of its parts
    page.emulate_media(color_scheme="light", media="screen")
    for sheet, shown in _SHEETS.items():
        images = [
            f'<img src="{picture(name, *each).name}" width="{600 if each[2] == WIDE else 390}">' for each in shown
        ]
        file = FOLDER / f"{name}.{sheet}.html"
        file.write_text(
            f'<body style="margin:0;background:#888;display:flex;gap:8px;align-items:start">{"".join(images)}'
        )
        page.set_viewport_size({"width": 1210 + 190 * (sheet == "day"), "height": 900})
        page.goto(file.as_uri())
        page.screenshot(path=FOLDER / f"{name}.{sheet}.png", full_page=True)
        file.unlink()


def picture(name: str, language: str, scheme: str, width: int) -> Path:
    """Name a picture by what it shows."""
    return FOLDER / f"{name}.{language}.{scheme}.{width}.png"


def main() -> None:
    """Look at all pages, or at those that are named."""
    wanted = sys.argv[1:] or [*SIGHTS, "article-with-text", "claim-with-text"]
    FOLDER.mkdir(exist_ok=True)
    plain, texts, folder = free_port(), free_port(), shipped().articles()
    articles = ["--articles", str(folder)] if folder else []
    with (
        running("serve", "--port", str(plain), at=plain) as without,
        running("serve", "--port", str(texts), *articles, at=texts) as with_texts,
        browsing(without) as reader,
    ):
        for name in wanted:
            home, shown = (
                (with_texts, name.removesuffix("-with-text")) if name.endswith("-with-text") else (without, name)
            )
            look(reader.page, home, name, SIGHTS[shown])
            print(FOLDER / f"{name}.day.png", flush=True)


if __name__ == "__main__":
    main()
