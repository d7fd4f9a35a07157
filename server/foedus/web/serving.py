"""Serves a graph at an address, until it is told to end."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.web.concierge import Concierge
from foedus.web.door import BACKLOG
from foedus.web.journal import Journal, Watch
from foedus.web.service import Plan, Service
from foedus.web.supervisor import PATIENCE, Supervisor
from foedus.workers import Limits
from foedus.zygote import Zygote

#: Where the server behind the door listens.
_BEHIND = "127.0.0.1"


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
    listening, inner = _bound(host, port), socket.create_server((_BEHIND, 0), backlog=BACKLOG)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    limits, watch = limits or Limits(), watch or Watch()
    journal = Journal(watch.log, queries=watch.queries, clients=watch.clients)
    plan = Plan(holdings.root, f"{host}:{port}", public_url or address, limits, watch, store, copy, releases, articles)
    service = Service(plan, journal, begun)
    try:
        announce(f"foedus answers at {address}/ (Ctrl-C ends it)\n")
        Supervisor(lambda: _live(service, journal, listening, inner, limits), limits.seconds + PATIENCE).run()
    finally:
        journal.tell("stopped")
        service.close()


def _live(service: Service, journal: Journal, listening: socket.socket, inner: socket.socket, limits: Limits) -> None:
    """Start what only the process that serves may start; one that is forked anew starts its own."""
    journal.begin()
    journal.tell("started", process=os.getpid())
    service.begin()
    concierge = Concierge(service, listening, inner.getsockname()[1], limits)
    concierge.begin()
    service.go_on()
    try:
        time.sleep(service.start)
        from foedus.web import behind  # noqa: PLC0415 - the first answers come without it

        behind.run(concierge.behind, inner, limits)
    finally:
        concierge.end()
        journal.end()


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
