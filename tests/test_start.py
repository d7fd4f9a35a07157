"""What a command must not load: it starts for a few triples as fast as for none."""

import subprocess
import sys
from pathlib import Path

import pytest
from boatyard import SHAPES, TOOLS, copied

HEAVY = ("rdflib", "pyshacl", "flask", "jinja2", "granian", "oxrdflib")
PROGRAM = """
import sys
from foedus.cli import main
sys.argv = ["foedus", *sys.argv[1:]]
try:
    main()
except SystemExit as ended:
    code = ended.code
print(code, sorted(set({heavy}) & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["validate", str(TOOLS), "--shapes", str(SHAPES), "--format", "text,sarif:a.sarif,junit:a.xml,turtle:a.ttl"],
        ["validate", "--explain", "MinCount"],
        ["validate"],
        ["report", "--format", "json"],
    ],
    ids=["any", "explain", "settings", "report"],
)
def test_validation_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    """Judging by shapes that our engine knows loads neither rdflib nor pyshacl nor a web framework."""
    program = [sys.executable, "-c", PROGRAM.format(heavy=HEAVY), *words]
    done = subprocess.run(program, cwd=copied(tmp_path), capture_output=True, text=True, check=False)

    assert "0 []" == done.stderr.strip().splitlines()[-1]
