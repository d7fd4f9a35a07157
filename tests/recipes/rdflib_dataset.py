"""Load a release into an rdflib Dataset: python rdflib_dataset.py RELEASE."""

# /// script
# dependencies = ["rdflib"]
# ///

import sys
from pathlib import Path

import rdflib

dataset = rdflib.Dataset()
dataset.parse(Path(sys.argv[1]) / "data" / "graph.nq", format="nquads")
print(sum(1 for _ in dataset.quads()))
