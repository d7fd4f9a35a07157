"""The only module that knows in which language a page speaks, and where its words stand."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request
from markupsafe import Markup

from foedus import negotiation
from foedus.questions import Question
from foedus.terms import MATCHES
from foedus.web.site import Language

LANGUAGES: tuple[Language, ...] = ("en", "it")
#: What each language calls itself.
NAMES: Mapping[Language, str] = {"en": "English", "it": "Italiano"}
#: A link of a page to a page of ours, up to its fragment.
_LINK = re.compile(r'(<a [^>]*?href=")(/(?!/)[^"#]*)')
#: Addresses that have no language: files, data by suffix, answers in a format, and those that name a language.
_UNSPOKEN = re.compile(r"\A/static/|\A[^?]*\.(?!html\b)[a-z]+(?:\?|\Z)|[?&;](?:format|lang)=")


def register(app: Flask) -> None:
    """Let templates speak, and let every page say in which language it does."""
    app.jinja_env.globals.update(
        t=tell, language=language, languages=NAMES, kept=kept, switched=switched, offered=offered, matches=MATCHES
    )
    app.jinja_env.filters.update(number=number, words=asked)
    app.after_request(_spoken)


@cache
def words() -> dict[str, dict[Language, str]]:
    """Read what the pages say: by key, in each language."""
    folder = resources.files("foedus.web").joinpath("words")
    found: dict[str, dict[Language, str]] = {}
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def refusals() -> list[str]:
    """Name the kinds of refusals for which there are words, and so a page each."""
    return [key.removeprefix("refused-") for key in words() if key.startswith("refused-")]


def language() -> Language:
    """Give the language of this request: the one in its address, else the one that its reader prefers."""
    return kept() or _preferred()


def kept() -> Language | None:
    """Give the language that the reader chose by the address; links of the page keep it."""
    return next((known for known in LANGUAGES if known == request.args.get("lang")), None)


def tell(key: str, /, *, within: Language | None = None, **values: object) -> Markup:
    """Say words of ours, which may hold markup; what fills their blanks is escaped.

    Where ``n`` is 1 and there is a key for one, that is said. They are the page's unless a language is given.
    """
    one = f"{key}-one"
    chosen = words()[one if values.get("n") == 1 and one in words() else key]
    spoken = within or language()
    shown = {name: number(value, spoken) if isinstance(value, int | float) else value for name, value in values.items()}
    return Markup(chosen[spoken]).format(**shown)  # noqa: S704 - the words are ours, format escapes the rest


def asked(question: Question) -> str:
    """Give a question's words in the language of the page."""
    return question.it if language() == "it" else question.en


def number(value: float, within: Language | None = None) -> str:
    """Write a number as the page's language does, or a given one."""
    written = f"{value:,}" if isinstance(value, int) else f"{value:,g}"
    return written.translate(str.maketrans(",.", ".,")) if (within or language()) == "it" else written


def switched(other: Language) -> str:
    """Give the address of this page in another language."""
    fields = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*fields, ('lang', other)])}"


def offered(path: str) -> bool:
    """Whether there is a page at an address without variable parts."""
    return path in {rule.rule for rule in current_app.url_map.iter_rules()}


def _preferred() -> Language:
    best = request.accept_languages.best_match(LANGUAGES)
    return next((known for known in LANGUAGES if known == best), LANGUAGES[0])


def _spoken(response: Response) -> Response:
    """Say the language of a page, and let its links keep one that was chosen by the address."""
    if response.mimetype == negotiation.HTML and not response.direct_passthrough:
        response.headers["Content-Language"] = language()
        response.vary.update(["Accept", "Accept-Language"])
        if kept():
            response.set_data(_LINK.sub(_keeping, response.get_data(as_text=True)))
    return response


def _keeping(link: re.Match[str]) -> str:
    if _UNSPOKEN.search(link[2]):
        return link[0]
    return f"{link[0]}{'&amp;' if '?' in link[2] else '?'}lang={kept()}"
