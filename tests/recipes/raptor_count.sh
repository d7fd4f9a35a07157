#!/usr/bin/env bash
# Count the triples of the accepted view with Raptor: raptor_count.sh RELEASE
set -euo pipefail
rapper -q -i turtle -o ntriples "$1/data/graph.ttl" | wc -l
