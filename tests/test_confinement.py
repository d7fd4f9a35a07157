"""What a process gives up before it meets a stranger's query is tried before the server starts."""

import resource
import socket

import pytest
from foedus import confinement
from foedus.facts import CouldNotDo


def test_a_system_that_confines_is_trusted() -> None:
    """The trial says nothing here, and leaves this process as free as it was."""
    confinement.judge()

    socket.socket().close()


def test_a_system_that_does_not_confine_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a limit is set and not kept, the server does not start, and says why."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)

    with pytest.raises(CouldNotDo, match="cannot keep a process from opening connections"):
        confinement.judge()
