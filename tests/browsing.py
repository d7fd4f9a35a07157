"""A real browser, driven by keys and clicks; what it asked of whom is read from its own log."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1200,900",
)
_NO_SCRIPTS = {"profile.managed_default_content_settings.javascript": 2}
# a browser is a large thing that a checkout cannot bring along
needed = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="chromium and chromedriver are not installed")


@contextmanager
def browsing(profile: Path, *flags: str, scripts: bool = True) -> Iterator[WebDriver]:
    """Start a browser with a profile of its own; without ``scripts`` it runs no JavaScript."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, *flags, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    if not scripts:
        options.add_experimental_option("prefs", _NO_SCRIPTS)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def found(browser: WebDriver, selector: str, seconds: float = 20) -> WebElement:
    """Wait for an element that is seen, and give it."""

    def seen(page: WebDriver) -> WebElement | None:
        return next((part for part in page.find_elements(By.CSS_SELECTOR, selector) if part.is_displayed()), None)

    element: WebElement = WebDriverWait(browser, seconds).until(seen)
    return element


def strangers(browser: WebDriver, server: str) -> list[str]:
    """Give the addresses elsewhere that the browser asked for since this was last read."""
    told = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [each["params"]["request"]["url"] for each in told if each["method"] == "Network.requestWillBeSent"]
    home = urlsplit(server).netloc
    return [url for url in asked if url.startswith("http") and urlsplit(url).netloc != home]


def complaints(browser: WebDriver) -> list[str]:
    """Give what the browser complained of since this was last read, but that a refusal has its status."""
    messages = [entry["message"] for entry in browser.get_log("browser")]
    return [message for message in messages if "the server responded with a status of 4" not in message]


def violations(browser: WebDriver) -> list[str]:
    """Give what axe finds wrong for who cannot see or point."""
    if not AXE.is_file():
        # axe comes by npm, which a checkout need not have
        pytest.skip("axe-core is not installed; it wants node and npm, and then `make test` fetches it")
    browser.execute_script(AXE.read_text("utf-8"))
    run = "const done = arguments[0]; axe.run().then((told) => done(told.violations));"
    return [
        f"{each['id']}: {node['html'][:120]}" for each in browser.execute_async_script(run) for node in each["nodes"]
    ]
