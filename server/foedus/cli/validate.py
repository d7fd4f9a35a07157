"""`foedus validate`: a graph laid out like ours by our shapes and rules, or any RDF by shapes of its own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from foedus import judging, library
from foedus.cli import outputs
from foedus.cli.desk import Desk, examples, options, standard_input, write
from foedus.cli.selecting import Selection, selected
from foedus.facts import RANK, CouldNotDo, Origin, Report
from foedus.judging import Document, Source
from foedus.reports import FORMS, Told, Verdict, baseline, verdict
from foedus.reports.excerpts import Sources
from foedus.reports.profile import NEVER, Profile
from foedus.reports.profile import read as read_profile
from foedus.since import validate_since

_SETTINGS = Path("foedus.toml")
_STDIN = "-"
_FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options as they were given."""

    data: tuple[str, ...]
    shapes: tuple[str, ...]
    ontology: tuple[str, ...]
    stdin_format: str
    formats: tuple[str, ...]
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


@click.command(
    epilog=examples(
        "foedus validate --holdings my-graph --fail-on warning",
        "foedus validate data/ --shapes shapes/ --format text,sarif:findings.sarif",
        "foedus validate --explain MinCount",
        then="Exit codes: 0 conforms, 1 findings, 2 could not check. A folder, a file, a pattern or - is DATA. "
        "foedus.toml may say in [validate]: data, shapes, ontology, fail-on, and severity by rule.",
    )
)
@click.argument("data", nargs=-1)
@click.option("--shapes", "-s", multiple=True, metavar="FILE", help="SHACL shapes: a file, a folder or a pattern.")
@click.option("--ontology", multiple=True, metavar="FILE", help="Lends its tree of classes; is not judged.")
@click.option(
    "--stdin-format",
    default="trig",
    show_default="trig, which Turtle is too",
    metavar="EXT",
    help="The format of standard input, where DATA is -: an extension or a media type.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("text",),
    show_default="text",
    metavar="FORM[:FILE]",
    help=f"How to tell it, and in which file: {', '.join(FORMS)}. Several at once, by commas.",
)
@click.option(
    "--fail-on",
    type=click.Choice([*RANK, NEVER]),
    help="The mildest finding that makes the exit code 1.  [default: violation]",
)
@click.option("--baseline", type=_FILE, metavar="FILE", help="Findings in FILE are known and do not fail.")
@click.option("--write-baseline", is_flag=True, help="Write what is found now to the file of --baseline.")
@click.option("--new-only", is_flag=True, help="Leave out what is in the baseline.")
@click.option("--profile", type=_FILE, metavar="FILE", help="TOML with a table [validate]; else foedus.toml here.")
@click.option("--shape", multiple=True, metavar="IRI", help="Tell only what this shape finds.")
@click.option("--focus", multiple=True, metavar="IRI", help="Tell only what is found of this node.")
@click.option("--changed", is_flag=True, help="Tell only what a change that is not committed matters to.")
@click.option("--since", metavar="REV", help="Tell only what a change since a git revision matters to.")
@click.option("--explain", is_flag=False, flag_value="", metavar="RULE", help="Say what a rule demands, and end.")
@options
@click.pass_obj
def command(desk: Desk, /, **said: Any) -> int:
    """Judge the graph, or any RDF, by shapes and rules.

    Without DATA, a graph laid out like ours: by our shapes and rules and its own. With DATA, any RDF by the shapes
    of --shapes. Each finding names the file and the line where the thing is written, and what to do.
    """
    asked = _Asked(**said)
    if asked.explain is not None:
        return _explained(desk, asked.explain)
    wanted = outputs.wanted(asked.formats)
    try:
        told = _judged(desk, asked)
    except CouldNotDo as error:
        outputs.could_not(error, wanted)
        raise
    if asked.write_baseline:
        return _kept(desk, asked, told)
    outputs.put(told, wanted, desk)
    return int(told.failed)


def _explained(desk: Desk, rule: str) -> int:
    pages = judging.pages(desk.holdings)
    if rule and rule not in pages:
        raise CouldNotDo(f"there is no rule {rule}; `foedus validate --explain` lists them")
    click.echo(pages[rule].write() if rule else "\n".join(f"{name}: {page.demands}" for name, page in pages.items()))
    return 0


