"""The redirects for w3id.org know every path of ours, and say that they are not registered."""

import re
from pathlib import Path

import pytest
from foedus.terms import CONCEPT, HOME, MATCHES, ONTOLOGY, PATHS, PROBLEMS, RULES

FOLDER = Path(__file__).parent.parent / "server" / "deploy" / "w3id"
RULES_OF = re.findall(r"^RewriteRule (\S+) (\S+) \[(.*)\]$", (FOLDER / ".htaccess").read_text("utf-8"), re.MULTILINE)


def redirected(path: str) -> str:
    """Do as Apache does with the rules, for one path below ours."""
    for pattern, target, flags in RULES_OF:
        found = re.search(pattern, path)
        if found:
            assert flags == "R=303,L"
            return target.replace("$1", found[1] if found.groups() else "")
    return ""


@pytest.mark.parametrize(
    "iri",
    [
        *(HOME + path + "x-1.ttl" for path in PATHS.values()),
        CONCEPT + "frozen",
        ONTOLOGY.rstrip("#"),
        MATCHES,
        PROBLEMS + "x",
        RULES + "x",
    ],
)
def test_every_kind_of_iri_is_redirected(iri: str) -> None:
    """Each path that the code can mint leads to the same path of a server."""
    path = iri.removeprefix(HOME)

    assert f"https://SERVER/{path}" == redirected(path)


@pytest.mark.parametrize("path", ["idx/a", "../etc", "wp-login.php", "claims/a"])
def test_nothing_else_is_redirected(path: str) -> None:
    """What is no path of ours leads nowhere."""
    assert "" == redirected(path)


def test_it_is_told_that_the_address_is_not_registered() -> None:
    """The folder and the README say so plainly."""
    readme = (FOLDER.parent.parent.parent / "README.md").read_text("utf-8")

    assert ["not registered" in text for text in ((FOLDER / "README.md").read_text("utf-8"), readme)] == [True, True]
