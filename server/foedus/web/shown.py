"""How terms look on a page: short, linked to our own pages, with nothing invisible left invisible."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from foedus import negotiation
from foedus.operations import Answer
from foedus.terms import FOREIGN, HOME, PATHS, Names

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
#: Rows of a table on a page; the downloads hold all.
MOST_ROWS = 1_000
_PAGES = {path.rstrip("/") for path in PATHS.values()} | {"concept", "ontology"}
_FORMATS = {negotiation.JSON: ox.QueryResultsFormat.JSON, negotiation.TSV: ox.QueryResultsFormat.TSV}
_PLAIN = {FOREIGN["xsd"] + "string", FOREIGN["rdf"] + "langString"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One term as it is shown; ``href`` is None where a link could do harm or leads nowhere."""

    text: str
    href: str | None = None
    full: str = ""
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The first rows of an answer, and whether there are more."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | None]]
    more: bool = False
    truth: bool | None = None


def lines(media_type: str) -> int | None:
    """Give the lines of an answer that a page needs: its rows, one more to know whether there are, and a head."""
    if media_type == negotiation.JSON:
        return None
    return MOST_ROWS + 1 + (media_type == negotiation.TSV)


def tabulate(answer: Answer, names: Names) -> Table:
    """Make a table of an answer in TSV (rows), JSON (yes or no) or N-Triples (graphs)."""
    if answer.media_type == negotiation.N_TRIPLES:
        triples = ox.parse(answer.body, format=ox.RdfFormat.N_TRIPLES)
        return _table(("subject", "predicate", "object"), [quad.triple for quad in triples], names)
    results = ox.parse_query_results(answer.body, _FORMATS[answer.media_type])
    if isinstance(results, ox.QueryBoolean):
        return Table((), (), truth=bool(results))
    columns = [variable.value for variable in results.variables]
    return _table(columns, list(results), names)


def _table(columns: Sequence[str], rows: Sequence[Iterable[Term | None]], names: Names) -> Table:
    cells = [[cell(term, names) for term in row] for row in rows[:MOST_ROWS]]
    return Table(columns, cells, len(rows) > MOST_ROWS)


def cell(term: Term | None, names: Names) -> Cell | None:
    """Show one term; None where the answer leaves it unbound."""
    if isinstance(term, ox.NamedNode):
        short = names.shorten(term.value)
        return Cell(visible(short), address(term.value, names), term.value)
    if isinstance(term, ox.Literal):
        datatype = "" if term.datatype.value in _PLAIN else names.shorten(term.datatype.value)
        return Cell(visible(term.value), language=term.language or "", datatype=visible(datatype))
    return None if term is None else Cell(visible(str(term)))


def address(iri: str, names: Names) -> str | None:
    """Give the address of a thing's page here, or its own where it lies elsewhere on the web."""
    for base in (names.base, HOME):
        local = iri.removeprefix(base)
        if local != iri and local.partition("/")[0].partition("#")[0] in _PAGES:
            path, mark, part = local.partition("#")
            return f"/{path}.html{mark}{part}"
    return iri if iri.startswith(("http://", "https://")) else None


def visible(text: str) -> str:
    """Write control, direction and other invisible characters as their code points."""
    return "".join(_mark(char) if _hides(char) else char for char in text)


def _hides(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and char not in "\n\t"


def _mark(char: str) -> str:
    return f"⟨U+{ord(char):04X}⟩"
