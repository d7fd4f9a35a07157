"""Answers operations from a store. The only module that runs a stranger's query."""

import re
from collections.abc import Collection, Iterable, Mapping
from math import inf
from typing import IO, Protocol, TypeVar, cast

import pyoxigraph as ox

from foedus.operations import Answer, Operation, Refusal
from foedus.terms import Names

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_PREFIXES = re.compile(
    r"""
      \#[^\n]* | <[^<>"{}\s]*> | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
    | (?i:PREFIX)\s+(?P<declared>[\w.-]*):
    | (?<![\w?$:.-])(?!_:)(?P<used>[\w.-]*):
    """,
    re.VERBOSE,
)
#: What the engine expects at the end where an earlier part does not fit.
_ANYTHING = "[_]"
#: Characters that XML 1.0 cannot hold (https://www.w3.org/TR/xml/#charsets), as UTF-8.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: A predicate whose end cannot be an XML name comes out of the serialiser as an element without one.
_NAMELESS = b"<oxprefix: "


Statement = TypeVar("Statement", ox.Triple, ox.Quad)


class Engine(Protocol):
    """Whatever answers operations: this process, or workers that can be killed."""

    def answer(self, operation: Operation) -> Answer:
        """Give the whole answer, or raise Refusal."""
        ...


class Paper:
    """What serialisers write on; the sheet ends where an answer would be larger than ``most`` bytes."""

    def __init__(self, most: int | None = None) -> None:
        self._most = inf if most is None else most
        self._written = bytearray()

    def write(self, piece: bytes) -> int:
        """Add a piece, or raise Refusal: no answer is cut."""
        if len(self._written) + len(piece) > self._most:
            raise answer_is_too_large(int(self._most))
        self._written += piece
        return len(piece)

    def flush(self) -> None:
        """Do nothing: serialisers ask for it."""

    @property
    def text(self) -> bytes:
        """All that was written."""
        return bytes(self._written)


class InProcess:
    """Answers from a store in this process; nothing can stop a query that runs.

    Where ``declared``, queries may use the prefixes of the graph's own files without PREFIX lines.
    ``most`` bounds the bytes of an answer.
    """

    def __init__(
        self, store: ox.Store, names: Names | None = None, *, declared: bool = False, most: int | None = None
    ) -> None:
        self._store = store
        self._most = most
        self._names = names or Names()
        self._prefixes = self._names.prefixes() if declared else {}

    def answer(self, operation: Operation) -> Answer:
        """Answer the operation whole: it is serialised before anybody sees a status."""
        try:
            results = self._query(operation)
            body = self._serialised(results, operation.media_type)
        except SyntaxError as error:
            raise misread(operation.query, str(error), self._names, self._prefixes) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise query_cannot_be_evaluated(str(error)) from None
        return Answer(operation.media_type, body)

    def _query(self, operation: Operation) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        given = bool(operation.default_graphs or operation.named_graphs)
        return self._store.query(
            operation.query,
            base_iri=self._names.base,
            prefixes=self._prefixes,
            default_graph=[*_graphs(operation.default_graphs)] if given else None,
            named_graphs=[*_graphs(operation.named_graphs)] if given else None,
            substitutions={ox.Variable(name): ox.NamedNode(iri) for name, iri in operation.bindings.items()},
        )

    def _serialised(self, results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, media_type: str) -> bytes:
        if isinstance(results, ox.QueryTriples):
            return written(results, media_type, self._names.prefixes(), self._most)
        format_ = ox.QueryResultsFormat.from_media_type(media_type)
        if format_ is None:
            raise form_is_unclear()
        paper = Paper(self._most)
        results.serialize(cast("IO[bytes]", paper), format=format_)
        return _sound(media_type, paper.text)


def written(
    triples: Iterable[Statement], media_type: str, prefixes: Mapping[str, str], most: int | None = None
) -> bytes:
    """Write triples or quads with those of the prefixes that they use, in at most so many bytes."""
    format_ = ox.RdfFormat.from_media_type(media_type)
    if format_ is None:
        raise form_is_unclear()
    statements = list(dict.fromkeys(triples))
    text = "\n".join(str(statement) for statement in statements)
    used = {prefix: iri for prefix, iri in prefixes.items() if iri in text}
    paper = Paper(most)
    ox.serialize(statements, cast("IO[bytes]", paper), format=format_, prefixes=used)
    return _sound(media_type, paper.text)


def _graphs(iris: tuple[str, ...]) -> list[ox.NamedNode]:
    """Read the graphs of a dataset given by the request; by the protocol it replaces FROM and FROM NAMED."""
    graphs = []
    for iri in iris:
        try:
            graphs.append(ox.NamedNode(iri))
        except ValueError:
            raise graph_is_no_iri(iri) from None
    return graphs


