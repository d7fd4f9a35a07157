#!/usr/bin/env bash
# Load a release into a running Virtuoso: virtuoso_load.sh RELEASE PORT PASSWORD
# RELEASE/data must be among DirsAllowed of virtuoso.ini. TriG and N-Quads keep the claims as named graphs.
set -euo pipefail
isql-vt "127.0.0.1:$2" dba "$3" <<SQL
ld_dir('$1/data', 'graph.nq', 'urn:release:default');
rdf_loader_run();
checkpoint;
SPARQL SELECT COUNT(*) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '/claim/')) };
SQL
