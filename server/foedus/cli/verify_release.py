"""`foedus verify-release`: whether a release is still what was released."""

from pathlib import Path

import click

from foedus.cli.desk import Desk, examples, options


@click.command(epilog=examples("foedus verify-release release-0.2.0"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options
@click.pass_obj
def command(desk: Desk, folder: Path) -> int:
    """Check a release folder offline: bytes, content and counts.

    Exit code 0 where all is as released, 1 where something differs, 2 where the folder is no release.
    """
    from foedus.release import checking  # noqa: PLC0415 - the forms take a moment to import

    with desk.working("checking the release"):
        report = checking.check(folder)
    for finding in report.sorted():
        click.echo(str(finding))
    for note in report.notes:
        desk.note(note)
    if report.conforms:
        click.echo("the release is as it was made")
    return 0 if report.conforms else 1
