"""Puts a stranger's query to the engine and finds the claims behind each row of its answer."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

from foedus import citation, guard, negotiation
from foedus.engine import Engine
from foedus.library import Built
from foedus.mcp import reading, sizes
from foedus.mcp.answers import Row, Rows
from foedus.mcp.witnesses import Evidence, Witnesses
from foedus.operations import Operation

#: The names and IRIs of a query, wherever they stand.
_NAME = re.compile(r"<[^<>\"{}\s]+>|(?<![\w:?$])[a-z]+:[\w-]+")
_ROWS = (
    "The claims of a row are those that it names, else those that mention most of its things together: read their words"
    " before citing them. A row without claims is computed, or it is a name or a definition."
)
_TRUTH = "The claims are those that mention what the query names; the yes or no itself is computed."
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Found = tuple[Sequence[Term | None], list[ox.NamedNode]]


class Asker:
    """Asks an engine, whose workers can be killed, and brings witnesses."""

    def __init__(self, built: Built, engine: Engine, witnesses: Witnesses) -> None:
        self._built = built
        self._names = built.holdings.names
        self._engine = engine
        self._witnesses = witnesses

    def rows(self, query: str, limit: int) -> Rows:
        """Answer a query with so many rows at most; raises Refusal."""
        kind = guard.judge(query)
        context = list(self._named(query))
        if kind == "ask":
            return self._truth(query, context)
        if kind == "select":
            answer = self._engine.answer(Operation(query, kind, negotiation.TSV, lines=limit + 2))
            results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.TSV)
            columns = [variable.value for variable in results.variables]  # type: ignore[union-attr] # a SELECT
            found: Iterator[Found] = ((tuple(row), self._witnesses.behind_row(row, context)) for row in results)  # type: ignore[union-attr]
        else:
            answer = self._engine.answer(Operation(query, kind, negotiation.N_TRIPLES, lines=limit + 1))
            columns = ["subject", "predicate", "object"]
            found = (self._said(quad.triple) for quad in ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES))
        return self._told(columns, found, limit)

    def hashed(self, query: str) -> str:
        """Give the hash of a query's whole answer; raises Refusal where it is too large."""
        kind = guard.judge(query)
        return citation.digest(self._engine.answer(Operation(query, kind, citation.hashed_as(kind))))

    def _told(self, columns: Sequence[str], found: Iterable[Found], limit: int) -> Rows:
        some = iter(found)
        rows, evidence, whole = self._fitting(columns, islice(some, limit))
        complete = whole and next(some, None) is None
        note = _ROWS if complete else f"{_ROWS} There are more rows: ask on with ORDER BY, LIMIT and OFFSET."
        return Rows([*columns], rows, [*evidence.values()], complete, note, self._built.version)

    def _fitting(self, columns: Sequence[str], found: Iterable[Found]) -> tuple[list[Row], dict[str, Evidence], bool]:
        """Take rows while they and their evidence, each claim told once, are small enough."""
        rows: list[Row] = []
        evidence: dict[str, Evidence] = {}
        used = 0
        for terms, claims in found:
            row = Row(dict(zip(columns, map(self._written, terms), strict=True)), [claim.value for claim in claims])
            new = {claim.value: self._witnesses.evidence(claim) for claim in claims if claim.value not in evidence}
            used += sizes.size(row) + sum(map(sizes.size, new.values()))
            if used > sizes.MOST and rows:
                return rows, evidence, False
            if used > sizes.MOST:
                raise sizes.one_is_too_large()
            rows.append(row)
            evidence |= new
        return rows, evidence, True

    def _truth(self, query: str, context: list[ox.NamedNode]) -> Rows:
        answer = self._engine.answer(Operation(query, "ask", negotiation.JSON))
        truth = bool(ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON))
        evidence = [*map(self._witnesses.evidence, self._witnesses.behind_row(context))]
        return Rows([], [], evidence, complete=True, note=_TRUTH, version=self._built.version, truth=truth)

    def _said(self, triple: ox.Triple) -> Found:
        subject, predicate, object_ = triple
        claims: list[ox.NamedNode] = []
        if isinstance(subject, ox.NamedNode) and isinstance(object_, ox.NamedNode | ox.Literal):
            claims = self._witnesses.behind_triple((subject, predicate, object_))
        return (subject, predicate, object_), claims

    def _named(self, query: str) -> Iterator[ox.NamedNode]:
        for name in dict.fromkeys(_NAME.findall(query)):
            node = reading.node(name, self._names)
            if node and self._witnesses.mentioning(node):
                yield node

    def _written(self, term: Term | None) -> str | None:
        """Write a term as Turtle does, IRIs by their prefixes; plain texts without quotation marks."""
        if isinstance(term, ox.NamedNode):
            return self._names.shorten(term.value)
        if isinstance(term, ox.Literal):
            return term.value
        return None if term is None else str(term)
