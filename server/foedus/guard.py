"""Judges a query before any engine reads it: how deep it nests, whether it reaches out, and which form it has."""

import re
import sys

from foedus.operations import Form, Refusal

#: Ample for people; engines die of a few hundred.
DEEPEST = 100
#: Characters that are read before a worker has the query: a moment's work, however they are written.
_LONG = 20_000

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: The pieces of a query. Each alternative begins with a character or a set of them, which the machine tries first.
_BLANK = r"\s\s*+|\#[^\r\n]*+"
_IRI = r'<(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*>'
_STRING = r"""\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
    |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'"""
_LOCAL = r":(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+)?"
_WORD = r"[^\W\d][\w.-]*+"
#: Words that hold no keyword which reaches out, and after which a name is not that of a graph.
_HARMLESS = rf"(?=[^\W\d])(?![\w.-]*(?i:SERVICE|LOAD)|(?i:GRAPH|FROM|NAMED)(?![\w.:-])){_WORD}(?:{_LOCAL})?+"
_VARIABLE = r"[?$]\w*+|@[A-Za-z0-9-]*+"
_OPEN, _CLOSE, _PREFIX = r"[({[]|<<", r"[)}\]]|>>", "[!^+-]"
_REST = r"[\d.,;=*/|&%~`\\]+"
#: Pieces that are passed over together, at most: a run is one step, during which no other thread can go on.
_RUN = "{1,500}+"
_DEPTHS = re.compile(
    rf"""
      (?P<blank>(?:{_BLANK}){_RUN})
    | (?P<dull>(?:{_WORD}(?:{_LOCAL})?+|{_BLANK}|{_REST}|{_VARIABLE}|{_LOCAL}|{_IRI}|{_STRING}){_RUN})
    | (?P<open>{_OPEN}) | (?P<close>{_CLOSE}) | (?P<prefix>{_PREFIX}) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: Words that hold none of the keywords matter no more than blanks.
_REACHES = re.compile(
    rf"""
      (?P<blank>(?:{_BLANK}){_RUN})
    | (?P<dull>(?:{_HARMLESS}|{_REST}|{_VARIABLE}|{_LOCAL}|{_IRI}|{_STRING}|{_BLANK}|{_OPEN}|{_CLOSE}|{_PREFIX}){_RUN})
    | (?P<name>{_WORD}{_LOCAL}) | (?P<word>{_WORD}) | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENS = re.compile(rf"(?:{_BLANK})*+{{", re.VERBOSE)
#: What may stand before the form of a query, in runs as above.
_PROLOGUE = re.compile(
    rf"""(?:{_BLANK}|(?i:PREFIX)(?:{_BLANK})*+[\w.-]*+:(?:{_BLANK})*+{_IRI}|(?i:BASE)(?:{_BLANK})*+{_IRI}
    |(?i:VERSION)(?:{_BLANK})*+(?:{_STRING})){_RUN}""",
    re.VERBOSE | re.DOTALL,
)
_FIRST = re.compile("[A-Za-z]*")
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


def judge(query: str) -> Form:
    """Give the form of a query; one of no known form is taken for SELECT, so that the engine says what is wrong.

    Raises Refusal when the query nests too deeply, is an update, or reaches for the network. Unicode escapes
    hide nothing: the text is read as it stands and again with its escapes resolved.
    """
    _judge_reach(query)
    _judge_depth(query)
    if "\\" in query:
        _judge_reach(_ESCAPE.sub(_resolved, query))
    return _form(query)


def admit(query: str) -> Form:
    """Judge a query if it is short; of a long one give the form alone, for whoever answers it to judge the rest.

    A long text may be written so that it takes a second to read, which a worker can be killed for.
    """
    return _form(query) if len(query) > _LONG else judge(query)


def judge_rest(query: str) -> None:
    """Judge what ``admit`` let pass unread; raises Refusal."""
    if len(query) > _LONG:
        judge(query)


def _resolved(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code <= sys.maxunicode else escape[0]


def _judge_reach(query: str) -> None:
    """Refuse SERVICE and LOAD as keywords, which engines also see where they are glued to a name or a brace."""
    capitals = query.upper()
    if "SERVICE" not in capitals and "LOAD" not in capitals:
        return
    before = ""
    for piece in _REACHES.finditer(query):
        kind = piece.lastgroup
        if kind in ("word", "name"):
            found = _reaching(query, piece, before)
            if found:
                raise query_reaches_out(found, *_position(query, piece.start()))
        if kind != "blank":
            before = piece[0] if kind == "word" else ""


def _reaching(query: str, piece: re.Match[str], before: str) -> str | None:
    text = piece[0].partition(":")[0].upper()
    found = next((keyword for keyword in _ELSEWHERE if keyword in text), None)
    if found is None or piece.lastgroup == "word":
        return found
    opens = _OPENS.match(query, piece.end())
    return found if found == "SERVICE" and opens and before.upper() not in _BEFORE_A_GRAPH else None


def _judge_depth(query: str) -> None:
    if sum(map(query.count, "([{<!^+-")) <= DEEPEST:
        return
    depth = run = 0
    for piece in _DEPTHS.finditer(query):
        kind = piece.lastgroup
        if kind == "blank":
            continue
        depth += (kind == "open") - (kind == "close")
        run = run + 1 if kind == "prefix" else 0
        if depth + run > DEEPEST:
            raise query_is_too_deep(*_position(query, piece.start()))


def _form(query: str) -> Form:
    """Find the first word after the prologue; what follows may be glued to it."""
    place = 0
    while run := _PROLOGUE.match(query, place):
        place = run.end()
    first = _FIRST.match(query, place)
    word = first[0].upper() if first else ""
    if word in _UPDATES:
        raise query_is_an_update(word)
    return next((_FORMS[keyword] for keyword in _FORMS if word.startswith(keyword)), "select")


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
