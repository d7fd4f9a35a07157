"""What travels between the server and its workers."""

import socket
import struct
import time

import pytest
from foedus import wire
from foedus.operations import Operation, Refusal


def test_an_operation_and_its_refusal_travel_whole() -> None:
    """What is asked and what is refused arrive as they were sent."""
    near, far = socket.socketpair()
    operation = Operation("ASK { 'è\ud800' }", "ask", "x/y", ("a:b",), ("c:d", "e:f"), {"v": "a:b"}, 2.5)
    refusal = Refusal(400, "slug", "Title.", "Detail.", hint="Hint.", line=1, column=2, excerpt="^", headers={"A": "b"})
    with near, far:
        wire.send_operation(near, operation, 2.5, time.monotonic() + 1)
        wire.Sheet(far).end(refusal, worn=True)
        reply = wire.Incoming(near, "x/y", 0).wait(time.monotonic() + 1)

        assert operation == wire.receive_operation(far)
        assert reply is not None
        assert isinstance(reply.said, Refusal)
        assert (vars(refusal), True) == (vars(reply.said), reply.worn)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        struct.pack("!II", 2, 11) + b"{}" + b"x" * 11,
        struct.pack("!II", 2, 0) + b"{}",
        struct.pack("!II", 2, 0) + b"17",
        struct.pack("!II", 9, 0) + b"{}",
        struct.pack("!II", 2**31, 0),
    ],
)
def test_a_worker_that_breaks_the_form_counts_as_dead(sent: bytes) -> None:
    """A reply that is cut, too long or of another form is no answer."""
    near, far = socket.socketpair()
    with near:
        far.sendall(sent)
        far.close()
        with pytest.raises(EOFError):
            wire.Incoming(near, "x/y", 10).wait(time.monotonic() + 1)
