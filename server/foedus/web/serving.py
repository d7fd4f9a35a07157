"""Runs the application under granian. Only module that knows the server."""

import os
import socket
import sys
import time
from collections.abc import Callable

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from foedus import library
from foedus.engine import InProcess
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.web import bodies
from foedus.web.application import create_app
from foedus.web.journal import Journal
from foedus.web.observed import Watch, observe
from foedus.workers import Limits, Pool
from foedus.zygote import Zygote

#: Threads beyond those that wait for the engine or for a body: for pages, and to refuse what would wait too long.
SPARE = 8
#: Seconds that a running query is given when the server is told to end.
PATIENCE = 2
#: Seconds before the server is begun again after faults of its own ended it too often.
BREATH = 0.2


def serve(
    holdings: Holdings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    public_url: str | None = None,
    limits: Limits | None = None,
    watch: Watch | None = None,
    announce: Callable[[str], object] = sys.stdout.write,
) -> None:
    """Serve a graph until Ctrl-C; ``public_url`` is the address the public knows, where it differs.

    Raises CouldNotDo when the port is taken or the address is not this machine's.
    """
    _judge_address(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    limits = limits or Limits()
    built = library.build(holdings)
    watch = watch or Watch()
    journal = Journal(watch.log, queries=watch.queries, clients=watch.clients)
    zygote = Zygote(InProcess(built.store, holdings.names, most=limits.answer).write, limits.memory)
    try:
        pool = Pool(zygote, limits)
        app = create_app(built, public_url=public_url or address, engine=pool, limits=limits)
        observe(app, pool, watch, journal)
        announce(f"foedus answers at {address}/ (Ctrl-C ends it)\n")
        while not _ended(host, port, limits.requests + bodies.MOST + SPARE, lambda: _begun(app, pool, journal)):
            time.sleep(BREATH)
    finally:
        journal.tell("stopped")
        zygote.close()


def _begun(app: Flask, pool: Pool, journal: Journal) -> Flask:
    """Start the workers from the process that serves; a process forked anew starts its own."""
    pool.begin()
    journal.begin()
    journal.tell("started", process=os.getpid())
    return app


def _ended(host: str, port: int, threads: int, load: Callable[[], Flask]) -> bool:
    """Run the server until somebody ends it; False where its workers died too fast for it to go on."""
    server = Server(
        "foedus",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_enabled=False,
    )
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        return bool(server.interrupt_signal)
    return True


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
