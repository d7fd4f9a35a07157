"""A cheap client: one thread, bare sockets kept open, each with one request under way; the same for every server."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
#: Seconds that the slowest answer may take before the benchmark gives up.
PATIENCE = 120.0
#: Seconds after which a client that was told to come again does so.
AGAIN = 0.05
OK = 200


@dataclass(frozen=True)
class Endpoint:
    """Where a server answers queries by GET."""

    name: str
    port: int
    path: str

    def request(self, query: str) -> bytes:
        """Write the request that asks a query."""
        target = f"{self.path}?query={quote(query)}"
        return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {ACCEPT}\r\n\r\n".encode()

    def opened(self) -> socket.socket:
        """Open a connection that is kept."""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return link


@dataclass
class Burst:
    """What a burst of requests came to: seconds, of them the client's own, each answer's, and how many of each status."""

    seconds: float = 0.0
    own: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.statuses[OK] / self.seconds

    @property
    def refused(self) -> float:
        """The share of requests that had no good answer."""
        return 1 - self.statuses[OK] / max(1, self.statuses.total())


def is_whole(answer: bytearray) -> bool:
    """Whether an answer has come whole, by its length or its last chunk."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    place = head.find(b"\ncontent-length:")
    if place >= 0:
        length = int(head[place + 16 :].partition(b"\r")[0])
        return len(answer) >= end + 4 + length
    return answer.endswith(b"\r\n0\r\n\r\n") if b"chunked" in head else True


def body(answer: bytes) -> bytes:
    """Give the body of a whole answer."""
    head, _, rest = answer.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return rest
    pieces = []
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        pieces.append(rest[:length])
        rest = rest[length + 2 :]
    return b"".join(pieces)


def asked(endpoint: Endpoint, query: str) -> bytes:
    """Ask once on a connection of its own and give the whole answer with its head."""
    answer = bytearray()
    with endpoint.opened() as link:
        link.sendall(endpoint.request(query))
        while not is_whole(answer):
            piece = link.recv(1 << 20)
            if not piece:
                break
            answer += piece
    return bytes(answer)


def burst(endpoint: Endpoint, texts: Iterator[str], seconds: float, connections: int = 8) -> Burst:
    """Ask on several connections at once for some seconds; what is under way at the end is waited for and counted."""
    return _Loop(endpoint, texts, connections).run(seconds)


class _Loop:
    def __init__(self, endpoint: Endpoint, texts: Iterator[str], connections: int) -> None:
        self._endpoint = endpoint
        self._texts = texts
        self._came = {endpoint.opened(): bytearray() for _ in range(connections)}
        self._sent: dict[socket.socket, float] = {}
        self._chosen = selectors.DefaultSelector()
        self._said = Burst()

    def run(self, seconds: float) -> Burst:
        began, own = time.perf_counter(), time.process_time()
        for link in self._came:
            self._chosen.register(link, selectors.EVENT_READ)
            self._send(link)
        while self._sent:
            found = self._chosen.select(PATIENCE)
            if not found:
                raise TimeoutError(self._endpoint.name)
            for key, _ in found:
                if self._received(key.fileobj) and time.perf_counter() - began < seconds:  # type: ignore[arg-type] # ours are sockets
                    self._send(key.fileobj)  # type: ignore[arg-type] # as above
        self._said.seconds, self._said.own = time.perf_counter() - began, time.process_time() - own
        for link in self._came:
            link.close()
        return self._said

    def _send(self, link: socket.socket) -> None:
        request = self._endpoint.request(next(self._texts))
        self._sent[link] = time.perf_counter()
        link.sendall(request)

    def _received(self, link: socket.socket) -> bool:
        """Take what has come; True where that completes an answer."""
        piece = link.recv(1 << 20)
        if not piece:
            raise ConnectionError(f"{self._endpoint.name} closed the connection")
        answer = self._came[link]
        answer += piece
        if not is_whole(answer):
            return False
        status = int(answer[9:12])
        self._said.statuses[status] += 1
        if status == OK:
            self._said.latencies.append(time.perf_counter() - self._sent.pop(link))
        else:
            self._sent.pop(link)
            time.sleep(AGAIN / len(self._came))
        answer.clear()
        return True
