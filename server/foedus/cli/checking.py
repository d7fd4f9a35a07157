"""Judges what `foedus validate` was asked to: chooses data and shapes as named or settled, and what is then told."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from foedus import judging, library
from foedus.cli.desk import Desk, standard_input
from foedus.cli.selecting import Selection, selected
from foedus.facts import CouldNotDo, Finding, Origin
from foedus.judging import Document, Source
from foedus.reports.profile import Profile, read
from foedus.since import validate_own_since, validate_since
from foedus.terms import Names

_SETTINGS = Path("foedus.toml")
_STDIN = "-"
#: Data, shapes and ontology.
_Named = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given."""

    data: tuple[str, ...]
    shapes: tuple[str, ...]
    ontology: tuple[str, ...]
    stdin_format: str
    formats: tuple[str, ...]
    check_shapes: bool
    fail_on: str | None
    baseline: Path | None
    write_baseline: bool
    new_only: bool
    profile: Path | None
    shape: tuple[str, ...]
    focus: tuple[str, ...]
    changed: bool
    since: str | None
    explain: str | None

    @property
    def revision(self) -> str | None:
        """The revision since which a change is asked for."""
        return self.since or ("HEAD" if self.changed else None)


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings that were asked for, notes, the profile, and what gives the bytes of a file that a finding names."""

    findings: list[Finding]
    notes: list[str]
    profile: Profile
    bytes_of: Callable[[str], bytes | None]


def judge(desk: Desk, asked: Asked) -> Judged:
    """Judge the data that are named, else those that the profile names, else the graph; raises CouldNotDo."""
    profile, home = _profile(desk, asked)
    data, shapes, ontology = _sources(asked, profile, home)
    if not data and not shapes:
        return _own(desk, asked, profile)
    if not shapes:
        raise CouldNotDo("no shapes were named; give them with --shapes, or in [validate] of foedus.toml")
    if not data:
        raise CouldNotDo("no data were named; name files or folders, or give them in [validate] of foedus.toml")
    return _any(desk, asked, profile, (data, shapes, ontology))


def _any(desk: Desk, asked: Asked, profile: Profile, named: _Named) -> Judged:
    data: list[Source] = [_document(asked) if name == _STDIN else name for name in named[0]]
    texts = {source.name: source for source in data if isinstance(source, Document)}
    selection = Selection(_shapes(asked, named[1], desk.holdings.names), asked.focus)
    with desk.working("judging by the shapes"), _uncollected():
        if asked.revision:
            report = validate_since(data, *named[1:], asked.revision, check_shapes=asked.check_shapes)
        else:
            report = judging.validate(data, *named[1:], check_shapes=asked.check_shapes)

    def bytes_of(name: str) -> bytes | None:
        return texts[name].bytes if name in texts else _found(desk, Path(), name)

    return Judged(selected(report, selection), report.notes, profile, bytes_of)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave garbage where it is: looking for it among a million triples takes a fifth of the time, and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _own(desk: Desk, asked: Asked, profile: Profile) -> Judged:
    holdings = desk.holdings
    shapes = _shapes(asked, judging.documents(holdings)[0], holdings.names)
    with desk.working("building the graph"):
        built = library.build(holdings)
    with desk.working("judging the shapes and rules"):
        if asked.revision:
            report = validate_own_since(built, asked.revision, check_shapes=asked.check_shapes)
        else:
            report = library.validate(built, check_shapes=asked.check_shapes)
    return Judged(
        selected(report, Selection(shapes, asked.focus)),
        report.notes,
        profile,
        lambda name: _found(desk, holdings.root, name),
    )


def _shapes(asked: Asked, sources: Iterable[Source], names: Names) -> tuple[str, ...]:
    """Give the IRIs of the shapes that were asked for; raises CouldNotDo where one is no shape."""
    if not asked.shape:
        return ()
    reading = judging.read(sources)
    known = {str(fact.quad.subject).strip("<>") for fact in reading.facts}
    prefixes = replace(names, others=tuple(reading.prefixes.items()))
    iris = tuple(_iri(prefixes, name) for name in asked.shape)
    for name, iri in zip(asked.shape, iris, strict=True):
        if iri not in known:
            raise CouldNotDo(f"no shape is called {name}; name it as its file does, or by its whole IRI")
    return iris


def _iri(names: Names, name: str) -> str:
    try:
        return names.expand(name).value
    except ValueError:
        return name


def _found(desk: Desk, root: Path, name: str) -> bytes | None:
    path = root / name
    found = path if path.is_file() else desk.holdings.located(name)
    return found.read_bytes() if found else None


def _document(asked: Asked) -> Document:
    return Document(standard_input(), asked.stdin_format, "standard input")


def _profile(desk: Desk, asked: Asked) -> tuple[Profile, Path]:
    """Read the profile that is named, else that of the graph, else that of the folder in which we are."""
    own = desk.holdings.settings if desk.root else _SETTINGS
    file = asked.profile or own
    if asked.profile is None and not file.is_file():
        return Profile(), Path()
    said = read(judging.content(file), str(file))
    if said is None and asked.profile:
        raise CouldNotDo("this has no table [validate]; write one, or leave out --profile", Origin(str(file)))
    profile = said or Profile()
    profile.judge(judging.pages(desk.holdings), str(file))
    return profile, file.parent


def _sources(asked: Asked, profile: Profile, home: Path) -> _Named:
    """Give data, shapes and ontology as they were named, else as the profile names them from its folder."""

    def settled(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple((home / name).as_posix() for name in names)

    ontology = asked.ontology or settled(profile.ontology)
    return asked.data or settled(profile.data), asked.shapes or settled(profile.shapes), ontology
