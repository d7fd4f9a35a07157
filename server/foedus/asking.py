"""Asks a store what a file says: the only module that runs a query from a file, and none that the guard refuses."""

import re

import pyoxigraph as ox

from foedus import guard
from foedus.facts import CouldNotDo, Origin
from foedus.operations import Form, Refusal

_LINE = re.compile(r"error at (\d+):")
Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def ask(store: ox.Store, query: str, file: str) -> Results:
    """Ask the query of a file, of which ``file`` is the name for people.

    Raises CouldNotDo naming file and line when it reaches for the network, changes the graph or does not parse.
    """
    judge(query, file)
    try:
        return store.query(query)
    except SyntaxError as error:
        line = _LINE.match(str(error))
        place = Origin(file, int(line[1]) if line else 1)
        raise CouldNotDo(f"this query does not parse: {error.msg}; correct it", place) from None


def select(store: ox.Store, query: str, file: str) -> ox.QuerySolutions:
    """Ask a query that must be a SELECT; raises CouldNotDo as ``ask`` does."""
    results = ask(store, query, file)
    if not isinstance(results, ox.QuerySolutions):
        raise CouldNotDo("this must be a SELECT query; write one", Origin(file, 1))
    return results


def construct(store: ox.Store, query: str, file: str) -> ox.QueryTriples:
    """Ask a query that must be a CONSTRUCT; raises CouldNotDo as ``ask`` does."""
    results = ask(store, query, file)
    if not isinstance(results, ox.QueryTriples):
        raise CouldNotDo("this must be a CONSTRUCT query; write one", Origin(file, 1))
    return results


def judge(query: str, file: str, line: int = 0) -> Form:
    """Give the form of a query, or refuse what no file of a graph may ask.

    ``line`` is where the query stands, if it does not begin the file.
    """
    try:
        return guard.judge(query)
    except Refusal as refusal:
        raise CouldNotDo(refusal.title, Origin(file, line or refusal.line or 1)) from None
