"""Writes tables as Parquet, in one zip: the only user of pyarrow, which is an extra."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from types import ModuleType

from foedus.export.scope import Selection
from foedus.export.sheets import zipped
from foedus.export.tables import Table, tables
from foedus.facts import CouldNotDo

#: What a cell becomes, by the kind of its column; all others stay texts.
_READ: dict[str, Callable[[str], object]] = {
    "boolean": lambda cell: cell == "true",
    "date": date.fromisoformat,
    "decimal": Decimal,
    "integer": int,
}


def columns(selection: Selection) -> Iterator[bytes]:
    """Write a zip of one Parquet file a table; raises CouldNotDo where pyarrow is missing."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
    except ImportError:
        raise CouldNotDo("Parquet needs pyarrow; install it by `pip install 'foedus[parquet]'`") from None
    yield zipped({f"{table.name}.parquet": _file(pa, table) for table in tables(selection)})


def _file(pa: ModuleType, table: Table) -> bytes:
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    kinds = {"boolean": pa.bool_(), "date": pa.date32(), "decimal": pa.decimal128(38, 9), "integer": pa.int64()}
    fields = [(column.name, kinds.get(column.kind, pa.string())) for column in table.columns]
    arrays = []
    for place, column in enumerate(table.columns):
        read = _READ.get(column.kind, str)
        cells = [None if row[place] is None else read(str(row[place])) for row in table.rows]
        arrays.append(pa.array(cells, kinds.get(column.kind, pa.string())))
    schema = pa.schema(fields, metadata={"description": table.en})
    held = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), held)
    return held.getvalue()
