"""The wheel, built from the sdist, answers a question in a clean environment."""

import json
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from foedus.holdings import open_holdings
from foedus.web.editor import EDITION

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
QUERY = "SELECT (COUNT(?claim) AS ?n) WHERE { ?claim a <https://w3id.org/foedus/ontology#Claim> }"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from it, as `python -m build` does."""
    out = tmp_path_factory.mktemp("dist")
    run = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(run, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def clean(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment that has its dependencies and no checkout."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=True)
    wheel = next(built.glob("*.whl"))
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    install = [str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *constraints, str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return home


def test_the_wheel_answers_a_question(clean: Path, tmp_path: Path) -> None:
    """An installed wheel holds the graph and answers as many claims as the checkout has."""
    told = subprocess.run(
        [str(clean / "bin" / "foedus"), "query", QUERY, "--format", "json"],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        text=True,
    )
    expected = sum(file.read_text("utf-8").count(" a f:Claim ") for file in (ROOT / "graph" / "claims").glob("*.trig"))

    assert str(expected) == json.loads(told.stdout)["results"]["bindings"][0]["n"]["value"]


def test_the_wheel_validates_itself(clean: Path, tmp_path: Path) -> None:
    """The graph in an installed wheel passes its own shapes, with nothing of the checkout at hand."""
    told = subprocess.run(
        [str(clean / "bin" / "foedus"), "validate", "--quiet"],
        check=False,
        capture_output=True,
        cwd=tmp_path,
        text=True,
    )

    assert (0, "") == (told.returncode, told.stderr)


def test_the_packages_hold_no_article(built: Path) -> None:
    """Neither package holds an article's file, only its record."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel, tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = [*wheel.namelist(), *sdist.getnames()]

    assert [] == [name for name in names if "/seeds/" in name and name.endswith(".txt")]
    assert any("_holdings/seeds/" in name for name in names)


def test_the_packages_hold_the_editor_with_its_notices(built: Path) -> None:
    """Who installs a package needs no npm: both bring the editor of /query, and the licences of all in it."""
    if not shutil.which("npm"):
        # without npm a package is built too, and its page shows the plain form
        pytest.skip("npm is not installed")
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel, tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        names = [wheel.namelist(), sdist.getnames()]

    for ending in ("yasqe.min.js", "yasqe.min.css", "THIRD_PARTY_NOTICES.txt"):
        assert [1, 1] == [sum(name.endswith(f"/{EDITION}/{ending}") for name in held) for held in names]


def test_in_a_checkout_the_holdings_are_the_checkout() -> None:
    """A checkout serves its own folders, never a copy that an install left behind."""
    assert ROOT == open_holdings().root
