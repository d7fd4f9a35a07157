"""Runs the application under granian. Only module that knows the server."""

import socket
import sys
from collections.abc import Callable
from functools import cache, partial

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from foedus import library
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.web.application import create_app

#: Threads that wait for the engine; it releases the interpreter's lock while it works.
THREADS = 4


def serve(
    holdings: Holdings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    public_url: str | None = None,
    announce: Callable[[str], object] = sys.stdout.write,
) -> None:
    """Serve a graph until Ctrl-C; ``public_url`` is the address the public knows, where it differs.

    Raises CouldNotDo when the port is taken or the address is not this machine's.
    """
    _judge_address(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    load = partial(ready, holdings, public_url or address)
    load()
    server = Server(
        "foedus",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_enabled=False,
    )
    announce(f"foedus answers at {address}/ (Ctrl-C ends it)\n")
    server.serve(target_loader=load, wrap_loader=False)


@cache
def ready(holdings: Holdings, public_url: str) -> Flask:
    """Build the graph and its application once a process; a forked worker inherits what its parent built."""
    return create_app(library.build(holdings), public_url=public_url)


def _judge_address(host: str, port: int) -> None:
    """Try the address before the graph is built, so that the sentence comes at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise CouldNotDo(
            f"{host}:{port} cannot be used ({error.strerror or error}); choose another port with --port"
        ) from None
