"""Rewrites a query of a shape so that it answers for many focus nodes at once, where that means the same.

A focus node stands in a graph of its own, and each group that speaks of it joins with that graph. Pre-binding is
section 5.3.1 and appendix A of https://www.w3.org/TR/shacl/.
"""

from dataclasses import dataclass

from foedus.facts import CouldNotDo
from foedus.shacl.lexing import Token, tokens
from foedus.shacl.model import Path, Query, Unknown
from foedus.shacl.paths import in_sparql
from foedus.shacl.stepping import step
from foedus.shacl.vocabulary import Term

#: Names of the graph, subject and properties that hold the focus nodes of a run.
FOCUS = "urn:x-foedus:focus"
SHAPES = "urn:x-foedus:shapes"
THIS, VALUE = FOCUS + "#this", FOCUS + "#value"
_BOUND = {"this", "shapesGraph", "currentShape"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "GROUP", "HAVING"}
_FORBIDDEN = {"MINUS": "MINUS", "VALUES": "VALUES", "SERVICE": "SERVICE"}
_ONE_BY_ONE = {"LIMIT", "OFFSET"}


@dataclass(frozen=True, slots=True)
class Joined:
    """A query that answers for all nodes of the focus graph; ``single`` where it may hold but one at a time."""

    text: str
    single: bool
    shapes: bool


class _Text:
    """The text of one query and its tokens, with edits laid on it."""

    def __init__(self, query: Query, bound: set[str]) -> None:
        self.query, self.bound = query, bound
        self.tokens = tokens(query.text)
        self._edits: list[tuple[int, int, str]] = []

    def word(self, place: int) -> str:
        """Give the keyword at a place, in capitals, or nothing."""
        if not 0 <= place < len(self.tokens) or self.tokens[place].kind != "word":
            return ""
        return self.tokens[place].text.upper()

    def name(self, place: int) -> str:
        """Give the name of the variable at a place, or nothing."""
        known = 0 <= place < len(self.tokens) and self.tokens[place].kind == "variable"
        return self.tokens[place].text[1:] if known else ""

    def words(self) -> set[str]:
        return {token.text.upper() for token in self.tokens if token.kind == "word"}

    def replace(self, token: Token, text: str) -> None:
        self._edits.append((token.offset, token.offset + len(token.text), text))

    def insert(self, after: Token, text: str) -> None:
        end = after.offset + len(after.text)
        self._edits.append((end, end, text))

    def edited(self) -> str:
        text = self.query.text
        for start, end, new in sorted(self._edits, reverse=True):
            text = text[:start] + new + text[end:]
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self.query.prefixes)
        return head + text

    def refuse(self, why: str) -> CouldNotDo:
        return CouldNotDo(f"a query of a shape {why}, which SHACL forbids; write it without", self.query.origin)


def join(query: Query, path: Path | None, shape: Term, values: dict[str, Term], *, asks: bool = False) -> Joined:
    """Rewrite a query; raises Unknown where it cannot be, and CouldNotDo where SHACL forbids it."""
    text = _Text(query, _BOUND | set(values) | ({"value"} if asks else set()))
    _judge(text)
    words = text.words()
    if words & {"FROM", "BASE"}:
        raise Unknown("a query of it names its own graphs")
    if words & _AGGREGATES:
        _judge_groups(text)
    shapes = _substitute(text, path, shape, values)
    _insert(text, _pattern(asks=asks))
    _head(text, asks=asks)
    return Joined(step(text.edited()), bool(words & _ONE_BY_ONE), shapes)


def _pattern(*, asks: bool) -> str:
    if asks:
        return f" GRAPH <{FOCUS}> {{ ?foedusPair <{THIS}> ?this ; <{VALUE}> ?value }} "
    return f" GRAPH <{FOCUS}> {{ <{FOCUS}> <{THIS}> ?this }} "


