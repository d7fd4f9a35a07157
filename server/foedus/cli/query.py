"""`foedus query`: one SPARQL query over the built graph."""

import re
from pathlib import Path

import click
import pyoxigraph as ox

from foedus import engine, library
from foedus.cli.desk import Desk, examples, options, standard_input
from foedus.cli.reporting import table
from foedus.facts import CouldNotDo
from foedus.operations import Refusal
from foedus.terms import Names

_ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@click.command(
    epilog=examples(
        'foedus query "SELECT ?person WHERE { ?person a f:Leader }"',
        "foedus query --format csv graph/questions/members.rq",
        "foedus query - < members.rq",
        then="The prefixes of the graph's own files (f: c: id: claim: …) need no declaration.",
    )
)
@click.argument("query")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", *_ROWS, *_TRIPLES]),
    default=None,
    help="Rows as table (default), json, csv, tsv or xml; triples as turtle (default), ntriples, rdfxml or jsonld.",
)
@options
@click.pass_obj
def command(desk: Desk, query: str, format_: str | None) -> int:
    """Ask the graph a SPARQL query.

    QUERY is the text itself, a file (its path, or @path), or - for standard input. The default graph is the
    accepted view; each claim is a named graph.
    """
    text = _text(query)
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    with desk.working("asking"):
        results = _ask(built.store, text, desk.holdings.names)
        shown = _shown(results, format_, desk)
    click.echo(shown, nl=not shown.endswith(b"\n"))
    return 0


def _text(query: str) -> str:
    """Give the query's text: typed, from a file or from standard input."""
    named = query.removeprefix("@")
    if query == "-":
        content = standard_input()
    elif query != named or (not re.search(r"[\s{}]", query) and query):
        try:
            content = Path(named).read_bytes()
        except OSError as error:
            raise CouldNotDo(f"the query file {named} cannot be read: {error.strerror}") from None
    else:
        return query
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CouldNotDo(f"the query in {named} is not UTF-8 text") from None


def _ask(store: ox.Store, text: str, names: Names) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        return store.query(text, prefixes=names.prefixes())
    except SyntaxError as error:
        raise CouldNotDo(_pointed(engine.misread(text, str(error), names, names.prefixes()))) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise CouldNotDo(f"the query could not be answered: {error}") from None


def _pointed(refusal: Refusal) -> str:
    """Say a refusal on the terminal, with the line of the query and a caret under the column."""
    said = " ".join(part for part in (refusal.title, refusal.detail, refusal.hint) if part)
    return "\n".join([said, *(f"  {line}" for line in refusal.excerpt.splitlines())])


def _shown(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, format_: str | None, desk: Desk) -> bytes:
    if isinstance(results, ox.QueryTriples):
        return _triples(results, format_ or "turtle", desk)
    if format_ in _TRIPLES:
        raise CouldNotDo(f"the answer is not triples, so it cannot be {format_}; choose table, {', '.join(_ROWS)}")
    if format_ in _ROWS:
        return results.serialize(format=_ROWS[format_]) or b""
    if isinstance(results, ox.QueryBoolean):
        return b"yes" if results else b"no"
    heads = [variable.value for variable in results.variables]
    rows = [[_cell(solution[head], desk.holdings.names) for head in heads] for solution in results]
    desk.note(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}")
    return table(heads, rows).encode()


def _triples(results: ox.QueryTriples, format_: str, desk: Desk) -> bytes:
    if format_ not in _TRIPLES:
        raise CouldNotDo(f"the answer is triples, so it cannot be {format_}; choose {', '.join(_TRIPLES)}")
    used = desk.holdings.names.prefixes() if format_ != "ntriples" else None
    return ox.serialize(results, format=_TRIPLES[format_], prefixes=used) or b""


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, names: Names) -> str:
    if isinstance(term, ox.NamedNode):
        return names.shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)
