"""Serves a generated graph: ours as `foedus serve` does, and rdflib-endpoint's own application; each in this process."""

import argparse
from pathlib import Path

import pyoxigraph as ox


def ours(path: Path, port: int, workers: int) -> None:
    """Serve by the parts of `foedus serve`, without the pages of a graph that has none."""
    from foedus.engine import InProcess  # noqa: PLC0415 - the peer is served without us
    from foedus.terms import Names  # noqa: PLC0415 - as above
    from foedus.web import serving  # noqa: PLC0415 - as above
    from foedus.web.application import application  # noqa: PLC0415 - as above
    from foedus.web.site import Site  # noqa: PLC0415 - as above
    from foedus.workers import Limits, Pool  # noqa: PLC0415 - as above
    from foedus.zygote import Zygote  # noqa: PLC0415 - as above

    limits = Limits(seconds=60, workers=workers)
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.N_QUADS)
    zygote = Zygote.forked(InProcess(store, Names(), most=limits.answer).write, limits.memory)
    pool = Pool(zygote, limits)
    app = application(Site(pool, Names(), f"http://127.0.0.1:{port}", version="generated"))

    def begun() -> object:
        pool.begin()
        return app

    try:
        serving._ended("127.0.0.1", port, limits, begun)
    finally:
        zygote.close()


def rdflib_endpoint(path: Path, port: int) -> None:
    """Serve as `rdflib-endpoint serve` does, but for the default graph, which here is the accepted view alone."""
    import rdflib  # noqa: PLC0415 - ours is served without it
    import uvicorn  # noqa: PLC0415 - as above
    from rdflib_endpoint import SparqlEndpoint  # noqa: PLC0415 - as above

    graph = rdflib.Dataset(default_union=False)
    graph.parse(path, format="nquads")
    uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("server", choices=["ours", "rdflib-endpoint"])
    parser.add_argument("path", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    if chosen.server == "ours":
        ours(chosen.path, chosen.port, chosen.workers)
    else:
        rdflib_endpoint(chosen.path, chosen.port)
