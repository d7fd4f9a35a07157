"""Load a release into an Oxigraph store on disk: python oxigraph_store.py RELEASE FOLDER."""

# /// script
# dependencies = ["pyoxigraph"]
# ///

import sys
from pathlib import Path

from pyoxigraph import RdfFormat, Store

store = Store(sys.argv[2])
store.bulk_load(path=Path(sys.argv[1]) / "data" / "graph.nq", format=RdfFormat.N_QUADS)
store.flush()
print(len(store))
