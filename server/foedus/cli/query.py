"""`foedus query`: one SPARQL query over the built graph."""

import re
from pathlib import Path

import click
import pyoxigraph as ox

from foedus import guard, library, negotiation
from foedus.cli.desk import Desk, examples, options, standard_input
from foedus.cli.reporting import table
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.operations import Answer, Form, Operation, Refusal
from foedus.terms import Names

#: What may be chosen for rows and for triples, the default first.
_ROWS = ("table", "json", "csv", "tsv", "xml")
_TRIPLES = ("turtle", "ntriples", "rdfxml", "jsonld")


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
    type=click.Choice([*_ROWS, *_TRIPLES]),
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
    try:
        form = guard.judge(text)
        format_ = _fitting(form, format_)
        with desk.working("building the graph"):
            built = library.build(desk.holdings)
        with desk.working("asking"):
            answer = InProcess(built.store, built.holdings.names, declared=True).answer(_operation(text, form, format_))
    except Refusal as refusal:
        raise CouldNotDo(_pointed(refusal)) from None
    shown = _table(answer, desk) if format_ == "table" else answer.body
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


def _fitting(form: Form, format_: str | None) -> str:
    """Give the format, or the default one of the form; raises CouldNotDo where it does not fit."""
    triples = form in ("construct", "describe")
    offered, what = (_TRIPLES, "triples") if triples else (_ROWS, "not triples")
    if format_ and format_ not in offered:
        raise CouldNotDo(f"the answer is {what}, so it cannot be {format_}; choose {', '.join(offered)}")
    return format_ or offered[0]


def _operation(text: str, form: Form, format_: str) -> Operation:
    return Operation(text, form, negotiation.choose(negotiation.offers(form), None, [format_]))


def _pointed(refusal: Refusal) -> str:
    """Say a refusal on the terminal, with the line of the query and a caret under the column."""
    said = " ".join(part for part in (refusal.title, refusal.detail, refusal.hint) if part)
    return "\n".join([said, *(f"  {line}" for line in refusal.excerpt.splitlines())])


def _table(answer: Answer, desk: Desk) -> bytes:
    """Set an answer in JSON, which is the default of rows, as a table; a yes or no as the word."""
    results = ox.parse_query_results(answer.body, ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return b"yes" if results else b"no"
    heads = [variable.value for variable in results.variables]
    rows = [[_cell(solution[head], desk.holdings.names) for head in heads] for solution in results]
    desk.note(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}")
    return table(heads, rows).encode()


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, names: Names) -> str:
    if isinstance(term, ox.NamedNode):
        return names.shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else "" if term is None else str(term)
