"""Read every table of a release by its Croissant description: python croissant_records.py RELEASE."""

# /// script
# dependencies = ["mlcroissant"]
# ///

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

# The library keeps what it has unpacked by the file's name alone, and would take another release's tables for ours.
cache = TemporaryDirectory()
os.environ["CROISSANT_CACHE"] = cache.name

import mlcroissant as mlc  # noqa: E402 - it reads the variable when it is imported

dataset = mlc.Dataset(Path(sys.argv[1]) / "croissant.json")
for table in dataset.metadata.record_sets:
    print(table.id, sum(1 for _ in dataset.records(table.id)))
