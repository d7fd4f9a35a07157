"""Judges a query before any engine reads it: how deep it nests, whether it reaches out, and which form it has."""

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from foedus.operations import Form, Refusal

#: Ample for people; engines die of a few hundred.
DEEPEST = 100

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z0-9-]+)
    | (?P<name>(?:[^\W\d][\w.-]*+)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+)?)
    | (?P<word>[^\W\d][\w.-]*+)
    | (?P<open>\(|\{|\[|<<)
    | (?P<close>\)|\}|\]|>>)
    | (?P<prefix>[!^+-])
    | (?P<space>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FORMS: dict[str, Form] = {
    "SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe",
}  # fmt: skip
_UPDATES = {"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
#: What to do instead of reaching out.
_ELSEWHERE = {
    "SERVICE": (
        "Ask the other endpoint itself. Where this is the prefix of a name before a brace, write a dot between them."
    ),
    "LOAD": "The graph is read-only, so nothing is loaded into it: load the document into a store of your own.",
}
#: Words after which a name before a brace is the name of a graph.
_BEFORE_A_GRAPH = {"GRAPH", "FROM", "NAMED"}


class Token(NamedTuple):
    """A piece of a query that matters here: its kind, its text and its offset."""

    kind: str
    text: str
    offset: int


def judge(query: str) -> Form:
    """Give the form of a query; one of no known form is taken for SELECT, so that the engine says what is wrong.

    Raises Refusal when the query nests too deeply, is an update, or reaches for the network. Unicode escapes
    hide nothing: the text is read as it stands and again with its escapes resolved.
    """
    tokens = list(_tokens(query))
    _judge_reach(query, tokens)
    _judge_depth(query, tokens)
    resolved = _ESCAPE.sub(_resolved, query)
    if resolved != query:
        _judge_reach(resolved, list(_tokens(resolved)))
    return _form(tokens)


def _resolved(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= sys.maxunicode else escape[0]


def _tokens(query: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(query):
        kind = match.lastgroup or "other"
        if kind not in ("comment", "space"):
            yield Token(kind, match[0], match.start())


def _judge_reach(query: str, tokens: list[Token]) -> None:
    """Refuse SERVICE and LOAD as keywords, which engines also see where they are glued to a name or a brace."""
    for place, token in enumerate(tokens):
        found = _reaches(token, tokens[place - 1] if place else None, tokens[place + 1 : place + 2])
        if found:
            raise query_reaches_out(found, *_position(query, token.offset))


def _reaches(token: Token, before: Token | None, after: list[Token]) -> str | None:
    if token.kind not in ("word", "name"):
        return None
    text = token.text.partition(":")[0].upper()
    found = next((keyword for keyword in ("SERVICE", "LOAD") if keyword in text), None)
    if token.kind == "word" or not found:
        return found
    names_graph = before is not None and before.kind == "word" and before.text.upper() in _BEFORE_A_GRAPH
    opens = bool(after) and after[0].text == "{"
    return found if found == "SERVICE" and opens and not names_graph else None


def _judge_depth(query: str, tokens: list[Token]) -> None:
    depth = run = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        run = run + 1 if token.kind == "prefix" else 0
        if depth + run > DEEPEST:
            raise query_is_too_deep(*_position(query, token.offset))


def _form(tokens: list[Token]) -> Form:
    words = (token.text.upper() for token in tokens if token.kind == "word")
    for word in words:
        form = next((_FORMS[keyword] for keyword in _FORMS if word.startswith(keyword)), None)
        if form:
            return form
        if word in _UPDATES:
            raise query_is_an_update(word)
        if word not in ("BASE", "PREFIX", "VERSION"):
            break
    return "select"


def _position(query: str, offset: int) -> tuple[int, int]:
    return query.count("\n", 0, offset) + 1, offset - query.rfind("\n", 0, offset)


def query_reaches_out(keyword: str, line: int, column: int) -> Refusal:
    """Refuse to open connections: foedus answers from its own graph."""
    title = f"{keyword} is not allowed: foedus opens no connection to other servers."
    hint = _ELSEWHERE[keyword]
    return Refusal(403, "query-reaches-out", title, hint=hint, line=line, column=column)


def query_is_too_deep(line: int, column: int) -> Refusal:
    """Refuse deep nesting before an engine dies of it."""
    title = f"The query nests more than {DEEPEST} levels deep."
    hint = "Flatten it: VALUES, IN and property paths say most things without nesting."
    return Refusal(400, "query-is-too-deep", title, hint=hint, line=line, column=column)


def query_is_an_update(keyword: str) -> Refusal:
    """Refuse an update that came as a query."""
    title = f"{keyword} changes a graph; this one is read-only and takes SELECT, ASK, CONSTRUCT and DESCRIBE."
    return Refusal(400, "query-is-an-update", title, hint="Facts are added in the files of the graph.")
