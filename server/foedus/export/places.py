"""Writes places, and the events that claims put there, as GeoJSON (https://www.rfc-editor.org/rfc/rfc7946)."""

import json
from collections.abc import Iterator
from typing import Any

from foedus.export.scope import Selection
from foedus.export.tables import chosen


def places(selection: Selection) -> Iterator[bytes]:
    """Write a feature for each place, and one for each event at it; a place without coordinates has no geometry."""
    found = {row["place"]: row for row in chosen(selection, "places").records}
    features = [_feature(row, {**row, "feature": "place"}) for row in found.values()]
    events = (row for row in chosen(selection, "events").records if row["place"])
    features += [_feature(found.get(row["place"], {}), {**row, "feature": "event"}) for row in events]
    collection = {"type": "FeatureCollection", "features": features}
    yield json.dumps(collection, ensure_ascii=False, indent=2).encode() + b"\n"


def _feature(place: dict[str, str], said: dict[str, str]) -> dict[str, Any]:
    known = place.get("longitude") and place.get("latitude")
    point = {"type": "Point", "coordinates": [float(place["longitude"]), float(place["latitude"])]} if known else None
    kept = {name: value for name, value in said.items() if value and name not in ("longitude", "latitude")}
    return {"type": "Feature", "geometry": point, "properties": kept}
