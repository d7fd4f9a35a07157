#!/usr/bin/env bash
# Ask a server of a release by Comunica: comunica_endpoint.sh ENDPOINT QUERY
# The server: foedus --holdings RELEASE serve --port 8000
set -euo pipefail
comunica-sparql "sparql@$1" "$2" -t 'text/csv'
