"""Whether two servers answer alike: the same rows or triples, whatever their order and spelling."""

from collections import Counter

import pyoxigraph as ox
from benchmarks.client import Endpoint, asked, body
from benchmarks.generator import Scale
from benchmarks.questions import KINDS, question

#: Questions of each kind that are compared.
COMPARED = (0, 1, 5, 77, 1234)


def answer(endpoint: Endpoint, query: str) -> Counter[str]:
    """Ask and give what was answered: rows as they are, triples without their repetitions."""
    told = asked(endpoint, query)
    if not told.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"{endpoint.name} answered {told[:300]!r} to {query}")
    media_type = _media_type(told)
    if "sparql-results" in media_type or media_type == "application/json":
        results = ox.parse_query_results(body(told), ox.QueryResultsFormat.JSON)
        assert isinstance(results, ox.QuerySolutions)
        return Counter(str([_value(term) for term in row]) for row in results)
    format_ = ox.RdfFormat.from_media_type(media_type)
    return Counter({str(quad.triple): 1 for quad in ox.parse(body(told), format=format_)})


def _media_type(told: bytes) -> str:
    head = told.partition(b"\r\n\r\n")[0].decode("latin-1").lower()
    return head.partition("content-type:")[2].partition("\r\n")[0].partition(";")[0].strip()


def _value(term: object) -> str:
    """Give a term without its datatype: two engines may write one number as two types."""
    return str(getattr(term, "value", term))


def judge(endpoints: list[Endpoint], scale: Scale) -> int:
    """Ask every server the same questions; ends the run where two answers differ, else gives how many were compared."""
    first, *others = endpoints
    queries = [question(kind, scale, number) for kind in KINDS for number in COMPARED]
    for query in queries:
        expected = answer(first, query)
        for other in others:
            if expected != answer(other, query):
                raise SystemExit(f"{first.name} and {other.name} answer differently: {query}")
    return len(queries)
