"""Answers operations from a store. The only module that runs a stranger's query."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import IO, Protocol, TypeVar, cast

import pyoxigraph as ox

from foedus import guard
from foedus.folding import matches
from foedus.operations import VERSIONED, Answer, Operation, Refusal
from foedus.paper import CSV, GUARDED, Filled, Heap, Out, Page, Paper, guarded
from foedus.terms import FOREIGN, MATCHES, Names

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
#: Forms that have prefixes, and how many statements are looked through for those to declare; names of any other
#: are written in full, so that a graph of any size needs no more memory.
_WITH_PREFIXES = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML)
_LOOKED_THROUGH = 20_000

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

Statement = TypeVar("Statement", ox.Triple, ox.Quad)


class Engine(Protocol):
    """Whatever answers operations: this process, or workers that can be killed."""

    def answer(self, operation: Operation) -> Answer:
        """Give the whole answer, or raise Refusal."""
        ...


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
        heap = Heap()
        self.write(operation, heap)
        return Answer(operation.media_type, heap.text)

    def write(self, operation: Operation, out: Out) -> None:
        """Write the answer piece by piece, or raise Refusal: then what was written is no answer."""
        guard.judge_rest(operation.query)
        taker = Page(out, operation.lines) if operation.lines else out
        try:
            kind, _, version = operation.media_type.partition(VERSIONED)
            if version in _BEYOND:
                _judge_terms(self._query(operation), version)
            if kind == GUARDED:
                plain = Heap()
                self._serialise(self._query(operation), Paper(plain, CSV, self._most))
                Paper(taker, kind, self._most).write(guarded(plain.text))
            else:
                self._serialise(self._query(operation), Paper(taker, kind, self._most))
        except Filled:
            return
        except SyntaxError as error:
            raise misread(operation.query, str(error), self._names, self._prefixes) from None
        except (RuntimeError, ValueError) as error:
            raise query_cannot_be_evaluated(str(error)) from None
        except OSError as error:
            raise answer_needs_rdf_1_2() if "RDF 1.2" in str(error) else graph_cannot_be_read() from None

    def _query(self, operation: Operation) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        given = bool(operation.default_graphs or operation.named_graphs)
        return self._store.query(
            operation.query,
            base_iri=self._names.base,
            prefixes=self._prefixes,
            default_graph=[*_graphs(operation.default_graphs)] if given else None,
            named_graphs=[*_graphs(operation.named_graphs)] if given else None,
            custom_functions=_FUNCTIONS,
            substitutions={ox.Variable(name): ox.NamedNode(iri) for name, iri in operation.bindings.items()},
        )

    def _serialise(self, results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, paper: Paper) -> None:
        if isinstance(results, ox.QueryTriples):
            _write(_once(results), paper, self._names.prefixes())
            return
        format_ = ox.QueryResultsFormat.from_media_type(paper.media_type)
        if format_ is None:
            raise form_is_unclear()
        results.serialize(cast("IO[bytes]", paper), format=format_)


def _matches(*given: Term) -> ox.Literal | None:
    """Answer the function in our own vocabulary; what is no text, and any other number of them, is an error to it."""
    texts = [term.value for term in given if isinstance(term, ox.Literal)]
    if not len(texts) == len(given) == _TWO:
        return None
    return ox.Literal(str(matches(*texts)).lower(), datatype=ox.NamedNode(FOREIGN["xsd"] + "boolean"))


_TWO = 2
_FUNCTIONS: dict[ox.NamedNode, Callable[..., Term | None]] = {ox.NamedNode(MATCHES): _matches}


def _judge_terms(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, version: str) -> None:
    """Refuse terms that a version of RDF does not have: the reader asked for that version and no later one."""
    rows: Iterable[Iterable[object]] = () if isinstance(results, ox.QueryBoolean) else results
    if any(_BEYOND[version](term) for row in rows for term in row):
        raise answer_exceeds_its_version(version)


def _is_term_of_triple(term: object) -> bool:
    return isinstance(term, ox.Triple)


def _is_of_rdf_1_2(term: object) -> bool:
    return _is_term_of_triple(term) or (isinstance(term, ox.Literal) and term.direction is not None)


#: What each version of RDF does not have yet (https://www.w3.org/TR/rdf12-concepts/#defined-version-labels).
_BEYOND: dict[str, Callable[[object], bool]] = {"1.1": _is_of_rdf_1_2, "1.2-basic": _is_term_of_triple}


def written(triples: Iterable[Statement], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Write triples or quads, each once, with those of the prefixes that they use."""
    heap = Heap()
    _write(iter(dict.fromkeys(triples)), Paper(heap, media_type), prefixes)
    return heap.text


def _write(statements: Iterator[Statement], paper: Paper, prefixes: Mapping[str, str]) -> None:
    format_ = ox.RdfFormat.from_media_type(paper.media_type)
    if format_ is None:
        raise form_is_unclear()
    first = list(islice(statements, _LOOKED_THROUGH)) if format_ in _WITH_PREFIXES else []
    text = "\n".join(map(str, first))
    used = {prefix: iri for prefix, iri in prefixes.items() if iri in text}
    ox.serialize(chain(first, statements), cast("IO[bytes]", paper), format=format_, prefixes=used)


def _once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Leave out what came before. The engine does so itself, but for triples with a blank node."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            if triple in seen:
                continue
            seen.add(triple)
        yield triple


def _graphs(iris: tuple[str, ...]) -> list[ox.NamedNode]:
    """Read the graphs of a dataset given by the request; by the protocol it replaces FROM and FROM NAMED."""
    graphs = []
    for iri in iris:
        try:
            graphs.append(ox.NamedNode(iri))
        except ValueError:
            raise graph_is_no_iri(iri) from None
    return graphs


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


def graph_cannot_be_read() -> Refusal:
    """Refuse where a file of the store cannot be read, or a connection not be had; the fault is the server's."""
    title = "What the query needs could not be read by the server."
    return Refusal(500, "graph-cannot-be-read", title, hint="Ask again later; the server's keeper should look at it.")


def answer_needs_rdf_1_2() -> Refusal:
    """Refuse a form of RDF that has no triple terms and no base directions, where the query makes such."""
    title = "The answer has terms of RDF 1.2, which the serialiser of this form does not know."
    return Refusal(406, "answer-needs-rdf-1-2", title, hint="Ask for Turtle, TriG, N-Triples or N-Quads.")


def answer_exceeds_its_version(version: str) -> Refusal:
    """Refuse where the query makes terms of a later version of RDF than its reader asked for."""
    title = f"The answer has terms that RDF {version} does not have."
    return Refusal(
        406, "answer-exceeds-its-version", title, hint="Accept the type with version=1.2, or with no version."
    )


def graph_is_no_iri(text: str) -> Refusal:
    """Refuse a graph that is not named by an absolute IRI."""
    title = "A graph of the requested dataset is not named by an absolute IRI."
    return Refusal(400, "graph-is-no-iri", title, f"The request said {text!r}.")


def form_is_unclear() -> Refusal:
    """Refuse an answer that is not what the first words of the query promised."""
    title = "It is not clear whether the query selects or constructs."
    hint = "Write spaces between the keywords."
    return Refusal(400, "form-is-unclear", title, hint=hint)
