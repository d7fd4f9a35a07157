"""Read the network of a release: python networkx_graph.py RELEASE."""

# /// script
# dependencies = ["networkx"]
# ///

import sys
from pathlib import Path

import networkx as nx

network = nx.read_graphml(Path(sys.argv[1]) / "data" / "graph.graphml")
accepted = [edge for edge in network.edges(data=True) if edge[2]["standing"] == "accepted"]
print(network.number_of_nodes(), network.number_of_edges(), len(accepted))
