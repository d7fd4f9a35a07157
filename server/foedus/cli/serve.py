"""`foedus serve`: the endpoint and the pages."""

import os
import sys
from pathlib import Path
from typing import cast

import click

from foedus import holder, holding, settings
from foedus.cli.desk import Command, Desk, examples, options
from foedus.facts import CouldNotDo
from foedus.settings import SETTINGS, Setting
from foedus.web.journal import Style, Watch
from foedus.workers import Limits

_MB = 1_000_000


def _settings(command: Command) -> Command:
    """Give the command an option for each row of the table of settings."""
    for setting in reversed(SETTINGS):
        command = _optioned(command, setting)
    return command


def _optioned(command: Command, setting: Setting) -> Command:
    """Give a command the option of a setting; its text is read where those of variables and files are."""
    name, words = f"--{setting.name}", f"{setting.words}  [{setting.variable}; default: {setting.usual}]"
    if isinstance(setting.default, bool):
        return click.option(f"{name}/--no-{setting.name}", default=None, help=words)(command)
    return click.option(name, metavar=setting.kind.metavar, default=None, help=words)(command)


@click.command(
    epilog=examples(
        "foedus serve --port 8080 --public-url https://graph.example.org",
        "FOEDUS_TIMEOUT=5 foedus serve --settings /etc/foedus.toml",
        then="A flag goes before its variable, this before the table [serve] of the file, this before the default.",
    )
)
@options
@_settings
@click.option(
    "--settings",
    "file",
    envvar=settings.FILE,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"TOML with a table [serve] of these settings.  [{settings.FILE}; default: the graph's foedus.toml]",
)
@click.pass_obj
def command(desk: Desk, /, *, file: Path | None, **flags: str | bool | None) -> int:
    """Answer SPARQL and show the pages over HTTP.

    Ctrl-C ends it.
    """
    if file and not file.is_file():
        raise CouldNotDo(f"there is no file {file}; give --settings a TOML file with a table [serve]")
    given = {name.replace("_", "-"): value for name, value in flags.items()}
    chosen = settings.choose(given, os.environ, file or desk.holdings.settings)

    def announce(words: str) -> None:
        if not desk.quiet:
            click.echo(words, nl=False)

    host, port, limits = chosen.text("host"), chosen.whole("port"), _limits(chosen)
    store, copy = Path(chosen.text("store")) if chosen.text("store") else None, chosen.is_on("memory-copy")
    begun = holding.started(f"{host}:{port}", desk.holdings, limits, store, lean=copy, fork=holder.obey)
    try:
        from foedus.web import serving  # noqa: PLC0415 - the process that holds the graph begins meanwhile

        serving.serve(
            desk.holdings,
            host=host,
            port=port,
            public_url=chosen.text("public-url") or None,
            limits=limits,
            watch=_watch(chosen),
            store=store,
            copy=copy,
            articles=Path(chosen.text("articles")) if chosen.text("articles") else None,
            releases=Path(chosen.text("releases")) if chosen.text("releases") else None,
            announce=announce,
            begun=begun,
        )
    finally:
        begun.close()
    return 0


def _limits(chosen: settings.Chosen) -> Limits:
    workers = chosen.whole("workers") or Limits().workers
    memory = chosen.whole("memory") * _MB
    return Limits(chosen.number("timeout"), workers, memory, chosen.whole("answer-bytes"))


def _watch(chosen: settings.Chosen) -> Watch:
    log = chosen.text("log")
    style = ("text" if sys.stderr.isatty() else "json") if log == "auto" else log
    shown = {name: chosen.is_on(f"log-{name}") for name in ("queries", "clients")}
    return Watch(cast("Style", style), **shown, metrics=chosen.is_on("metrics"), hops=chosen.whole("proxy-hops"))
