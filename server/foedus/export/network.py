"""Writes who is related to what as a network, in GraphML for Cytoscape, GEXF for Gephi: the only user of networkx."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from foedus.export.scope import Selection
from foedus.export.tables import chosen

if TYPE_CHECKING:
    import networkx as nx

Row = dict[str, str]
#: GEXF tells the day of its making; here the bytes depend on the graph alone.
_MADE = re.compile(r' lastmodifieddate="[^"]*"')


def graphml(selection: Selection) -> Iterator[bytes]:
    """Write GraphML (http://graphml.graphdrawing.org/specification.html)."""
    import networkx as nx  # noqa: PLC0415 - a third of a second that only networks need

    yield "\n".join(nx.generate_graphml(network(selection))).encode() + b"\n"


def gexf(selection: Selection) -> Iterator[bytes]:
    """Write GEXF (https://gexf.net)."""
    import networkx as nx  # noqa: PLC0415 - as above

    text = "\n".join(nx.generate_gexf(network(selection)))
    yield _MADE.sub("", text).encode() + b"\n"


def network(selection: Selection) -> "nx.MultiDiGraph[str]":
    """Make a network: a node for each thing, an edge for each relation and way in which it stands.

    An edge's weight is the number of claims behind it, which it names; its days are those of the event it leads from.
    """
    import networkx as nx  # noqa: PLC0415 - as above

    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    dates = _dates(selection)
    edges = _edges(selection)
    used = {end for edge in edges for end in edge[:2]}
    for row in chosen(selection, "things").records:
        if row["thing"] in used:
            kept = {name: row[name] for name in ("class", "label_it", "wikidata") if row[name]}
            label = row["label_en"] or row["thing"]
            found.add_node(row["thing"], label=label, **kept, **dates.get(row["thing"], {}))
    for (subject, object_, relation, standing), claims in sorted(edges.items()):
        if subject in found and object_ in found:
            told = {"label": relation, "standing": standing, "weight": len(claims), "claims": " ".join(sorted(claims))}
            found.add_edge(subject, object_, key=f"{relation} {standing}", **told, **dates.get(subject, {}))
    return found


def _edges(selection: Selection) -> dict[tuple[str, str, str, str], set[str]]:
    edges: dict[tuple[str, str, str, str], set[str]] = {}
    for row in chosen(selection, "relations").records:
        edges.setdefault((row["subject"], row["object"], row["relation"], "accepted"), set()).add(row["claim"])
    for row in chosen(selection, "participations").records:
        standing = row["factuality"] if row["polarity"] == "affirmed" else "denied"
        edges.setdefault((row["event"], row["thing"], row["role"], standing), set()).add(row["claim"])
    return edges


def _dates(selection: Selection) -> dict[str, Row]:
    """Give the first and the last day of each event, where a claim affirms them."""
    dates: dict[str, Row] = {}
    for row in chosen(selection, "events").records:
        held = dates.setdefault(row["event"], {})
        if row["earliest"] and row["polarity"] == "affirmed":
            held["earliest"] = min(row["earliest"], held.get("earliest", row["earliest"]))
        if row["latest"] and row["polarity"] == "affirmed":
            held["latest"] = max(row["latest"], held.get("latest", row["latest"]))
    return dates
