"""The hostile client: sends a query or bare bytes to a server and tells what came."""

import http.client
import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from attacks.attack import Attack

#: Seconds that a client waits for an answer at most; who waits so long was not answered.
PATIENCE = 30.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
#: An ordinary question, whose answer no attack may change.
ORDINARY = "SELECT ?p ?o { <https://w3id.org/foedus/id/csto> ?p ?o } ORDER BY ?p ?o"


@dataclass(frozen=True)
class Told:
    """What came: status, the kind of problem, its type of media, the body, and after how many seconds."""

    status: int
    slug: str
    media_type: str
    body: bytes
    seconds: float


def port(address: str) -> int:
    """Give the port of a server's address."""
    return int(address.rpartition(":")[2])


def ask(address: str, query: str, *, accept: str = "*/*", timeout: float | None = None) -> Told:
    """Ask by form on a connection of its own; raises OSError or HTTPException when the connection breaks."""
    connection = http.client.HTTPConnection("127.0.0.1", port(address), timeout=PATIENCE)
    fields = {"query": query, **({"timeout": str(timeout)} if timeout else {})}
    body = urlencode(fields)
    began = time.monotonic()
    try:
        with suppress(BrokenPipeError):  # who is refused before all is sent reads why
            connection.request("POST", "/sparql", body, {**FORM, "Accept": accept})
        answer = connection.getresponse()
        came = answer.read()
        media_type = answer.headers.get_content_type()
        return Told(answer.status, slug(media_type, came), media_type, came, time.monotonic() - began)
    finally:
        connection.close()


def attack(address: str, meant: Attack, timeout: float | None = None) -> Told:
    """Send an attack; ``timeout`` is the deadline that the attacker himself asks for."""
    return ask(address, meant.query, accept=meant.accept, timeout=timeout)


def slug(media_type: str, body: bytes) -> str:
    """Give the kind of a problem, or nothing."""
    return str(json.loads(body)["type"]).rpartition("/")[2] if media_type == "application/problem+json" else ""


def opened(address: str, sent: bytes, seconds: float = PATIENCE) -> socket.socket:
    """Open a connection, send some bytes and leave it open."""
    link = socket.create_connection(("127.0.0.1", port(address)), timeout=seconds)
    link.sendall(sent)
    return link


def received(link: socket.socket) -> bytes:
    """Take all that comes until the other side closes; what was reset before anything came is nothing."""
    pieces = []
    with link, suppress(ConnectionError):
        while piece := link.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


def exchanged(address: str, sent: bytes, *, ended: bool = False) -> bytes:
    """Send bytes as they are, say at will that no more come, and give all that comes back, be it before all is sent."""
    link = socket.create_connection(("127.0.0.1", port(address)), timeout=PATIENCE)
    with suppress(OSError):
        link.sendall(sent)
        if ended:
            link.shutdown(socket.SHUT_WR)
    return received(link)


def status(answer: bytes) -> int:
    """Give the status of a raw answer, or 0 where there is none."""
    line = answer.partition(b"\r\n")[0].split()
    return int(line[1]) if len(line) > 1 and line[0].startswith(b"HTTP/") else 0
