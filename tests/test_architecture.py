import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "server" / "foedus"

#: Every module, or folder of modules, with the floor on which it stands. A new room is a new line here.
FLOORS = {
    "terms": "ground",
    "facts": "ground",
    "holdings": "ground",
    "operations": "ground",
    "anchors": "leaf",
    "asking": "leaf",
    "board": "leaf",
    "brood": "leaf",
    "census": "leaf",
    "graph": "leaf",
    "confinement": "leaf",
    "fates": "leaf",
    "folding": "leaf",
    "guard": "leaf",
    "holding": "leaf",
    "lanes": "leaf",
    "lending": "leaf",
    "ordering": "leaf",
    "origins": "leaf",
    "parameters": "leaf",
    "sentences": "leaf",
    "seeds": "leaf",
    "sheaf": "leaf",
    "paper": "leaf",
    "triples": "leaf",
    "shacl": "leaf",
    "wire": "leaf",
    "workers": "leaf",
    "working": "leaf",
    "zygote": "leaf",
    "asof": "room",
    "authoring": "room",
    "cache": "room",
    "citation": "room",
    "conflicts": "room",
    "changelog": "room",
    "changes": "room",
    "coverage": "room",
    "description": "room",
    "differences": "room",
    "engine": "room",
    "evidence": "room",
    "export": "room",
    "graphstore": "room",
    "layout": "room",
    "ledger": "room",
    "negotiation": "room",
    "primer": "room",
    "pictures": "room",
    "protocol": "room",
    "quality": "room",
    "questions": "room",
    "reports": "room",
    "rulebook": "room",
    "rules": "room",
    "say": "room",
    "search": "room",
    "settings": "room",
    "shapes": "room",
    "stats": "room",
    "stores": "room",
    "tracing": "room",
    "validation": "room",
    "view": "room",
    "why": "room",
    "turns": "room",
    "__init__": "edge",
    "cli": "edge",
    "judged": "edge",
    "comparing": "edge",
    "judging": "edge",
    "holder": "edge",
    "library": "edge",
    "mcp": "edge",
    "pytest_plugin": "edge",
    "since": "edge",
    "release": "edge",
    "starter": "edge",
    "web": "edge",
}
#: What each floor may import: a room knows the ground and the small leaf rooms, never another room.
BELOW = {
    "ground": {"ground"},
    "leaf": {"ground", "leaf"},
    "room": {"ground", "leaf"},
    "edge": {"ground", "leaf", "room", "edge"},
}

#: Packages of others that one module alone knows.
OWNERS = {"click": {"cli"}, "flask": {"web"}, "mcp": {"mcp"}, "pyshacl": {"shacl"}}


def imported(tree: ast.Module) -> Iterator[str]:
    """Give the dotted names that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = "foedus" if node.level else node.module or ""
            names = [f"foedus.{alias.name}" for alias in node.names] if start == "foedus" else [start]
        else:
            continue
        yield from names


def read() -> dict[str, set[str]]:
    """Read what each module imports; a folder of modules is one."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).with_suffix("").parts[0]
        found.setdefault(name, set()).update(imported(ast.parse(file.read_text("utf-8"))))
    return found


def modules() -> dict[str, set[str]]:
    """Give what each module imports of ours."""
    return {
        name: {other.split(".")[1] for other in others if other.startswith("foedus.")} - {name}
        for name, others in read().items()
    }


def test_every_module_stands_on_a_floor() -> None:
    """Every module of the package is named in the table of floors, and the table names no other."""
    assert sorted(FLOORS) == sorted(modules())


def test_imports_point_downwards() -> None:
    """A module imports only what its floor may import."""
    wrong = [
        f"{name} imports {other}"
        for name, others in modules().items()
        for other in others
        if FLOORS.get(other, "edge") not in BELOW[FLOORS.get(name, "room")]
    ]

    assert [] == wrong


def test_imports_have_no_circles() -> None:
    """No module imports itself through others."""
    order = list(TopologicalSorter(modules()).static_order())

    assert set(modules()) <= set(order)


@pytest.mark.parametrize("package", OWNERS)
def test_one_room_knows_a_package(package: str) -> None:
    """A package of others that decides how a part is made is imported by that part only."""
    users = {name for name, others in read().items() for other in others if other.split(".")[0] == package}

    assert OWNERS[package] == users


@pytest.mark.parametrize(
    ("owner", "mark"),
    [
        ("terms", r"w3id\.org/foedus"),
        ("holdings", r"\.root / "),
        ("asking", r"\bstore\.query\("),
        ("engine", r"_store\.query\("),
        ("brood", r"\bos\.fork\("),
    ],
)
def test_one_module_knows_a_thing(owner: str, mark: str) -> None:
    """Our addresses, the places of files and how a store is asked are each written in one module."""
    texts = {file.stem: file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py"))}

    assert {owner} == {name for name, text in texts.items() if re.search(mark, text)}
