#!/usr/bin/env bash
# Ask the SQLite file of a release through Datasette: datasette_tables.sh RELEASE QUERY
# To browse it: datasette RELEASE/data/graph.db --metadata RELEASE/data/graph.metadata.json
# Installs with: pip install datasette
set -euo pipefail
datasette "$1/data/graph.db" --metadata "$1/data/graph.metadata.json" \
  --get "/graph.json?_shape=arrayfirst&sql=$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$2")"
