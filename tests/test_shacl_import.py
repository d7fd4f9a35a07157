"""The fast path of validation starts fast."""

import subprocess
import sys

SCRIPT = """
import sys
from foedus import shacl
from foedus.graph import read
data = list(read(b"@prefix e: <http://e.org/> . e:a a e:C ; e:p 'x' .", "d.ttl"))
law = b"@prefix e: <http://e.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . e:S sh:targetClass e:C ; sh:sparql [ sh:select 'SELECT $this ?value WHERE { $this <http://e.org/p> ?value }' ] ; sh:property [ sh:path e:p ; sh:maxCount 0 ] ."
found = shacl.judge(data, list(read(law, "s.ttl"))).findings
print(len(found), sorted(set(sys.modules) & {"rdflib", "pyshacl", "flask", "click"}))
"""


def test_the_fast_path_imports_no_slow_package() -> None:
    """Judging Core and SPARQL constraints imports neither rdflib nor pyshacl nor Flask."""
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout

    assert "2 []" == told.strip()
