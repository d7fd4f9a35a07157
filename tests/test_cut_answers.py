"""An answer that fails on its way never looks whole, under the server that is used."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from served import SERVER, free_port

SIZE, SENT = 3_000_000, 1_000_000
PROGRAM = f"""
import io, sys
from foedus.operations import Answer
from foedus.terms import Names
from foedus.web.application import application
from foedus.web.site import Site
from granian.constants import Interfaces
from granian.server import Server

class Failing(io.BytesIO):
    def read(self, size):
        if self.tell() >= {SENT}:
            raise OSError
        return super().read(size)

class Engine:
    def answer(self, operation):
        file = Failing(bytes({SIZE}))
        file.seek({SIZE})
        return Answer(operation.media_type, file=file, digest=bytes(16))

app = application(Site(Engine(), Names(), "http://localhost"))
settings = dict(address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, log_enabled=False)
Server("foedus", **settings).serve(target_loader=lambda: app, wrap_loader=False)
"""


@pytest.fixture
def port() -> Iterator[int]:
    """Serve an engine of which the answers fail when a third of them is sent."""
    number = free_port()
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(number)], env={"PYTHONPATH": str(SERVER)})
    try:
        yield number
    finally:
        process.terminate()
        process.wait(20)


def asked(port: int) -> http.client.HTTPResponse:
    """Ask as soon as the server is there."""
    until = time.monotonic() + 30
    while True:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            link.request("GET", "/sparql?query=ASK%7B%7D")
            return link.getresponse()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def test_a_cut_answer_is_seen_to_be_cut(port: int) -> None:
    """Where the answer ends before the length that was promised, the connection ends too, and no client takes it."""
    with pytest.raises((http.client.IncompleteRead, http.client.RemoteDisconnected, ConnectionResetError)):
        asked(port).read()
