#!/usr/bin/env bash
# Load a release into a TDB2 database of Jena, and count its quads: jena_load.sh RELEASE FOLDER
# To serve it: fuseki-server --loc FOLDER /foedus. Its default graph is the accepted view.
set -euo pipefail
jena="bash $(dirname "$0")/jena.sh"
$jena tdb2.tdbloader --loc "$2" "$1/data/graph.nq" >&2
$jena tdb2.tdbquery --loc "$2" --results csv \
  'SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }'