def _sound(media_type: str, body: bytes) -> bytes:
    """Make XML that parses to what was meant: readers turn a bare CR into LF, and some characters cannot stand."""
    if not media_type.endswith("+xml"):
        return body
    if _NOT_XML.search(body):
        raise answer_does_not_fit_xml("it holds a control character, which XML 1.0 forbids")
    if _NAMELESS in body:
        raise answer_does_not_fit_xml("it holds a predicate whose last part cannot be an XML name")
    return body.replace(b"\r", b"&#13;")


def misread(query: str, message: str, names: Names, given: Collection[str] = ()) -> Refusal:
    """Say what is wrong and where, from the engine's list of all that it would have understood.

    ``given`` are prefixes that the query need not declare.
    """
    undeclared = _undeclared(query, names, given)
    if undeclared:
        return undeclared
    found = _POSITION.match(message)
    if not found:
        return query_has_a_syntax_error(message.partition("\n")[0])
    line, column, expected = int(found[1]), int(found[2]), found[3]
    rows = [row.rstrip("\r") for row in query.split("\n")]
    text = rows[line - 1] if line <= len(rows) else ""
    ended = expected != _ANYTHING and not "".join([text[column - 1 :], *rows[line:]]).strip()
    detail, hint = _reason(expected, ended=ended)
    return query_has_a_syntax_error(detail, hint, line, column, _marked(text, column))


def _undeclared(query: str, names: Names, given: Collection[str]) -> Refusal | None:
    """Find the first name whose prefix is not declared: the engine itself says so in riddles."""
    pieces = list(_PREFIXES.finditer(query))
    declared = {*given, *(piece["declared"] for piece in pieces)}
    for piece in pieces:
        prefix = piece["used"]
        if prefix is not None and prefix not in declared:
            line, start = query.count("\n", 0, piece.start()) + 1, query.rfind("\n", 0, piece.start()) + 1
            excerpt = _marked(query[start:].partition("\n")[0], piece.start() - start + 1)
            detail = f"The prefix {prefix}: is not declared."
            hint = f"Begin the query with PREFIX {prefix}: <{names.prefixes().get(prefix, '…')}>."
            return query_has_a_syntax_error(detail, hint, line, piece.start() - start + 1, excerpt)
    return None


def _marked(text: str, column: int) -> str:
    return f"{text}\n{' ' * (column - 1)}^"


def _reason(expected: str, *, ended: bool) -> tuple[str, str]:
    for sign, reason in _REASONS:
        if sign in expected:
            return reason, ""
    if ended:
        return "The query ends too early.", "Look for a bracket, brace or quotation mark that is not closed."
    return "Something here, or before it, is not SPARQL.", "Look for a stray word or bracket, or a missing dot."


_REASONS = (
    ("SELECT contains a variable", "A selected variable is neither grouped by nor aggregated."),
    ("SELECT contains an expression", "A selected expression uses a variable that is not grouped by."),
    ("SELECT * is not authorized", "SELECT * cannot stand with GROUP BY."),
    ("IRI parsing failed", "This is not a valid IRI."),
    ("should be a non negative integer", "LIMIT and OFFSET take a whole number that is not too large."),
    ("language tag parsing", "This is not a valid language tag."),
)


def query_has_a_syntax_error(
    detail: str, hint: str = "", line: int | None = None, column: int | None = None, excerpt: str = ""
) -> Refusal:
    """Refuse what the engine did not understand."""
    place = f" at line {line}, column {column}" if line else ""
    title = f"The query is not valid SPARQL{place}."
    return Refusal(400, "query-has-a-syntax-error", title, detail, hint=hint, line=line, column=column, excerpt=excerpt)


def query_cannot_be_evaluated(reason: str) -> Refusal:
    """Refuse what the engine understood but cannot do, such as a function that it does not know."""
    detail = reason.partition("\n")[0].rstrip(".") + "."
    return Refusal(400, "query-cannot-be-evaluated", "The query cannot be evaluated.", detail)


def graph_is_no_iri(text: str) -> Refusal:
    """Refuse a graph that is not named by an absolute IRI."""
    title = "A graph of the requested dataset is not named by an absolute IRI."
    return Refusal(400, "graph-is-no-iri", title, f"The request said {text!r}.")


def form_is_unclear() -> Refusal:
    """Refuse an answer that is not what the first words of the query promised."""
    title = "It is not clear whether the query selects or constructs."
    hint = "Write spaces between the keywords."
    return Refusal(400, "form-is-unclear", title, hint=hint)


def answer_does_not_fit_xml(reason: str) -> Refusal:
    """Refuse rather than send XML that no reader can parse."""
    title = f"The answer cannot be written as XML: {reason}."
    return Refusal(406, "answer-does-not-fit-xml", title, hint="Ask for JSON or TSV, or for Turtle.")


def answer_is_too_large(most: int) -> Refusal:
    """Refuse an answer beyond the cap: it would be whole or it is not sent.

    507 rather than 413, which speaks of what was sent to the server.
    """
    title = f"The answer is larger than {most:,} bytes."
    hint = "Ask for less: add a LIMIT, choose fewer variables, or count first."
    return Refusal(507, "answer-is-too-large", title, hint=hint)
