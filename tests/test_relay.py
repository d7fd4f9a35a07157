"""Connections that are handed on: all bytes in both ways, and whose they are."""

import socket
import threading
from collections.abc import Iterator

import pytest
from foedus.web.loop import Loop
from foedus.web.relay import Addresses, Relay

LARGE = bytes(range(256)) * 40_000


@pytest.fixture
def loop() -> Iterator[Loop]:
    """Give a loop that runs in a thread of its own."""
    made = Loop()
    thread = threading.Thread(target=made.run)
    thread.start()
    yield made
    made.end()
    thread.join()


def test_all_bytes_come_through_both_ways_and_the_end_too(loop: Loop) -> None:
    """What a client sends comes back from an echo whole, however much it is, and then the end; its address is free."""
    addresses = Addresses()
    with socket.create_server(("127.0.0.1", 0)) as behind:
        threading.Thread(target=echo, args=[behind], daemon=True).start()
        near, relay = joined(loop, LARGE[:100], behind.getsockname()[1], addresses)
        threading.Thread(target=lambda: (near.sendall(LARGE[100:]), near.shutdown(socket.SHUT_WR)), daemon=True).start()
        come = b""
        while piece := near.recv(1 << 20):
            come += piece

    assert come == LARGE
    assert relay.stop.said


def test_where_nobody_is_behind_the_connection_ends(loop: Loop) -> None:
    """A client hears the end at once where there is no server to hand it to."""
    near, _ = joined(loop, b"GET", 9, Addresses())

    assert b"" == near.recv(1)


def test_each_relay_has_an_address_that_stands_for_its_client(loop: Loop) -> None:
    """Addresses differ while they are lent, and stand for nobody afterwards."""
    addresses = Addresses()
    one, other = (Relay(loop, socket.socket(), b"", peer, addresses) for peer in ("192.0.2.1", "2001:db8::1"))
    first, second = addresses.lent(one), addresses.lent(other)

    assert (one, other) == (addresses.relay(first), addresses.relay(second))
    addresses.take_back(first)
    assert (None, other) == (addresses.relay(first), addresses.relay(second))


def joined(loop: Loop, come: bytes, port: int, addresses: Addresses) -> tuple[socket.socket, Relay]:
    """Give the client's end of a connection that is handed on; it waits five seconds at most."""
    near, far = socket.socketpair()
    far.settimeout(0)
    near.settimeout(5)
    relay = Relay(loop, far, come, "192.0.2.1", addresses)
    loop.soon(lambda: relay.begin(port))
    return near, relay


def echo(behind: socket.socket) -> None:
    """Send back what comes, to its end."""
    link = behind.accept()[0]
    with link:
        while piece := link.recv(65_536):
            link.sendall(piece)
