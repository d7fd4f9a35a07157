"""`foedus release`: a folder that holds the graph in every form and can be cited to the byte."""

import subprocess
from pathlib import Path

import click

from foedus import changelog, library
from foedus.cli.desk import Desk, examples, options
from foedus.holdings import Holdings
from foedus.library import Built
from foedus.terms import term


@click.command(epilog=examples("foedus release 0.2.0", "foedus release 0.2.0 --output /srv/releases/0.2.0"))
@click.argument("version")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="DIR", help="The folder; else release-VERSION."
)
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day; else that of the last commit or the last reading.")
@options
@click.pass_obj
def command(desk: Desk, version: str, output: Path | None, day: str | None) -> int:
    """Build a release: all exports, ontology, shapes, questions, descriptions, checksums.

    Two builds of one commit give the same bytes; `foedus verify-release` checks them. Where CHANGELOG.md states for
    this version what another state of the graph held, nothing is built.
    """
    from foedus import release  # noqa: PLC0415 - the forms take a moment to import

    folder = output or Path(f"release-{version}")
    with desk.working("building the graph"):
        built = library.build(desk.holdings)
    changelog.refuse_what_is_behind(desk.holdings.changelog, version, built.version)
    with desk.working("writing the release"):
        edition = release.make(built, folder, version, day or committed(desk.holdings) or last_read(built))
    click.echo(f"{folder}: {len(edition.files)} files, {edition.counts['claims']} claims, sha256:{edition.hash}")
    return 0


def committed(holdings: Holdings) -> str:
    """Give the day of the last commit of the graph's checkout, or an empty text where there is none."""
    asked = ["git", "-C", str(holdings.root), "log", "-1", "--format=%cs"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def last_read(built: Built) -> str:
    """Give the day of the last reading."""
    checks = built.index.typed(term("Check"))
    return max((built.index.text(check, term("readOn")) or "" for check in checks), default="") or "1970-01-01"
