#!/usr/bin/env bash
# Run a command of Debian's Jena: jena.sh riotcmd.riot --count data/graph.trig
# Installs with: apt install libapache-jena-java default-jre-headless unzip
set -euo pipefail
java=/usr/share/java
# The package moved the classes of Xerces without the texts that they look for; without these no command begins.
cure=$(mktemp -d)
trap 'rm -rf "$cure"' EXIT
unzip -q "$java/jena-core.jar" 'org/apache/jena/ext/xerces/*' -d "$cure"
mv "$cure/org/apache/jena/ext/xerces" "$cure/xerces"
class=$cure
# Named one by one: among all jars there are loggers that exclude each other.
for name in jena-{arq,base,cmds,core,dboe-base,dboe-index,dboe-storage,dboe-trans-data,dboe-transaction,iri,rdfconnection,shacl,tdb,tdb2} \
  slf4j-api slf4j-nop commons-{cli,codec,compress,csv,io,lang3} gson guava thrift protobuf \
  jackson-{core,databind,annotations} dexx.collection jcl-over-slf4j titanium-json-ld; do
  class+=":$java/$name.jar"
done
java -cp "$class" "$@"
