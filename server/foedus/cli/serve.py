"""`foedus serve`: the endpoint and the pages."""

import click

from foedus.cli.desk import Desk, examples, options
from foedus.web import serving


@click.command(epilog=examples("foedus serve --port 8080 --public-url https://graph.example.org"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--public-url", default=None, help="The address under which the public reaches it.")
@options
@click.pass_obj
def command(desk: Desk, host: str, port: int, public_url: str | None) -> int:
    """Answer SPARQL and show the pages over HTTP.

    Ctrl-C ends it.
    """

    def announce(words: str) -> None:
        if not desk.quiet:
            click.echo(words, nl=False)

    serving.serve(desk.holdings, host=host, port=port, public_url=public_url, announce=announce)
    return 0
