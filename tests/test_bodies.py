"""How bodies are read: whole, within a time, and so that many slow ones hold up nobody."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from io import BufferedReader, BytesIO
from typing import Any

import pytest
from foedus.operations import Refusal
from foedus.web.bodies import LARGEST, MOST, PATIENCE, SHARE, Desk
from served import free_port, running, start, stop, wait

HEAD = (
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
)
FORWARDED = HEAD.replace(b"\r\n", b"\r\nX-Forwarded-For: %s\r\n", 1)


class Dribbling:
    """A body that does not come until somebody lets it."""

    def __init__(self) -> None:
        self.let = threading.Event()

    def read(self, size: int, /) -> bytes:
        """Wait, then give what was asked for."""
        self.let.wait()
        return b"x" * size


def environ(stream: Any, length: int) -> dict[str, Any]:
    """Give what a server tells of a request."""
    return {"wsgi.input": stream, "CONTENT_LENGTH": str(length)}


@pytest.fixture
def server() -> Iterator[int]:
    """Serve the shipped graph and give its port."""
    port = free_port()
    process = start(port)
    try:
        wait(f"http://127.0.0.1:{port}")
        yield port
    finally:
        stop(process)


def sent(port: int, head: bytes, body: bytes, *, client: str = "127.0.0.1") -> socket.socket:
    """Send the beginning of a request, from an address."""
    link = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(client, 0))
    link.sendall(head + body)
    return link


def test_a_body_is_refused_where_too_many_are_on_their_way() -> None:
    """Where all places are taken a body is refused at once, and read when one is free again."""
    desk, stream = Desk(most=1), Dribbling()
    thread = threading.Thread(target=desk.read, args=(environ(stream, 5),))
    thread.start()
    time.sleep(0.1)
    with pytest.raises(Refusal) as caught:
        desk.read(environ(BufferedReader(BytesIO(b"ASK {}")), 6))
    stream.let.set()
    thread.join()

    assert ("bodies-are-too-many", "10") == (caught.value.slug, caught.value.headers["Retry-After"])
    assert b"ASK {}" == desk.read(environ(BufferedReader(BytesIO(b"ASK {}")), 6))


def test_a_body_that_is_here_takes_no_place() -> None:
    """What has come already is read however many bodies are on their way."""
    assert b"ASK {}" == Desk(most=0).read(environ(BytesIO(b"ASK {}"), 6))


def test_bodies_that_never_come_leave_others_answered(server: int) -> None:
    """However many halves of bodies are on their way, what comes whole is answered, and further halves are refused."""
    with ExitStack() as links:
        for number in range(MOST + 10):
            client = f"127.0.0.{2 + number % 8}"
            links.enter_context(sent(server, HEAD % 100, b"ASK {", client=client))
        time.sleep(1.5)
        began = time.monotonic()
        late = links.enter_context(sent(server, HEAD % 100, b"ASK {")).recv(20)
        large = sent(server, HEAD % 70_000, b"ASK {} ".ljust(70_000)).recv(20)
        posted = sent(server, HEAD % 6, b"ASK {}").recv(20)
        got = sent(server, b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n", b"").recv(20)
        seconds = time.monotonic() - began

    assert [b"HTTP/1.1 503"] * 2 + [b"HTTP/1.1 200"] * 2 == [one[:12] for one in (late, large, posted, got)]
    assert seconds < 8  # who waits for such a body waits for ever


def test_one_address_leaves_places_for_the_bodies_of_others(server: int) -> None:
    """However many bodies one address owes, a large body from another is read, and the one is told why it waits."""
    with ExitStack() as links:
        for _ in range(MOST + 10):
            links.enter_context(sent(server, HEAD % 100, b"ASK {"))
        time.sleep(1.5)
        mine = links.enter_context(sent(server, HEAD % 70_000, b"ASK {} ".ljust(70_000))).recv(65_536)
        other = sent(server, HEAD % 70_000, b"ASK {} ".ljust(70_000), client="127.0.0.2").recv(20)

    assert [b"HTTP/1.1 503", b"HTTP/1.1 200"] == [mine[:12], other[:12]]
    assert b"too many bodies from your address that have not come" in mine


def test_a_proxy_tells_whose_body_it_is() -> None:
    """Behind a proxy that is believed each of its clients has a share; where none is believed all have one."""
    told = []
    for hops in ("1", "0"):
        port = free_port()
        with running("serve", "--port", str(port), "--proxy-hops", hops, at=port), ExitStack() as links:
            for _ in range(SHARE + 10):
                links.enter_context(sent(port, FORWARDED % (b"192.0.2.1", 100), b"ASK {"))
            time.sleep(1.5)
            large = [FORWARDED % (client, 70_000) for client in (b"192.0.2.1", b"192.0.2.2")]
            told.append([sent(port, head, b"ASK {} ".ljust(70_000)).recv(20)[9:12] for head in large])

    assert [[b"503", b"200"], [b"503", b"503"]] == told


@pytest.mark.parametrize("dribbled", [False, True], ids=["silent", "dribbling"])
def test_a_body_that_does_not_come_is_told_so(server: int, dribbled: bool) -> None:  # noqa: FBT001 - both ways
    """Whoever owes a body is told so after a time, a byte now and then notwithstanding; its thread is free again."""
    with sent(server, HEAD % 100, b"ASK {") as link:
        link.settimeout(1)
        began, came = time.monotonic(), b""
        while not came and time.monotonic() - began < PATIENCE + 30:
            with suppress(TimeoutError):
                came = link.recv(65_536)
            if dribbled and not came:
                link.sendall(b" ")
        seconds = time.monotonic() - began

        assert b"HTTP/1.1 408" == came[:12]
        assert b"body-did-not-come" in came
        assert b"Access-Control-Allow-Origin: *" in came
        assert PATIENCE < seconds < PATIENCE + 20
        assert b"" == link.recv(1)


def test_a_slow_body_that_comes_is_answered(server: int) -> None:
    """A body that takes some seconds is read to its end."""
    with sent(server, HEAD % 6, b"ASK") as link:
        time.sleep(3)
        link.sendall(b" {}")

        assert b"HTTP/1.1 200" == link.recv(20)[:12]


def test_who_sends_too_much_hears_so(server: int) -> None:
    """A body somewhat too large is read to its end, so that 413 arrives."""
    size = LARGEST + 500_000
    with sent(server, HEAD % size, b"#" * size) as link:
        assert b"HTTP/1.1 413" == link.recv(20)[:12]
