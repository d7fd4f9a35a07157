"""Connections that the door has lent to workers, for whoever tests what is answered there."""

import http.client
import time
import urllib.request
from itertools import count
from urllib.parse import quote

JSON = "application/sparql-results+json"
#: What differs from one answer to the next.
FRESH = {"date", "x-request-id"}
NUMBERS = count()
Answer = tuple[int, dict[str, str], bytes]


def asked(link: http.client.HTTPConnection, query: str, method: str = "GET", **headers: str) -> Answer:
    """Ask on a connection and give status, headers and body."""
    path, body = f"/sparql?query={quote(query)}", None
    if method in ("POST", "QUERY"):
        path, body, headers = "/sparql", query.encode(), {**headers, "Content-Type": "application/sparql-query"}
    link.request(method, path, body, {"Accept": JSON, **headers})
    reply = link.getresponse()
    told = {name.lower(): value for name, value in reply.getheaders() if name.lower() not in FRESH}
    return reply.status, told, reply.read()


def fresh() -> str:
    """Give a query that was never asked before."""
    return f"SELECT ?n {{ VALUES ?n {{ {next(NUMBERS)} }} }}"


def counted(port: int, name: str) -> float:
    """Give a number that the server tells at /metrics."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as told:
        lines = told.read().decode().splitlines()
    return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(f"{name} ")))


def attended(port: int) -> float:
    """Give how many requests workers have answered by themselves."""
    return counted(port, "foedus_attended_requests_total")


def lent(port: int) -> http.client.HTTPConnection:
    """Open a connection and ask on it until workers answer by themselves."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    until = time.monotonic() + 10
    before = attended(port)
    while attended(port) == before:
        assert time.monotonic() < until
        assert asked(link, fresh())[0] == 200
    return link
