"""Writes tables as CSV with the metadata of CSVW, in one zip (https://www.w3.org/TR/tabular-data-primer/)."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from foedus.export.scope import Selection
from foedus.export.tables import Column, Table, tables

#: The oldest day that a zip can name: no file in it has a day of its own.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_METADATA = "csv-metadata.json"
_DATATYPES = {"integer": "integer", "decimal": "decimal", "date": "date", "boolean": "boolean"}


def sheets(selection: Selection) -> Iterator[bytes]:
    """Write a zip of one CSV a table and the metadata that describe them."""
    found = tables(selection)
    files = {f"{table.name}.csv": sheet(table) for table in found}
    files[_METADATA] = json.dumps(_described(selection, found), ensure_ascii=False, indent=2).encode() + b"\n"
    yield zipped(files)


def sheet(table: Table) -> bytes:
    """Write one table as CSV (RFC 4180, UTF-8); a cell is empty where nothing is said."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    writer.writerows(table.rows)
    return text.getvalue().encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """Pack files into a zip whose bytes depend on nothing else."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _NO_DAY), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _described(selection: Selection, found: list[Table]) -> dict[str, Any]:
    said = selection.about
    about = {"dc:title": said.title or None, "dc:license": {"@id": said.licence} if said.licence else None}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        **{name: value for name, value in about.items() if value},
        "tables": [_table(selection, table) for table in found],
    }


def _table(selection: Selection, table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(selection, column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = [
        {"columnReference": name, "reference": {"resource": f"{column.table}.csv", "columnReference": name}}
        for column in table.columns
        if column.table and (name := column.name)
    ]
    if keys:
        schema["foreignKeys"] = keys
    words = [{"@value": table.en, "@language": "en"}, {"@value": table.it, "@language": "it"}]
    return {"url": f"{table.name}.csv", "dc:description": words, "tableSchema": schema}


def _column(selection: Selection, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": [{"@value": column.en, "@language": "en"}, {"@value": column.it, "@language": "it"}],
        "datatype": _DATATYPES.get(column.kind, "string"),
    }
    if address := column.address(selection.names):
        described["valueUrl"] = f"{address}{{{column.name}}}"
    return described
