"""Puts an application under watch: who counts its requests, who tells of them, and of which kind each address is."""

import logging
from importlib import metadata

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from foedus.web.journal import Faults, Journal, Watch
from foedus.web.meters import OF_CACHE, OF_POOL, Gauge, Meters
from foedus.web.site import Site
from foedus.web.visits import ROUTES, Observed, first
from foedus.workers import Pool


def kinds(app: Flask) -> dict[str, str]:
    """Give the kinds of an application's addresses by their first part: pages, where they are nothing else."""
    return {**{first(rule.rule): "page" for rule in app.url_map.iter_rules()}, **ROUTES}


def observe(app: Flask, pool: Pool, watch: Watch, journal: Journal, meters: Meters) -> None:
    """Put an application under watch, and count on where the one before it ended.

    Of a proxy's headers the client's address and the request's name are taken.
    """
    site: Site = app.extensions["foedus"]
    meters.gauges = [Gauge(pool.numbers, OF_POOL), Gauge(site.cache.numbers, OF_CACHE)]
    meters.facts = {"version": metadata.version("foedus"), "graph": site.version}
    secure = site.public_url.startswith("https:")
    app.wsgi_app = Observed(app.wsgi_app, meters, journal, kinds(app), trusting=watch.hops > 0, secure=secure)  # type: ignore[assignment,method-assign] # as Flask advises
    if watch.hops:
        # the public address is a setting, so no other header of a proxy matters
        app.wsgi_app = ProxyFix(app.wsgi_app, watch.hops, 0, 0)  # type: ignore[method-assign]
    if watch.metrics:
        app.extensions["foedus.meters"] = meters
    faults = logging.getLogger("foedus")
    faults.handlers, faults.propagate = [Faults(journal)], False
