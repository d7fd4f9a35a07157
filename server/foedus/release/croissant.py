"""Describes the files of a release, and the columns of its tables, as schema.org with Croissant 1.0.

See https://docs.mlcommons.org/croissant/docs/croissant-spec.html.
"""

from typing import Any

from foedus import export
from foedus.export.tables import Column, Table
from foedus.release.papers import Edition, File, written

_TERMS = "http://mlcommons.org/croissant/"
_DATATYPES = {"integer": "sc:Integer", "decimal": "sc:Float", "date": "sc:Date", "boolean": "sc:Boolean"}
#: Names that the standard writes without a prefix; those whose values are JSON or names of classes are apart.
_PLAIN = (
    "citeAs column equivalentProperty extract field fileProperty fileObject fileSet format includes isLiveDataset "
    "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
)
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": _TERMS,
    "rai": _TERMS + "RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{name: f"cr:{name}" for name in _PLAIN.split()},
}
#: The file that holds the tables.
_TABLES = f"data/graph.{export.FORMS['csv'].suffix}"


def croissant(edition: Edition) -> bytes:
    """Write the description; the records of each table are read from its file in the zip of tables."""
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "@id": edition.home,
        "conformsTo": _TERMS + "1.0",
        "name": edition.title,
        "version": edition.version,
        "datePublished": edition.day,
        "license": edition.about.licence,
        "description": edition.about.readings or edition.title,
        "url": edition.names.base,
        "citeAs": f"{edition.title}, version {edition.version}, sha256:{edition.hash}, {edition.home}",
        "distribution": [*map(_file, edition.files), *map(_part, edition.tables)],
        "recordSet": [_records(table) for table in edition.tables],
    }
    return written({name: value for name, value in described.items() if value})


def _file(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": file.words or file.path,
        "contentUrl": file.path,
        "encodingFormat": file.media_type,
        "contentSize": f"{len(file.content)} B",
        "sha256": file.hash,
    }


def _part(table: Table) -> dict[str, Any]:
    name = f"{table.name}.csv"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": table.en,
        "containedIn": {"@id": _TABLES},
        "contentUrl": name,
        "encodingFormat": "text/csv",
    }


def _records(table: Table) -> dict[str, Any]:
    fields = [_field(table, column) for column in table.columns]
    return {"@type": "cr:RecordSet", "@id": table.name, "name": table.name, "description": table.en, "field": fields}


def _field(table: Table, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.en,
        "dataType": _DATATYPES.get(column.kind, "sc:Text"),
        "source": {"fileObject": {"@id": f"{table.name}.csv"}, "extract": {"column": column.name}},
    }
