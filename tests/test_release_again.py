"""Two people who build a release of one commit, each on a machine set up in its own way, get the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from starting import begin

#: What differs between machines and must not matter: where a checkout lies, its clock, language, rights, hash seed.
MACHINES = (
    ("a", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0"}, 0o077),
    ("a longer/path b", {"TZ": "America/Adak", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7", "COLUMNS": "20"}, 0o002),
)
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@b.invalid")


def built(top: Path, origin: Path, where: str, machine: dict[str, str], umask: int) -> dict[str, bytes]:
    """Clone and build as somebody else would; give the bytes of each file."""
    clone, made = top / where / "clone", top / where / "made"
    clone.parent.mkdir(parents=True)
    subprocess.run([*GIT, "clone", "-q", origin, clone], check=True)
    words = [Path(sys.executable).parent / "foedus", "--holdings", clone, "release", "1.0", "-o", made]
    environment = {**os.environ, **machine, "HOME": str(top / where)}
    subprocess.run(words, check=True, capture_output=True, env=environment, umask=umask, cwd=clone)
    return {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_two_clean_builds_have_the_same_bytes(tmp_path: Path) -> None:
    """Every file is the same, SQLite and Parquet too; the day is the commit's, not the builder's."""
    root = begin(tmp_path)
    day = {"GIT_COMMITTER_DATE": "2026-01-01T23:30:00+00:00", "GIT_AUTHOR_DATE": "2026-01-01T23:30:00+00:00"}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "begin"]):
        subprocess.run([*GIT, *words], cwd=root, check=True, env={**os.environ, **day})
    one, other = (built(tmp_path, root, *machine) for machine in MACHINES)

    assert one.keys() == other.keys()
    assert [] == [name for name in one if one[name] != other[name]]
    assert {"data/graph.db", "data/graph.parquet.zip", "release.json"} <= one.keys()
    assert b'"day": "2026-01-01"' in one["release.json"]
