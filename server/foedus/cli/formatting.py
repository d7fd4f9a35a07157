"""`foedus format`: the canonical bytes of the authored files."""

from pathlib import Path

import click
import pyoxigraph as ox

from foedus import graph
from foedus.cli.desk import Desk, examples, options, standard_input, write
from foedus.cli.reporting import show
from foedus.facts import CouldNotDo, Fact, Finding, Origin, Report
from foedus.layout import comments, lay


@click.command(epilog=examples("foedus format", "foedus format --check", "foedus format - < draft.trig"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 where a file is not canonical.")
@options
@click.pass_obj
def command(desk: Desk, files: tuple[Path, ...], *, check: bool) -> int:
    """Lay the files of graph/ and seeds/ in their canonical bytes.

    Without FILES, all of them; - lays standard input onto standard output. A changed fact is a changed block and
    nothing else. A file with comments is left alone, since its comments would be lost.
    """
    if files == (Path("-"),):
        return _stdin(desk)
    report, changed = Report(), []
    paths = files or tuple(desk.holdings.authored())
    with desk.working("laying the files"):
        for path in paths:
            content, findings = canonical(path, desk)
            report.add(findings)
            if content is not None and content != path.read_bytes():
                changed.append(desk.holdings.name(path))
                if not check:
                    write(path, content)
    if check:
        rule, sentence = "not-canonical", "the bytes are not canonical; `foedus format` lays them"
        report.add(Finding(rule, sentence, Origin(name)) for name in changed)
    else:
        report.notes += [f"{name} laid" for name in changed]
    report.notes.append(f"{len(paths)} files read, {len(changed)} {'to lay' if check else 'changed'}")
    return show(report, desk, format_="text")


def canonical(path: Path, desk: Desk) -> tuple[bytes | None, list[Finding]]:
    """Give the canonical bytes of a file, or None and the findings that stand against laying it."""
    name = desk.holdings.name(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Finding("unreadable", f"the file cannot be read: {error.strerror}", Origin(name))]
    try:
        facts = list(graph.read_file(path, name))
        findings = against(content, facts, name)
    except CouldNotDo as error:
        return None, [Finding("syntax", str(error))]
    return (None if findings else lay((f.quad for f in facts), desk.holdings.names).encode()), findings


def against(content: bytes, facts: list[Fact], name: str) -> list[Finding]:
    """Find what stands against laying a file: comments and blank nodes."""
    lost = "the comment would be lost: say it in the graph, or take it out"
    findings = [Finding("comment", lost, Origin(name, line)) for line in comments(content.decode("utf-8-sig"))]
    for fact in facts:
        if any(isinstance(node, ox.BlankNode) for node in (fact.quad.subject, fact.quad.object)):
            sentence = "a blank node has no name that other files can use: give the thing an IRI"
            findings.append(Finding("blank-node", sentence, fact.origin))
    return findings


def _stdin(desk: Desk) -> int:
    content, name = standard_input(), "standard input"
    facts = list(graph.read(content, name))
    findings = against(content, facts, name)
    if findings:
        return show(Report(findings), desk, format_="text")
    click.echo(lay((fact.quad for fact in facts), desk.holdings.names), nl=False)
    return 0
