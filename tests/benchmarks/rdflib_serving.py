"""Serves a graph by rdflib-endpoint's own application, in this process."""

import argparse
from pathlib import Path

import rdflib
import uvicorn
from rdflib_endpoint import SparqlEndpoint


def serve(path: Path, port: int) -> None:
    """Serve as `rdflib-endpoint serve` does, but for the default graph, which here is the accepted view alone."""
    graph = rdflib.Dataset(default_union=False)
    graph.parse(path, format="nquads")
    uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("port", type=int)
    chosen = parser.parse_args()
    serve(chosen.path, chosen.port)
