"""Writes JSON-LD for people who know JSON: a claim is one object with its content, its passages and its checks."""

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from foedus.export import graphs
from foedus.export.scope import Selection
from foedus.terms import FOREIGN, ONTOLOGY, TYPE, term

_CLAIM = term("Claim").value
_BOOLEAN = FOREIGN["xsd"] + "boolean"
_PASSAGE, _CLAIMED = ONTOLOGY + "passage", ONTOLOGY + "claim"
_PLACES = {"@context": -1, "@id": -1, "@type": 0, "@graph": 2, "checks": 3}
Node = dict[str, Any]


def json_ld(selection: Selection) -> Iterator[bytes]:
    """Write one document, compacted by the graph's context; it holds every quad, each once.

    See https://www.w3.org/TR/json-ld11-api/#compaction-algorithm.
    """
    from pyld import jsonld  # noqa: PLC0415 - a fifth of a second that only this form needs

    context = json.loads(selection.context)
    quads = ox.parse(b"".join(graphs.trig(selection)), format=ox.RdfFormat.TRIG)
    expanded = ox.serialize(quads, format=ox.RdfFormat.JSON_LD) or b"[]"
    nested = _nested(json.loads(expanded, object_hook=_plain))
    compact = jsonld.compact(nested, context, {"graph": True, "documentLoader": _closed})
    yield json.dumps(_laid(compact), ensure_ascii=False, indent=2).encode() + b"\n"


def _plain(value: Node) -> Node:
    """Write classes and truth values as JSON-LD has them."""
    if TYPE.value in value:
        value["@type"] = [kind["@id"] for kind in value.pop(TYPE.value)]
    if value.get("@type") == _BOOLEAN and value["@value"] in ("true", "false"):
        return {"@value": value["@value"] == "true"}
    return value


def _nested(nodes: list[Node]) -> list[Node]:
    """Lay the description of each claim, its passages and its checks into one object."""
    graphs = {node["@id"]: node["@graph"] for node in nodes if "@graph" in node}
    plain = {node["@id"]: node for node in nodes if "@graph" not in node}
    checks: dict[str, list[str]] = {}
    for name, node in plain.items():
        for claim in node.get(_CLAIMED, []):
            checks.setdefault(claim["@id"], []).append(name)
    for name, content in graphs.items():
        plain.setdefault(name, {"@id": name})["@graph"] = content
    for name in [name for name, node in plain.items() if _CLAIM in node.get("@type", [])]:
        _fill(plain, name, checks.get(name, []))
    return list(plain.values())


def _fill(plain: dict[str, Node], claim: str, checks: list[str]) -> None:
    """Move what belongs to a claim into it; a passage that several claims share stands in the first."""
    node = plain[claim]
    if _PASSAGE in node:
        node[_PASSAGE] = [plain.pop(passage["@id"], passage) for passage in node[_PASSAGE]]
    if checks:
        moved = [plain.pop(check) for check in checks]
        node["@reverse"] = {_CLAIMED: [{k: v for k, v in check.items() if k != _CLAIMED} for check in moved]}


def _laid(value: object) -> object:
    """Put what a reader looks for first: name and class before all, the content of a claim and its checks last."""
    if isinstance(value, list):
        return [_laid(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _laid(value[key]) for key in sorted(value, key=lambda key: (_PLACES.get(key, 1), key))}


def _closed(address: str, _options: object) -> Node:
    """Refuse to fetch a context: all that is needed is at hand."""
    raise ValueError(f"contexts are not fetched: {address}")
