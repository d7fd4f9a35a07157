"""Read every table of a release with pandas, typed as its metadata say: python pandas_tables.py RELEASE."""

# /// script
# dependencies = ["pandas"]
# ///

import json
import sys
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

with ZipFile(Path(sys.argv[1]) / "data" / "graph.zip") as archive:
    for table in json.loads(archive.read("csv-metadata.json"))["tables"]:
        columns = table["tableSchema"]["columns"]
        texts = {c["name"]: "string" for c in columns if c["datatype"] == "string"}
        days = [c["name"] for c in columns if c["datatype"] == "date"]
        with archive.open(table["url"]) as file:
            print(table["url"], len(pd.read_csv(file, dtype=texts, parse_dates=days)))
