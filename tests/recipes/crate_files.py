"""Read the files that a release lists as an RO-Crate: python crate_files.py RELEASE."""

# /// script
# dependencies = ["rocrate"]
# ///

import sys

from rocrate.rocrate import ROCrate

crate = ROCrate(sys.argv[1])
print(len(crate.data_entities), sum(int(file["contentSize"]) for file in crate.data_entities))
