"""One graph after the other behind one address: a new one is made beside the old, then takes its place."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from foedus import holding, stores
from foedus.cache import Cache, Shared
from foedus.confinement import die_with_parent
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings, open_holdings
from foedus.questions import read
from foedus.web.early import Early
from foedus.web.echo import Echo
from foedus.web.headers import App, Environ, Start
from foedus.web.journal import Journal, Seen, Watch
from foedus.web.meters import Meters
from foedus.web.postponed import Postponed
from foedus.workers import Limits, Pool
from foedus.zygote import Zygote

if TYPE_CHECKING:
    from flask import Flask

    from foedus.web.editions import Begun, Editions

#: Seconds beyond the deadline for which a graph that has been replaced is kept, for requests under way.
_GRACE = 2.0
#: Seconds that the first questions to a store go before the loading of the pages and of the copy in memory.
_START = 0.1
#: Seconds after which it is tried again to make a graph whose process died, at first and at most.
_SOON, _LATER = 0.5, 30.0


@dataclass(frozen=True)
class Plan:
    """What is to be served, and how: the folder of the graph, the public address, what a query may take.

    A prebuilt ``store`` is served instead of the files; ``copy``: from memory, when it has been copied there.
    ``releases`` is a folder of releases, each of which is answered below an address of its own; ``articles`` has the
    texts that pages may show.
    """

    root: Path
    name: str
    public_url: str
    limits: Limits
    watch: Watch = field(default_factory=Watch)
    store: Path | None = None
    copy: bool = True
    releases: Path | None = None
    articles: Path | None = None


@dataclass(frozen=True)
class Generation:
    """A graph that is served: the process that holds it, its workers, and what answers from them."""

    zygote: Zygote
    pool: Pool
    app: App
    version: str


class Service:
    """Answers from the graph as it is now.

    It makes the graph anew when it is told to, and when the process that holds it has died. A graph that cannot be
    made leaves the one before in its place. Raises CouldNotDo where the first one cannot be made.
    """

    def __init__(self, plan: Plan, journal: Journal, begun: Zygote | None = None) -> None:
        self._plan = plan
        self._journal = journal
        self._meters = Meters()
        self._heeding: Callable[[], object] = lambda: None
        self._wanted = threading.Event()
        self._maker = os.getpid()
        self._editions = self._read(plan.releases) if plan.releases else None
        self._now = self._made(copy=False, begun=begun)

    def begin(self) -> None:
        """Start the workers; for the process that serves, whichever one went before it."""
        if os.getpid() != self._maker:
            die_with_parent()
        self._now.pool.begin()
        signal.signal(signal.SIGHUP, lambda *_: self._wanted.set())
        self._watch(self._now)

    def go_on(self) -> None:
        """Load what may come after the first answers, and keep the graph new; for the process that serves."""
        copies = self._plan.store is not None and self._plan.copy
        threading.Thread(target=self._keep, args=[copies], name="keeper", daemon=True).start()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer one request (https://peps.python.org/pep-3333/); who is hurried may have to ask the pool."""
        now = self._now
        try:
            return now.app(environ, start)
        except Postponed as postponed:
            postponed.pool = now.pool
            raise

    @property
    def start(self) -> float:
        """The seconds in which the first questions go before all that pages need."""
        return _START if isinstance(self._now.app, Early) else 0

    @property
    def pool(self) -> Pool:
        """The workers of the graph as it is now."""
        return self._now.pool

    def heed(self, renewed: Callable[[], object], asked: Callable[[], object]) -> None:
        """Call one when another graph is served, and the other before what was counted is told."""
        self._heeding, self._meters.ask = renewed, asked

    def echo(self) -> Echo | None:
        """Make what answers what comes again; none where a proxy names requests, since each must be read then."""
        if self._plan.watch.hops:
            return None
        board = self._now.pool.board
        return Echo(self.seen, board.shelf().hit if board else lambda: None)

    def seen(self, seen: Seen) -> None:
        """Count and log a request that a worker answered by itself."""
        self._meters.count(seen)
        self._journal.request(seen)

    def close(self) -> None:
        """End what the first graph needs; for the process that made it."""
        self._now.zygote.close()

    def _made(self, *, copy: bool, begun: Zygote | None = None) -> Generation:
        """Make the graph in a process of its own, which may have begun, and its pages here, at the same time."""
        plan, limits = self._plan, self._plan.limits
        holdings = open_holdings(plan.root)
        zygote = begun or holding.started(plan.name, holdings, limits, plan.store, copy=copy, lean=plan.copy)
        try:
            pool = Pool(zygote, limits)
            self._tell(pool)
            app, version = self._answering(holdings, pool)
            _judge(zygote.heard()["version"], version)
        except BaseException:
            zygote.close()
            raise
        return Generation(zygote, pool, app, version)

    def _tell(self, pool: Pool) -> None:
        """Tell the workers that will serve by themselves for whom they do."""
        host, port = self._plan.name.rsplit(":", 1)
        secure = self._plan.public_url.startswith("https:")
        if pool.board:
            seconds, hops = self._plan.limits.seconds, self._plan.watch.hops
            pool.board.say({"server": [host, port], "seconds": seconds, "hops": hops, "secure": secure})

    def _read(self, releases: Path) -> "Editions":
        from foedus.web.editions import Editions  # noqa: PLC0415 - few serve releases

        return Editions(releases, self._released)

    def _released(self, root: Path, version: str) -> "Begun":
        """Begin to answer from a release, with workers of its own."""
        from foedus import library  # noqa: PLC0415 - a store is served without it
        from foedus.web.application import create_app  # noqa: PLC0415 - as above
        from foedus.web.editions import BELOW, Begun  # noqa: PLC0415 - as above

        holdings, limits = open_holdings(root), self._plan.limits
        zygote = holding.started(self._plan.name, holdings, limits)
        try:
            pool = Pool(zygote, limits)
            url = f"{self._plan.public_url.rstrip('/')}{BELOW}{version}"
            app = create_app(
                library.build(holdings), public_url=url, engine=pool, limits=limits, articles=self._plan.articles
            )
            zygote.heard()
            pool.begin()
        except BaseException:
            zygote.close()
            raise
        return Begun(app, zygote.close)

    def _answering(self, holdings: Holdings, pool: Pool) -> tuple[App, str]:
        """Make what answers from the workers; that of a store answers programs before the pages are loaded."""
        url, limits = self._plan.public_url, self._plan.limits
        answers = Shared(pool.board.shelf()) if pool.board else None
        if self._plan.store:
            version = stores.read(self._plan.store).version

            def pages() -> App:
                from foedus.web.application import create_stored_app  # noqa: PLC0415 - Flask takes its time

                app = create_stored_app(
                    holdings,
                    version,
                    public_url=url,
                    engine=pool,
                    limits=limits,
                    articles=self._plan.articles,
                    answers=answers,
                )
                return self._observed(app, pool)

            early = Early(tuple(read(holdings.questions)), version, Cache(pool.answer, version, answers), pages)
            return pages() if self._editions else early, version
        from foedus import library  # noqa: PLC0415 - a store is served without it
        from foedus.web.application import create_app  # noqa: PLC0415 - as above

        built = library.build(holdings)
        articles = self._plan.articles
        app = create_app(built, public_url=url, engine=pool, limits=limits, articles=articles, answers=answers)
        return self._observed(app, pool), built.version

    def _observed(self, app: "Flask", pool: Pool) -> App:
        from foedus.web.observed import observe  # noqa: PLC0415 - as above

        if self._editions:
            app.extensions["foedus.editions"] = self._editions
            app.wsgi_app = self._editions.before(app.wsgi_app)  # type: ignore[assignment, method-assign] # as Flask advises
        observe(app, pool, self._plan.watch, self._journal, self._meters)
        return app

    def _watch(self, generation: Generation) -> None:
        """Want a new graph when the process that holds this one dies, unless it has been replaced."""

        def wait() -> None:
            generation.zygote.wait()
            if generation is self._now:
                self._say("engine-is-gone", "the process that held the graph has ended; another is made")
                self._wanted.set()

        threading.Thread(target=wait, name="watcher", daemon=True).start()

    def _keep(self, copies: bool) -> None:  # noqa: FBT001 - handed to a thread
        """Make a new generation whenever one is wanted; of a store the one in memory after the one from disk."""
        pause = _SOON
        if isinstance(self._now.app, Early):
            time.sleep(_START)
            self._now.app.begin()
        if copies:
            self._renewed(copy=True)
        while self._wanted.wait():
            self._wanted.clear()
            if self._renewed(copy=False):
                pause = _SOON
                if copies:
                    self._renewed(copy=True)
            elif self._now.zygote.is_gone():
                again = threading.Timer(pause, self._wanted.set)
                again.daemon = True
                again.start()
                pause = min(2 * pause, _LATER)

    def _renewed(self, *, copy: bool) -> bool:
        try:
            new = self._made(copy=copy)
            new.pool.begin()
            if isinstance(new.app, Early):
                new.app.begin()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the new graph, the old one stays
            self._say("not-reloaded", f"the graph could not be made anew, the one before stays: {error}")
            return False
        old, self._now = self._now, new
        self._heeding()
        self._watch(new)
        self._say("reloaded", f"the graph is served as {new.version}{' from memory' if copy else ''}")
        retired = threading.Timer(self._plan.limits.seconds + _GRACE, old.zygote.close)
        retired.daemon = True
        retired.start()
        return True

    def _say(self, event: str, sentence: str) -> None:
        if self._plan.watch.log == "off":
            sys.stderr.write(f"foedus: {sentence}\n")
            sys.stderr.flush()
        self._journal.tell(event, what=sentence)


def _judge(one: object, other: str) -> None:
    """Let no page show another graph than the endpoint."""
    if one != other:
        raise CouldNotDo("the files of the graph changed while they were read; reload once more")
