"""Documents that mean harm to their parser or their judge, with somebody listening who must hear nothing."""

import socket
import time
from collections.abc import Iterator

import pytest
from attacks import documents
from attacks.documents import Document
from attacks.hostile import ORDINARY, ask, exchanged, status
from served import served

ATTACKS = list(documents.attacks())
#: Seconds that a document is given, and by how much a busy machine may be late.
DEADLINE, LATE = 1.0, 8.0


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve the shipped graph."""
    with served(workers=2, seconds=DEADLINE) as address:
        yield address


@pytest.fixture(scope="module")
def expected(server: str) -> bytes:
    """Give the answer to the ordinary question before any attack."""
    return ask(server, ORDINARY).body


@pytest.mark.parametrize("meant", ATTACKS, ids=str)
def test_a_hostile_document_has_a_clean_status_and_calls_nobody(server: str, expected: bytes, meant: Document) -> None:
    """Whatever a document holds or names, a status comes in time, nothing is fetched, and the next answer is the same."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        began = time.monotonic()
        answer = exchanged(server, meant.request(f"http://127.0.0.1:{listener.getsockname()[1]}/"))
        seconds = time.monotonic() - began

        assert status(answer) in meant.statuses, answer[:600]
        assert seconds < DEADLINE + LATE
        assert b"Traceback" not in answer
        assert b"root:" not in answer
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert expected == ask(server, ORDINARY).body


def test_every_class_of_documents_is_tried() -> None:
    """At least fifty documents, no two of one name."""
    assert len(ATTACKS) >= 50
    assert len(ATTACKS) == len({meant.name for meant in ATTACKS})
