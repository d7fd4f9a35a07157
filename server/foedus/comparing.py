"""Opens two states of a graph (a revision, a release, a folder, a file) and tells what changed, in five forms."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from foedus import changes, graph, ledger, library
from foedus.differences import WORDS, Change, State, compare, counted
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings, open_holdings
from foedus.library import Built
from foedus.say import say
from foedus.terms import TYPE, Names, foreign, term

#: The name of the state before anything was entered.
NOTHING = "nothing"
_PROV = "http://www.w3.org/ns/prov#"
_FOLDERS = ("seeds", "ontology", "graph", "shapes", "foedus.toml")


def between(old: str, new: str, holdings: Holdings) -> list[Change]:
    """Compare two states, each a folder of a graph or a release, a file of ``foedus export --view claims``, a revision.

    An empty name is the graph of the holdings as it is, ``nothing`` one that holds no claim. Raises CouldNotDo where
    one cannot be opened.
    """
    return compare(_state(opened(old, holdings)), _state(opened(new, holdings)), holdings.names)


def opened(name: str, holdings: Holdings) -> Built:
    """Build the graph of one state; conflicts and view follow the policy that stands there, or else the present one."""
    path = Path(name)
    if not name:
        return library.build(holdings)
    if name == NOTHING:
        return library.build_from(holdings, [])
    if path.is_file():
        return library.build_from(holdings, list(graph.read_file(path, path.name)))
    if path.is_dir():
        return library.build(open_holdings(path))
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(changes.archive(name, holdings.root, _FOLDERS))) as archive:
            archive.extractall(folder, filter="data")
        return library.build(replace(open_holdings(Path(folder)), names=holdings.names))


def _state(built: Built) -> State:
    index = built.index
    hashes = {claim: ledger.claim_hash(index, claim) for claim in index.typed(term("Claim"))}
    return State(index, built.view, hashes, lambda claim: say(index, claim, "en"))


def as_text(found: list[Change], _names: Names | None = None) -> str:
    """Write the changes for a terminal."""
    return "\n".join([*_headed(found), *(line for change in found for line in _lines(change, "  "))]) + "\n"


def as_markdown(found: list[Change], _names: Names) -> str:
    """Write the changes for a pull request, grouped by kind."""
    parts = [f"**{', '.join(_headed(found))}**"]
    for kind, (_, title) in WORDS.items():
        rows = [change for change in found if change.kind == kind]
        if rows:
            parts += [f"### {title[0].upper()}{title[1:]}", "\n".join(_item(change) for change in rows)]
    return "\n\n".join(parts) + "\n"


def as_json(found: list[Change], _names: Names) -> str:
    """Write the changes as a JSON array."""
    return json.dumps([asdict(change) for change in found], ensure_ascii=False, indent=2) + "\n"


def as_turtle(found: list[Change], names: Names) -> str:
    """Write each change as an activity that generated or invalidated a thing (https://www.w3.org/TR/prov-o/)."""
    prefixes = {**names.prefixes(), "prov": _PROV}
    triples = (triple for number, change in enumerate(found, 1) for triple in _activity(number, change, names))
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()


def as_held(found: list[Change], _names: Names) -> str:
    """Write the counts as the lines of the changelog's "Now held"."""
    return "".join(f"- {line}.\n" for line in _headed(found))


FORMS: dict[str, Callable[[list[Change], Names], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "turtle": as_turtle,
    "held": as_held,
}


def _headed(found: list[Change]) -> list[str]:
    return counted(found) or ["nothing changed"]


def _lines(change: Change, indent: str) -> Iterator[str]:
    yield f"{WORDS[change.kind][0]}: {change.node}"
    yield f"{indent}{change.sentence}"
    if change.before:
        yield f"{indent}before: {change.before}"
    for quote in change.quotes:
        yield f"{indent}«{' '.join(quote.split())}»"


def _item(change: Change) -> str:
    quotes = " … ".join(f"«{' '.join(quote.split())}»" for quote in change.quotes)
    before = f" (before: {change.before})" if change.before else ""
    return f"- `{change.node}` {change.sentence}{before} {quotes}".rstrip()


def _activity(number: int, change: Change, names: Names) -> Iterator[ox.Triple]:
    activity, node = ox.NamedNode(f"{names.base}changes#{number}"), names.expand(change.node)
    yield ox.Triple(activity, TYPE, ox.NamedNode(_PROV + "Activity"))
    yield ox.Triple(activity, foreign("dcterms:type"), ox.Literal(change.kind))
    yield ox.Triple(activity, foreign("dcterms:description"), ox.Literal(change.sentence, language="en"))
    ended = change.kind in ("claim-withdrawn", "conflict-closed")
    yield ox.Triple(activity, ox.NamedNode(_PROV + ("invalidated" if ended else "generated")), node)


def form_of(name: str) -> Callable[[list[Change], Names], str]:
    """Find a form by its name; raises CouldNotDo naming those that there are."""
    if name not in FORMS:
        raise CouldNotDo(f"there is no format {name}; choose one of {', '.join(FORMS)}")
    return FORMS[name]
