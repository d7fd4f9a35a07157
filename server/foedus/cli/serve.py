"""`foedus serve`: the endpoint and the pages."""

import click

from foedus.cli.desk import Desk, examples, options
from foedus.web import serving
from foedus.workers import Limits

_USUAL = Limits()
_MB = 1_000_000


@click.command(epilog=examples("foedus serve --port 8080 --public-url https://graph.example.org"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--public-url", default=None, help="The address under which the public reaches it.")
@click.option(
    "--timeout",
    default=_USUAL.seconds,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help="Seconds for a query, up to the last byte of its answer; a request may lower them by timeout=.",
)
@click.option(
    "--workers",
    default=_USUAL.workers,
    show_default="the machine's processors, at least 2",
    type=click.IntRange(1, 64),
    help="Processes kept free for cheap queries; as many more run slow ones, and as many more are halted in wait.",
)
@click.option(
    "--memory",
    default=_USUAL.memory // _MB,
    show_default=True,
    type=click.IntRange(32),
    help="MB of memory that one query may use beyond the graph itself.",
)
@click.option(
    "--answer-bytes",
    default=_USUAL.answer,
    show_default=True,
    type=click.IntRange(1000, 2**31),
    help="Bytes of the largest answer; a larger one is refused, never cut.",
)
@options
@click.pass_obj
def command(
    desk: Desk,
    *,
    host: str,
    port: int,
    public_url: str | None,
    timeout: float,
    workers: int,
    memory: int,
    answer_bytes: int,
) -> int:
    """Answer SPARQL and show the pages over HTTP.

    Ctrl-C ends it.
    """

    def announce(words: str) -> None:
        if not desk.quiet:
            click.echo(words, nl=False)

    limits = Limits(timeout, workers, memory * _MB, answer_bytes)
    serving.serve(desk.holdings, host=host, port=port, public_url=public_url, limits=limits, announce=announce)
    return 0
