#!/usr/bin/env bash
# Count what Raptor reads of each form of RDF: raptor_count.sh RELEASE
set -euo pipefail
while read -r suffix form; do
  echo "$suffix $(rapper -q -i "$form" -o nquads "$1/data/graph.$suffix" | wc -l)"
done <<<"nq nquads
trig trig
nt ntriples
ttl turtle
rdf rdfxml"
