#!/usr/bin/env bash
# Count what Jena's riot reads of each form of RDF: jena_count.sh RELEASE
# JSON-LD is left out: Debian's package lacks a library that it needs.
set -euo pipefail
bash "$(dirname "$0")/jena.sh" riotcmd.riot --count "$1"/data/graph.{nq,trig,nt,ttl,rdf} 2>&1 | sed -nE 's/.*graph\.([a-z]+) .*= /\1 /; T; s/,//g; p'
