"""Networks, calendars, places and columns: each is read back by a tool that we did not write."""

import io
import json
import re
import zipfile

import networkx as nx
import pandas as pd
import pytest
from foedus import export, library
from foedus.export.scope import Selection
from foedus.export.tables import chosen, tables
from icalendar import Calendar


@pytest.fixture(scope="module")
def selection() -> Selection:
    return library.selected(library.build(library.open_holdings()))


def made(selection: Selection, form: str) -> bytes:
    return b"".join(export.form_of(form).write(selection))


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_are_read_back(selection: Selection, form: str, read) -> None:
    """Networkx reads as many nodes and edges as there are relations, with labels, classes, weights and claims."""
    found = read(io.BytesIO(made(selection, form)))
    relations = {(r["subject"], r["object"], r["relation"]) for r in chosen(selection, "relations").records}
    accepted = [(a, b, d) for a, b, d in found.edges(data=True) if d["standing"] == "accepted"]

    assert relations == {(a, b, d["label"]) for a, b, d in accepted}
    assert all(data["label"] for _, data in found.nodes(data=True))
    assert all(d["weight"] == len(d["claims"].split()) > 0 for _, _, d in found.edges(data=True))


@pytest.mark.parametrize(
    ("form", "kind"), [("graphml", "key"), ("gexf", "attribute"), ("gexf", "node"), ("gexf", "edge")]
)
def test_no_name_stands_twice_in_a_network(selection: Selection, form: str, kind: str) -> None:
    """Columns, nodes and edges have identifiers of their own, as the schemas of both formats want it."""
    names = re.findall(rf'<{kind}\b[^>]*? id="([^"]*)"', made(selection, form).decode())

    assert len(names) == len(set(names)) > 0


def test_the_calendar_is_read_back(selection: Selection) -> None:
    """Icalendar reads an entry for each affirmed event whose days are known; what a speaker says or plans is tentative."""
    entries = Calendar.from_ical(made(selection, "icalendar")).walk("VEVENT")
    rows = [
        r for r in chosen(selection, "events").records if r["earliest"] and r["latest"] and r["polarity"] == "affirmed"
    ]
    sure = sum(r["voice"].startswith("article:") and r["factuality"] in ("occurred", "ongoing") for r in rows)

    assert len(rows) == len(entries) > 0
    assert sure == sum(entry["status"] == "CONFIRMED" for entry in entries) > 0
    assert len(entries) == len({entry["uid"] for entry in entries})


def test_places_are_geojson(selection: Selection) -> None:
    """Each feature has a point with longitude before latitude, or no geometry; every place and placed event is there."""
    features = json.loads(made(selection, "geojson"))["features"]
    names = {f["properties"]["place"]: f["geometry"] for f in features if f["properties"]["feature"] == "place"}
    events = [f for f in features if f["properties"]["feature"] == "event"]

    assert {"type": "Point", "coordinates": [74.59, 42.87]} == names["bishkek"]
    assert names["central-asia"] is None
    assert len([r for r in chosen(selection, "events").records if r["place"]]) == len(events) > 0
    assert all(f["properties"]["claim"] for f in events)


def test_quick_statements_quote_their_claim(selection: Selection) -> None:
    """Each line relates two items by a property, quotes the words, and names the claim."""
    lines = made(selection, "quickstatements").decode().splitlines()

    assert lines
    for line in lines:
        subject, relation, value, reference, quote, comment = line.split("\t")

        assert ("Q", "P", "Q") == (subject[0], relation[0], value[0])
        assert ("S1683", 'it:"') == (reference, quote[:4])
        assert "/claim/" in comment


def test_parquet_is_read_back(selection: Selection) -> None:
    """Pandas reads each table with as many rows, dates and numbers typed."""
    with zipfile.ZipFile(io.BytesIO(made(selection, "parquet"))) as archive:
        frames = {name: pd.read_parquet(io.BytesIO(archive.read(name))) for name in archive.namelist()}

    assert {f"{table.name}.parquet": len(table.rows) for table in tables(selection)} == {
        name: len(frame) for name, frame in frames.items()
    }
    assert "int64" == str(frames["passages.parquet"]["start"].dtype)


@pytest.mark.parametrize("form", ["graphml", "gexf", "geojson", "icalendar", "quickstatements"])
def test_bytes_are_the_same_on_every_run(selection: Selection, form: str) -> None:
    """The same graph gives the same file."""
    again = library.selected(library.build(library.open_holdings()))

    assert made(selection, form) == made(again, form)
