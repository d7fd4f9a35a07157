"""The command line: one group, loaded a command at a time; the one place where errors become sentences."""

import gc
import importlib
import os
import sys
from typing import Any

import click

from foedus.cli.desk import Desk, examples, options
from foedus.facts import CouldNotDo

#: Exit codes.
CONFORMS, FINDINGS, COULD_NOT = 0, 1, 2

#: Objects made before Python looks for circles among them: to load a command makes many, and leaves none.
_OBJECTS = 50_000

#: What --help lists, so that it need not load the commands.
SUMMARIES = {
    "as-of": "Tell what held on a day, according to whom: yes, no or not known.",
    "build": "Write the graph as a store on disk that answers at once.",
    "claim": "Enter, check and read claims.",
    "completion": "Tell how to switch on completion in your shell.",
    "conflicts": "Show where claims contradict each other, and judge it.",
    "coverage": "Show, sentence by sentence, which claims carry it.",
    "diff": "Tell what changed: claims, readings and conflicts, with quotes.",
    "export": "Write the graph in another tool's format.",
    "format": "Lay the files of graph/ and seeds/ in their canonical bytes.",
    "init": "Make a new graph in DIR, with one worked article.",
    "mcp": "Answer language models over the Model Context Protocol.",
    "query": "Ask the graph a SPARQL query.",
    "release": "Build a release: all exports, ontology, shapes, questions, descriptions, checksums.",
    "report": "Report the quality of the graph, in charts and lists.",
    "seeds": "Record articles: what was read, without its text.",
    "serve": "Answer SPARQL and show the pages over HTTP.",
    "stats": "Count what the graph holds.",
    "validate": "Judge the graph, or any RDF, by shapes and rules.",
    "verify-release": "Check a release folder offline: bytes, content and counts.",
    "verify": "Gate 1, by the characters; gate 2, by reading.",
    "why": "Show what stands behind a triple, or why it is not in the view.",
}
_MODULES = {"as-of": "asof", "format": "formatting", "verify-release": "verify_release"}


class Commands(click.Group):
    """A group that loads a command when it is asked for, and never shows a stack trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the names of the commands."""
        return sorted(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load one command."""
        if cmd_name not in SUMMARIES:
            return None
        module = importlib.import_module(f"foedus.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(SUMMARIES.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader of our output who leaves early ends it quietly."""
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return COULD_NOT
        return outcome

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, turn every error into one sentence on standard error, and exit."""
        extra["standalone_mode"] = False
        gc.set_threshold(_OBJECTS)
        try:
            code = super().main(*args, **extra)
        except click.ClickException as error:
            error.show()
            code = COULD_NOT
        except CouldNotDo as error:
            code = _tell(str(error))
        except (click.Abort, KeyboardInterrupt):
            code = _tell("stopped before it was done")
        except OSError as error:
            code = _tell(f"{error.filename or 'the system'}: {error.strerror or error}")
        except Exception as error:  # noqa: BLE001 - a fault of ours is told in a sentence too
            code = _tell(f"a fault in foedus itself ({type(error).__name__}: {error}); please report the command")
        sys.exit(code if isinstance(code, int) else CONFORMS)


def _tell(sentence: str) -> int:
    click.echo(f"foedus: {sentence}", err=True)
    return COULD_NOT


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's signature
    if not asked:
        return
    from importlib import metadata  # noqa: PLC0415 - commands start sooner without it

    try:
        number = metadata.version("foedus")
    except metadata.PackageNotFoundError:
        number = "(a checkout that is not installed)"
    click.echo(f"foedus {number}")
    ctx.exit(CONFORMS)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        'foedus query "SELECT ?state WHERE { ?state a f:State }"',
        then="Exit codes: 0 conforms, 1 findings, 2 could not do it. NO_COLOR and --quiet are obeyed.",
    ),
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Tell the version.")
@options
@click.pass_context
def main(ctx: click.Context) -> None:
    """Keep a knowledge graph whose facts carry the words that prove them."""
    ctx.ensure_object(Desk)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
