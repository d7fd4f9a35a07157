"""Puts a verdict where it is wanted: each form on the terminal or in a file, and GitHub's job summary."""

import os
from dataclasses import dataclass
from pathlib import Path

import click

from foedus import reports
from foedus.cli.desk import Desk, write
from foedus.facts import CouldNotDo, Severity
from foedus.reports import Verdict

_COLOURS = {"violation": "red", "warning": "yellow", "info": "cyan"}


@dataclass(frozen=True, slots=True)
class Output:
    """One form of the report, and the file into which it goes; without one, standard output."""

    form: str
    file: Path | None = None


def wanted(said: tuple[str, ...]) -> list[Output]:
    """Read values of --format, such as ``text``, ``sarif:findings.sarif`` or ``text,junit:report.xml``."""
    outputs = [_output(part.strip()) for value in said for part in value.split(",") if part.strip()]
    if sum(output.file is None for output in outputs) > 1:
        raise CouldNotDo("only one form can go to standard output; give the others a file, as in sarif:findings.sarif")
    return outputs


def _output(said: str) -> Output:
    form, _, file = said.partition(":")
    if form not in reports.FORMS:
        raise CouldNotDo(f"there is no form {form!r}; a report is written as {', '.join(reports.FORMS)}")
    return Output(form, Path(file) if file else None)


def put(verdict: Verdict, outputs: list[Output], desk: Desk) -> None:
    """Write every form where it goes."""
    for output in outputs:
        if output.file:
            write(output.file, reports.write(verdict, output.form).encode())
        elif output.form == "text":
            click.echo(coloured(verdict, quiet=desk.quiet), nl=False)
        else:
            click.echo(reports.write(verdict, output.form), nl=False)
    if any(output.form == "github" for output in outputs):
        _summarise(verdict)


def coloured(verdict: Verdict, *, quiet: bool) -> str:
    """Write the report for a terminal."""
    from foedus.reports import plain  # noqa: PLC0415 - loaded when it is asked for, as the other forms are

    return plain.write(verdict, _painted, quiet=quiet)


def _painted(words: str, severity: Severity) -> str:
    return click.style(words, fg=_COLOURS[severity], bold=True)


def could_not(error: CouldNotDo, outputs: list[Output]) -> None:
    """Say on the terminal, where its form is GitHub's, that nothing could be checked."""
    from foedus.reports import annotations  # noqa: PLC0415 - as above

    if any(output.form == "github" and not output.file for output in outputs):
        click.echo(annotations.could_not(error.sentence, error.origin), nl=False)
        _append(f"## Could not check\n\n{error}\n")


def _summarise(verdict: Verdict) -> None:
    _append(reports.write(verdict, "markdown"))


def _append(text: str) -> None:
    """Add to the job summary, where there is one."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)


def links() -> str | None:
    """Give the address below which GitHub shows the files of this run, if this is one."""
    server, repository, commit = (os.environ.get(f"GITHUB_{name}") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    return f"{server}/{repository}/blob/{commit}/" if server and repository and commit else None