def _judged(desk: Desk, asked: _Asked) -> Verdict:
    profile, home = _profile(desk, asked)
    data, shapes, ontology = _sources(asked, profile, home)
    if data or shapes:
        if not shapes:
            raise CouldNotDo("no shapes were named; give them with --shapes, or in [validate] of foedus.toml")
        if not data:
            raise CouldNotDo("no data were named; name files or folders, or give them in [validate] of foedus.toml")
        read: list[Source] = [_document(asked) if name == _STDIN else name for name in data]
        texts = {source.name: source for source in read if isinstance(source, Document)}
        with desk.working("judging by the shapes"):
            since = _selection(asked).since
            report = (
                validate_since(read, shapes, ontology, since) if since else judging.validate(read, shapes, ontology)
            )
            root, selection = Path(), Selection(asked.shape, asked.focus)
    else:
        with desk.working("building the graph"):
            built = library.build(desk.holdings)
        with desk.working("judging the shapes and rules"):
            report, root, texts = library.validate(built), desk.holdings.root, {}
            selection = _selection(asked)
    lines = Sources(lambda name: texts[name].bytes if name in texts else _source(desk, root / name, name))
    report = Report(selected(report, selection, root), report.notes)
    return _verdict(desk, asked, profile, report, lines)


def _document(asked: _Asked) -> Document:
    return Document(standard_input(), asked.stdin_format, "standard input")


def _profile(desk: Desk, asked: _Asked) -> tuple[Profile, Path]:
    """Read the profile that is named, else that of the graph, else that of the folder in which we are."""
    own = desk.holdings.settings if desk.root else _SETTINGS
    file = asked.profile or own
    if asked.profile is None and not file.is_file():
        return Profile(), Path()
    read = read_profile(_content(file), str(file))
    if read is None and asked.profile:
        raise CouldNotDo("this has no table [validate]; write one, or leave out --profile", Origin(str(file)))
    profile = read or Profile()
    profile.judge(judging.pages(desk.holdings), str(file))
    return profile, file.parent


def _sources(asked: _Asked, profile: Profile, home: Path) -> list[tuple[str, ...]]:
    """Give data, shapes and ontology as they were named, else as the profile names them from its folder."""
    pairs = ((asked.data, profile.data), (asked.shapes, profile.shapes), (asked.ontology, profile.ontology))
    return [given or tuple((home / name).as_posix() for name in settled) for given, settled in pairs]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CouldNotDo(f"the file cannot be read: {error.strerror}", Origin(str(file))) from None


def _verdict(desk: Desk, asked: _Asked, profile: Profile, report: Report, lines: Sources) -> Verdict:
    findings, notes = profile.apply(report.findings)
    findings = verdict.ordered(findings)
    told = [Told(finding, excerpt=lines.excerpt(finding)) for finding in findings]
    if asked.baseline and not asked.write_baseline:
        told, gone = baseline.marked(told, baseline.read(_content(asked.baseline), str(asked.baseline)))
        notes += [f"{gone} findings of the baseline are gone; --write-baseline takes them out"] if gone else []
        told = [one for one in told if not (asked.new_only and one.known)]
    laws = judging.laws(findings, judging.pages(desk.holdings))
    fail_on = asked.fail_on or profile.fail_on or "violation"
    return Verdict(tuple(told), (*report.notes, *notes), fail_on, laws, outputs.links())


def _source(desk: Desk, path: Path, name: str) -> bytes | None:
    found = path if path.is_file() else desk.holdings.located(name)
    return found.read_bytes() if found else None


def _selection(asked: _Asked) -> Selection:
    return Selection(asked.shape, asked.focus, asked.since or ("HEAD" if asked.changed else None))


def _kept(desk: Desk, asked: _Asked, told: Verdict) -> int:
    """Write the baseline anew."""
    if asked.baseline is None:
        raise CouldNotDo("--write-baseline needs a file: name it with --baseline")
    write(asked.baseline, baseline.write(told.told))
    desk.note(f"{len(told.told)} findings are known now: {asked.baseline}")
    return 0
