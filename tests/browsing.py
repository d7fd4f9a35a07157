"""A real browser, Debian's Chromium, driven by keys and clicks; what it asked of whom is written down."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium")
AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
#: Widths of a phone and of a desk, in pixels.
NARROW, WIDE = 390, 1280
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync")
_RUN = "async (rules) => (await axe.run(rules.length ? {runOnly: rules} : {})).violations"
# a browser is a large thing that a checkout cannot bring along
needed = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@dataclass
class Reader:
    """One page of a browser, with what it asked for and complained of since each was last read."""

    page: Page
    home: str
    _asked: list[str] = field(default_factory=list)
    _complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page."""
        self.page.on("request", lambda request: self._asked.append(request.url))
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("console", lambda message: self._complaints.append(message.text))

    @contextmanager
    def without_scripts(self) -> Iterator["Reader"]:
        """Give another reader of the same browser, who runs no JavaScript and shares nothing with this one."""
        browser = self.page.context.browser
        assert browser
        plain = _opened(browser, self.home, scripts=False)
        yield plain
        plain.page.context.close()

    def goto(self, path: str) -> None:
        """Open a page of the server."""
        self.page.goto(self.home + path)

    def strangers(self) -> list[str]:
        """Give the addresses elsewhere that were asked for."""
        asked, self._asked[:] = [*self._asked], []
        return [url for url in asked if url.startswith("http") and urlsplit(url).netloc != urlsplit(self.home).netloc]

    def complaints(self) -> list[str]:
        """Give what the browser complained of, but that a refusal has its status."""
        told, self._complaints[:] = [*self._complaints], []
        return [message for message in told if "the server responded with a status of 4" not in message]

    def violations(self, *rules: str) -> list[str]:
        """Give what axe finds wrong for who cannot see or point, by all of its rules or by some."""
        if not AXE.is_file():
            # axe comes by npm, which a checkout need not have
            pytest.skip("axe-core is not installed; it wants node and npm, and then `make test` fetches it")
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate(_RUN, [*rules])
        return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]

    def overflow(self, width: int = NARROW) -> int:
        """Give by how many pixels the page is wider than a screen of that width."""
        self.page.set_viewport_size({"width": width, "height": 900})
        wide: int = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        return max(0, wide - width)


@contextmanager
def browsing(home: str) -> Iterator[Reader]:
    """Start a browser whose profile is empty; one at a time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS])
        yield _opened(browser, home, scripts=True)
        browser.close()


def _opened(browser: Browser, home: str, *, scripts: bool) -> Reader:
    size = {"width": WIDE, "height": 900}
    context = browser.new_context(java_script_enabled=scripts, viewport=size, locale="en")
    context.set_default_timeout(20_000)
    return Reader(context.new_page(), home)
