"""Makes EXISTS walk from what is bound already: an engine may else join all of its patterns anew for each row.

``FILTER NOT EXISTS { $this ex:a ?x . ?x ex:b ?y }`` becomes ``{ $this ex:a ?x LATERAL { ?x ex:b ?y } }``, which
says the same and is answered by look-ups. Groups that hold more than triples, choices, options and filters stay as
they are.
"""

from collections.abc import Iterator, Sequence

from foedus.shacl.lexing import Token, tokens

_PLAIN = ("variable", "iri", "name", "string", "language", "number")
_WORDS = {"a", "true", "false"}
#: What makes a group more than triples, choices, options and filters.
_BEYOND = {"BIND", "GRAPH", "SELECT", "EXISTS", "VALUES", "MINUS", "SERVICE", "LATERAL"}


def step(text: str) -> str:
    """Rewrite the groups of EXISTS in a query."""
    if "EXISTS" not in text.upper():
        return text
    found = tokens(text)
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


def _inside(found: Sequence[Token], opened: int) -> list[Token]:
    """Give the tokens of a group, or none where it holds more than triples, choices, options and filters."""
    inside = list(found[opened + 1 : _close(found, opened)])
    words = {token.text.upper() for token in inside if token.kind == "word"}
    return [] if words & _BEYOND or any(token.text == "[" for token in inside) else inside


def _close(found: Sequence[Token], opened: int) -> int:
    depth = 0
    for place in range(opened, len(found)):
        depth += (found[place].text == "{") - (found[place].text == "}")
        if depth == 0:
            return place
    return len(found)


def _written(inside: list[Token], text: str) -> str | None:
    """Write a group as steps, each lateral to those before, or None where that may not say the same."""
    steps: list[str] = []
    filters: list[str] = []
    place = 0
    while place < len(inside):
        option = inside[place].text.upper() == "OPTIONAL"
        if option or inside[place].text == "{":
            place, step_ = _choice(inside, place + option, text)
            if step_ is None:
                return None
            steps.append(f"OPTIONAL {step_}" if option else step_)
            continue
        end = next((n for n in range(place, len(inside)) if inside[n].text.upper() in ("{", "OPTIONAL")), len(inside))
        flat = _flat(inside[place:end], text)
        if flat is None:
            return None
        steps += flat[0]
        filters += flat[1]
        place = end
    if len(steps) < 2:  # noqa: PLR2004 - one triple is a look-up as it is
        return steps[0] + " " + " ".join(filters) if steps and "{" in steps[0] else None
    return steps[0] + "".join(f" LATERAL {{ {step_} }}" for step_ in steps[1:]) + " " + " ".join(filters)


def _choice(inside: list[Token], place: int, text: str) -> tuple[int, str | None]:
    """Write one group or several joined by UNION, of triples alone: a filter in one would see more than it may."""
    branches: list[str] = []
    while True:
        end = _close(inside, place)
        flat = _flat(inside[place + 1 : end], text)
        if flat is None or flat[1] or not flat[0]:
            return end, None
        branches.append("{ " + flat[0][0] + "".join(f" LATERAL {{ {triple} }}" for triple in flat[0][1:]) + " }")
        place = end + 1
        if place + 1 >= len(inside) or inside[place].text.upper() != "UNION":
            return place, " UNION ".join(branches)
        place += 1


def _flat(inside: list[Token], text: str) -> tuple[list[str], list[str]] | None:
    """Give the triples and the filters of a group that holds nothing else."""
    triples: list[str] = []
    filters: list[str] = []
    if any(token.text in "{}" for token in inside):
        return None
    for part in _parts(inside):
        if part[0].text.upper() == "FILTER":
            filters.append(_text(part, text))
            continue
        simple = _triples(part, text, part[0].offset)
        if simple is None:
            return None
        triples += simple
    return triples, filters


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