def _judge(text: _Text) -> None:
    """Refuse what pre-binding does not allow."""
    for name in _FORBIDDEN:
        if name in text.words():
            raise text.refuse(f"uses {name}")
    for place, token in enumerate(text.tokens):
        before = text.word(place - 1)
        if token.kind == "variable" and before == "AS" and token.text[1:] in text.bound:
            raise text.refuse(f"binds {token.text} anew")
    selects = [place for place in range(len(text.tokens)) if text.word(place) == "SELECT"]
    for place in selects[1:] if text.word(_first(text)) == "SELECT" else selects:
        projected = _projected(text, place)
        needed = {token.text[1:] for token in text.tokens if token.kind == "variable"} & text.bound
        if not needed - {"shapesGraph", "currentShape"} | {"this"} <= projected:
            raise text.refuse("has an inner SELECT that does not project $this and all that is bound before")


def _first(text: _Text) -> int:
    return next((place for place in range(len(text.tokens)) if text.word(place) in ("SELECT", "ASK")), 0)


def _projected(text: _Text, place: int) -> set[str]:
    found = set()
    for token in text.tokens[place + 1 :]:
        if token.text == "{":
            break
        if token.kind == "variable":
            found.add(token.text[1:])
    return found


def _judge_groups(text: _Text) -> None:
    """Let aggregates stand only where each answers for one focus node."""
    groups = [place for place in range(len(text.tokens)) if text.word(place) == "GROUP"]
    if not groups:
        raise Unknown("a query of it counts without GROUP BY")
    for place in groups:
        following = text.tokens[place + 2 : place + 12]
        keys = []
        for token in following:
            if token.kind != "variable":
                break
            keys.append(token.text[1:])
        if "this" not in keys:
            raise Unknown("a query of it groups by something else than $this")


def _substitute(text: _Text, path: Path | None, shape: Term, values: dict[str, Term]) -> bool:
    """Write terms in the place of variables; gives whether the query asks the shapes."""
    graph = False
    for place, token in enumerate(text.tokens):
        name = text.name(place)
        if text.word(place) == "GRAPH" and text.name(place + 1) != "shapesGraph":
            raise Unknown("a query of it names its own graphs")
        if name == "PATH":
            if path is None:
                raise Unknown("a query of it has $PATH, and it has no path")
            text.replace(token, in_sparql(path))
        elif name == "shapesGraph":
            graph = True
            text.replace(token, _constant(text, place, f"<{SHAPES}>"))
        elif name == "currentShape" or name in values:
            text.replace(token, _constant(text, place, _written(shape if name == "currentShape" else values[name])))
    return graph


def _constant(text: _Text, place: int, constant: str) -> str:
    """Write a constant; where the query asks whether it is bound, write that it is."""
    if place > 1 and text.word(place - 2) == "BOUND" and text.tokens[place - 1].text == "(":
        text.replace(text.tokens[place - 2], "")
        return "true"
    return constant


def _written(term: Term) -> str:
    if str(term)[:2] == "_:":
        raise Unknown("a query of it wants the name of a blank node")
    return str(term)


def _insert(text: _Text, pattern: str) -> None:
    """Join each group that speaks of the focus node, and all around it, with the focus nodes; EXISTS sees them."""
    stack: list[tuple[Token, bool]] = []
    wanted: dict[int, Token] = {}
    for place, token in enumerate(text.tokens):
        if token.text == "{":
            exists = text.word(place - 1) == "EXISTS" or (bool(stack) and stack[-1][1])
            stack.append((token, exists))
            if len(stack) == 1:
                wanted[token.offset] = token
        elif token.text == "}" and stack:
            stack.pop()
        elif token.kind == "variable" and token.text[1:] in ("this", "value"):
            wanted |= {group.offset: group for group, exists in stack if not exists}
    for place, token in enumerate(text.tokens):
        # a group that is an inner SELECT holds nothing else; the groups in that SELECT are joined instead
        if token.offset in wanted and text.word(place + 1) != "SELECT":
            text.insert(token, pattern)


def _head(text: _Text, *, asks: bool) -> None:
    first = _first(text)
    token = text.tokens[first]
    if asks:
        if text.word(first) != "ASK":
            raise Unknown("a validator that must be an ASK query is none")
        text.replace(token, "SELECT DISTINCT ?foedusPair")
        return
    if text.word(first) != "SELECT":
        raise Unknown("a query that must be a SELECT is none")
    star = any(token.text == "*" for token in text.tokens[first + 1 : first + 3])
    if not star and "this" not in _projected(text, first):
        after = text.tokens[first + 1] if text.word(first + 1) in ("DISTINCT", "REDUCED") else token
        text.insert(after, " ?this ")
