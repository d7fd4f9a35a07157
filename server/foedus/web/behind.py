"""The server of pages behind the door, in the process that serves. Only module that knows granian."""

import socket

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from foedus import cache
from foedus.web import bodies
from foedus.web.door import BACKLOG
from foedus.web.headers import App
from foedus.workers import Limits

#: Threads beyond those that wait for the engine, for others' answers or for a body: for pages, and to refuse the rest.
SPARE = 8
#: Milliseconds in which the head of a request comes.
HEAD_MILLISECONDS = 10_000


def run(app: App, listening: socket.socket, limits: Limits) -> None:
    """Answer on a socket that listens already, until SIGTERM.

    Granian would fork the process that serves by itself, and could do so only when it is loaded: here it runs in ours.
    """
    server = MPServer(
        "foedus",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        runtime_mode=RuntimeModes.mt,
        blocking_threads=limits.requests + cache.TOGETHER + bodies.MOST + SPARE,
        log_enabled=False,
    )
    place = SocketHolder(listening.fileno(), uds=False, backlog=BACKLOG)  # type: ignore[call-arg] # not in its stub
    vars(server).update(_shd=place, _sso=None, _ipc={0: (None, None)})
    worker = server._spawn_worker(0, server._spawn_wsgi_worker, lambda: app)  # noqa: SLF001 - there is no public way
    worker.inner.run()
