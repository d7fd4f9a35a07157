"""`foedus validate`: a graph laid out like ours by our shapes and rules, or any RDF by shapes of its own."""

from pathlib import Path
from typing import Any

import click

from foedus import judging
from foedus.cli import outputs
from foedus.cli.checking import Asked, Judged, judge
from foedus.cli.desk import Desk, examples, options, write
from foedus.facts import RANK, CouldNotDo
from foedus.reports import FORMS, Told, Verdict, baseline, verdict
from foedus.reports.excerpts import Sources
from foedus.reports.profile import NEVER

_FILE = click.Path(path_type=Path, dir_okay=False)


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
@click.option("--check-shapes", is_flag=True, help="Tell also what makes shapes find nothing, and unused terms.")
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
@click.option(
    "--since",
    metavar="REV",
    help="Tell only what a change since a git revision matters to: with DATA only that is judged, else all is.",
)
@click.option("--explain", is_flag=False, flag_value="", metavar="RULE", help="Say what a rule demands, and end.")
@options
@click.pass_obj
def command(desk: Desk, /, **said: Any) -> int:
    """Judge the graph, or any RDF, by shapes and rules.

    Without DATA, a graph laid out like ours: by our shapes and rules and its own. With DATA, any RDF by the shapes
    of --shapes. Each finding names the file and the line where the thing is written, and what to do.
    """
    asked = Asked(**said)
    if asked.explain is not None:
        return _explained(desk, asked.explain)
    wanted = outputs.wanted(asked.formats)
    try:
        told = _verdict(desk, asked, judge(desk, asked))
    except CouldNotDo as error:
        outputs.could_not(error, wanted)
        raise
    if asked.write_baseline:
        return _kept(desk, asked, told)
    outputs.put(told, wanted, desk)
    return told.code


def _explained(desk: Desk, rule: str) -> int:
    pages = judging.pages(desk.holdings)
    if rule and rule not in pages:
        raise CouldNotDo(f"there is no rule {rule}; `foedus validate --explain` lists them")
    click.echo(pages[rule].write() if rule else "\n".join(f"{name}: {page.demands}" for name, page in pages.items()))
    return 0


def _verdict(desk: Desk, asked: Asked, judged: Judged) -> Verdict:
    graded, notes = judged.profile.apply(judged.findings)
    findings, lines = verdict.ordered(graded), Sources(judged.bytes_of)
    told = [Told(finding, excerpt=lines.excerpt(finding)) for finding in findings]
    if asked.baseline and not asked.write_baseline:
        told, gone = baseline.marked(told, baseline.read(judging.content(asked.baseline), str(asked.baseline)))
        notes += [f"{gone} findings of the baseline are gone; --write-baseline takes them out"] if gone else []
        told = [one for one in told if not (asked.new_only and one.known)]
    laws = judging.laws(findings, judging.pages(desk.holdings))
    fail_on = asked.fail_on or judged.profile.fail_on or "violation"
    return Verdict(tuple(told), (*judged.notes, *notes), fail_on, laws, outputs.links())


def _kept(desk: Desk, asked: Asked, told: Verdict) -> int:
    """Write the baseline anew."""
    if asked.baseline is None:
        raise CouldNotDo("--write-baseline needs a file: name it with --baseline")
    write(asked.baseline, baseline.write(told.told))
    desk.note(f"{len(told.told)} findings are known now: {asked.baseline}")
    return 0
