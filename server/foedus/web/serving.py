"""Runs the application under granian. Only module that knows the server."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from foedus import cache
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.web import bodies
from foedus.web.concierge import CLOSE, Concierge
from foedus.web.headers import App
from foedus.web.journal import Journal, Watch
from foedus.web.service import Plan, Service
from foedus.workers import Limits
from foedus.zygote import Zygote

#: Threads beyond those that wait for the engine, for others' answers or for a body: for pages, and to refuse the rest.
SPARE = 8
#: Seconds that requests under way are given after Ctrl-C, and beyond the deadline of queries after SIGTERM.
PATIENCE = 2
#: Where the server behind the door listens.
_BEHIND = "127.0.0.1"
#: Milliseconds in which the head of a request comes.
HEAD_MILLISECONDS = 10_000
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
    store: Path | None = None,
    copy: bool = True,
    releases: Path | None = None,
    articles: Path | None = None,
    announce: Callable[[str], object] = sys.stdout.write,
    begun: Zygote | None = None,
) -> None:
    """Serve a graph until Ctrl-C; ``public_url`` is the address the public knows, where it differs.

    A prebuilt ``store`` is served instead of the files, and ``copy`` copies it into memory. ``releases`` is a folder
    of releases, each answered below /v/VERSION/; ``articles`` one of texts that pages may show. ``begun`` is
    the process that is to hold the graph, where it was started before.

    Raises CouldNotDo when the port is taken or the address is not this machine's.
    """
    listening, inner = _bound(host, port), _free_port()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    limits, watch = limits or Limits(), watch or Watch()
    journal = Journal(watch.log, queries=watch.queries, clients=watch.clients)
    plan = Plan(holdings.root, f"{host}:{port}", public_url or address, limits, watch, store, copy, releases, articles)
    service = Service(plan, journal, begun)
    try:
        announce(f"foedus answers at {address}/ (Ctrl-C ends it)\n")
        while not _ended(inner, limits, lambda: _begun(service, journal, Concierge(service, listening, inner, limits))):
            time.sleep(BREATH)
    finally:
        journal.tell("stopped")
        service.close()


def _begun(service: Service, journal: Journal, concierge: Concierge) -> App:
    """Start what only the process that serves may start; one that is forked anew starts its own."""
    journal.begin()
    journal.tell("started", process=os.getpid())
    service.begin()
    concierge.begin()
    service.go_on()
    return concierge.behind


class Patient(MPServer):
    """A server that tells the process that serves to make the graph anew, and lets requests under way end."""

    def signal_handler_reload(self, *_: object) -> None:
        """Hand SIGHUP on, where granian would begin the process anew."""
        for worker in self.wrks:
            with suppress(ProcessLookupError):
                os.kill(worker.inner.pid, signal.SIGHUP)

    def shutdown(self, exit_code: int = 0) -> None:
        """Close the door before the server behind it."""
        for worker in self.wrks:
            with suppress(ProcessLookupError):
                os.kill(worker.inner.pid, CLOSE)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call] # granian's own

    def signal_handler_interrupt(self, *told: object) -> None:
        """End at once after Ctrl-C, and when requests are answered after SIGTERM."""
        if signal.SIGINT in told:
            self.workers_kill_timeout = PATIENCE
        super().signal_handler_interrupt(*told)  # type: ignore[no-untyped-call] # granian's own


def _ended(port: int, limits: Limits, load: Callable[[], App]) -> bool:
    """Run the server until somebody ends it; False where its workers died too fast for it to go on."""
    server = Patient(
        "foedus",
        address=_BEHIND,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        blocking_threads=limits.requests + cache.TOGETHER + bodies.MOST + SPARE,
        respawn_failed_workers=True,
        workers_kill_timeout=ceil(limits.seconds) + PATIENCE,
        log_enabled=False,
    )
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit:
        return bool(server.interrupt_signal)
    return True


def _bound(host: str, port: int) -> socket.socket:
    """Take the address before the graph is built, so that who cannot hears it at once."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise CouldNotDo(
            f"{host}:{port} cannot be used ({error.strerror or error}); choose another port with --port"
        ) from None
    return listening


def _free_port() -> int:
    """Find a port for the server behind the door."""
    with socket.socket() as probe:
        probe.bind((_BEHIND, 0))
        port: int = probe.getsockname()[1]
        return port
