"""Makes EXISTS walk from what is bound already: an engine may else join all of its patterns anew for each row.

``FILTER NOT EXISTS { $this ex:a ?x . ?x ex:b ?y }`` becomes ``{ $this ex:a ?x LATERAL { ?x ex:b ?y } }``, which
says the same and is answered by look-ups. Groups that hold more than triples and filters stay as they are.
"""

from collections.abc import Iterator

from foedus.shacl.lexing import Token, tokens

_PLAIN = ("variable", "iri", "name", "string", "language", "number")
_WORDS = {"a", "true", "false"}


def step(text: str) -> str:
    """Rewrite the groups of EXISTS in a query."""
    found = list(tokens(text))
    edits = []
    for place, token in enumerate(found):
        if token.text == "{" and place and found[place - 1].text.upper() == "EXISTS":
            inside = _inside(found, place)
            written = _written(inside, text) if inside else None
            if written:
                edits.append((inside[0].offset, inside[-1].offset + len(inside[-1].text), written))
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text


def _inside(found: list[Token], opened: int) -> list[Token]:
    """Give the tokens of a group, or none where it holds groups of its own."""
    inside: list[Token] = []
    for token in found[opened + 1 :]:
        if token.text == "}":
            return inside
        if token.text in "{[" or token.text.upper() in ("BIND", "OPTIONAL", "GRAPH", "SELECT"):
            return []
        inside.append(token)
    return []


def _written(inside: list[Token], text: str) -> str | None:
    triples: list[str] = []
    filters: list[str] = []
    number = inside[0].offset
    for part in _parts(inside):
        if part[0].text.upper() == "FILTER":
            filters.append(text[part[0].offset : part[-1].offset + len(part[-1].text)])
            continue
        simple = _triples(part, text, number + len(triples))
        if simple is None:
            return None
        triples += simple
    if len(triples) < 2:  # noqa: PLR2004 - one triple is a look-up as it is
        return None
    return triples[0] + "".join(f" LATERAL {{ {triple} }}" for triple in triples[1:]) + " " + " ".join(filters)


def _parts(inside: list[Token]) -> Iterator[list[Token]]:
    """Cut a group into its filters and its statements with one subject."""
    part: list[Token] = []
    depth = 0
    for token in inside:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.text.upper() == "FILTER":
            if part:
                yield part
            part = [token]
            continue
        if token.text != "." or depth:
            part.append(token)
        closed = part and part[0].text.upper() == "FILTER" and token.text == ")" and depth == 0
        dotted = depth == 0 and (token.text == "." or (token.kind == "name" and token.text.endswith(".")))
        if part and (closed or dotted):
            yield part
            part = []
    if part:
        yield part


def _triples(part: list[Token], text: str, number: int) -> list[str] | None:
    """Write a statement as triples of one step each, or None where it is not that simple."""
    subject, rest = part[0], part[1:]
    if subject.kind not in _PLAIN or not rest:
        return None
    found: list[str] = []
    for piece in _split(rest, ";"):
        steps = _split(piece, "/")
        if any(token.text in (",", "(") or not _simple(token) for token in piece):
            return None
        near = subject.text
        for place, edge in enumerate(steps[:-1]):
            far = f"?foedusStep{number + len(found)}_{place}"
            found.append(f"{near} {_text(edge, text)} {far}")
            near = far
        found.append(f"{near} {_text(steps[-1], text).rstrip('.')}")
    return found


def _simple(token: Token) -> bool:
    return token.kind in (*_PLAIN, "sign") or token.text in _WORDS


def _split(part: list[Token], mark: str) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    for token in part:
        if token.text == mark:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def _text(part: list[Token], text: str) -> str:
    return text[part[0].offset : part[-1].offset + len(part[-1].text)]
