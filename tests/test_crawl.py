"""From the home page every link of ours answers; no page is heavy, bears a foreign request or an inline style."""

import re
from collections import deque
from html import unescape
from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient
from foedus.holdings import shipped
from foedus.library import build
from foedus.web import create_app
from tiny import BROWSER

#: Pages that are looked at, and of those whose addresses are alike in kind.
MOST, EACH = 700, 12
#: Bytes of a page, but for the page of queries.
HEAVIEST = 60_000
#: What holds an address in a page.
LINK = re.compile(r'<(a|link(?! rel="canonical")|img|script|form)\b[^>]*?\s(?:href|src|action)="([^"]*)"')
THINGS = """SELECT DISTINCT ?thing WHERE {
  { ?thing ?p ?o } UNION { GRAPH ?claim { ?thing ?p ?o } }
  FILTER(REGEX(STR(?thing), "^https://w3id.org/foedus/(id|claim|article|conflict|concept)/"))
}"""
#: Answers that are large by nature, or made anew at each request.
SKIPPED = re.compile(r"\A/(?:sparql|query|validate|static/vendor|downloads/|v/|graphs)")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client of the shipped graph."""
    return create_app(build(shipped()), public_url="https://graph.example").test_client()


def kind(path: str) -> str:
    """Give what addresses that are alike have in common."""
    parts = urlsplit(path)
    suffix = parts.path.rpartition(".")[2] if "." in parts.path.rpartition("/")[2] else ""
    return f"{parts.path.split('/')[1]}.{suffix}?{'lang' if 'lang=' in parts.query else bool(parts.query)}"


def crawl(client: FlaskClient) -> dict[str, tuple[int, str, str]]:
    """Follow links from the home page, so many of each kind; give status, media type and text of each."""
    waiting, seen, counts = deque(["/"]), {"/"}, dict[str, int]()
    found: dict[str, tuple[int, str, str]] = {}
    while waiting and len(found) < MOST:
        path = waiting.popleft()
        answer = client.get(path, headers=BROWSER)
        found[path] = answer.status_code, answer.mimetype, answer.text
        if answer.mimetype != "text/html":
            continue
        for _, raw in LINK.findall(answer.text):
            link = urldefrag(unescape(raw)).url
            if not link.startswith("/") or link in seen or SKIPPED.match(link):
                continue
            seen.add(link)
            counts[kind(link)] = counts.get(kind(link), 0) + 1
            if counts[kind(link)] <= EACH:
                waiting.append(link)
    return found


@pytest.fixture(scope="module")
def crawled(client: FlaskClient) -> dict[str, tuple[int, str, str]]:
    """Crawl once."""
    return crawl(client)


@pytest.mark.slow
def test_a_crawl_finds_no_broken_link(crawled: dict[str, tuple[int, str, str]]) -> None:
    """Every link of ours leads to something, whatever its kind, and to that at once: no page is a step behind another."""
    kinds = {path.split("/")[1].partition("?")[0].partition(".")[0] for path in crawled}

    assert {} == {path: status for path, (status, _, _) in crawled.items() if status != 200}
    assert {"id", "claim", "article", "conflict", "check", "concept", "ontology", "queries", "why"} - kinds <= {"why"}


@pytest.mark.slow
def test_no_page_is_heavy(crawled: dict[str, tuple[int, str, str]]) -> None:
    """A page weighs at most 60 KB, whatever it shows."""
    heavy = {path: len(text.encode()) for path, (_, media_type, text) in crawled.items() if media_type == "text/html"}

    assert {} == {path: size for path, size in heavy.items() if size > HEAVIEST}


@pytest.mark.slow
def test_no_page_of_any_thing_is_heavy(client: FlaskClient) -> None:
    """Nor does the page of any thing, claim, article, conflict, concept or question, in the longer language."""
    rows = client.get("/sparql", query_string={"query": THINGS, "format": "csv"}).text.splitlines()[1:]
    things = [row.removeprefix("https://w3id.org/foedus") + ".html" for row in rows]
    questions = [f"/queries/{file.stem}" for file in shipped().questions.glob("*.rq")]
    sizes = {path: len(client.get(f"{path}?lang=it", headers=BROWSER).data) for path in (*things, *questions)}

    assert len(things) > 1000
    assert {} == {path: size for path, size in sizes.items() if size > HEAVIEST}


@pytest.mark.slow
def test_no_page_asks_another_server_or_bears_a_style(crawled: dict[str, tuple[int, str, str]]) -> None:
    """What a page loads is ours; its looks are in the stylesheet, its scripts in files."""
    pages = {path: text for path, (_, media_type, text) in crawled.items() if media_type == "text/html"}
    loads = {
        raw
        for text in pages.values()
        for name, raw in LINK.findall(text)
        if name in ("img", "script") or (name == "link" and "stylesheet" in text)
    }

    assert [] == sorted(
        raw for raw in loads if not raw.startswith("/") and not raw.startswith("https://creativecommons.org")
    )
    assert [] == sorted(
        path for path, text in pages.items() if re.search(r"<[^>]+\sstyle=|<style|<script>|\son\w+=\"", text)
    )


@pytest.mark.slow
def test_every_page_has_one_head_and_a_way_past_it(crawled: dict[str, tuple[int, str, str]]) -> None:
    """Each page has one h1, a title of its own kind, a language and a link that skips to the content."""
    pages = {path: text for path, (_, media_type, text) in crawled.items() if media_type == "text/html"}

    assert {} == {path: text.count("<h1") for path, text in pages.items() if text.count("<h1") != 1}
    assert [] == [
        path for path, text in pages.items() if '<a class="skip" href="#main">' not in text or "<html lang=" not in text
    ]
