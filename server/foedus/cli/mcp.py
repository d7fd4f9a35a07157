"""`foedus mcp`: the graph for language models."""

from contextlib import closing
from importlib import metadata, util

import click

from foedus import library
from foedus.cli.desk import Desk, examples, options
from foedus.facts import CouldNotDo
from foedus.holdings import Holdings
from foedus.workers import Limits, Pool
from foedus.zygote import Zygote

#: Bytes of an answer before its rows are counted, and workers: one model asks, and waits.
_ANSWER, _WORKERS = 5_000_000, 2


@click.command(epilog=examples("claude mcp add foedus -- foedus mcp"))
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=10.0, show_default=True, help="Seconds for a query."
)
@options
@click.pass_obj
def command(desk: Desk, timeout: float) -> int:
    """Answer language models over the Model Context Protocol.

    It speaks on standard input and output, reads only, and every answer carries its quotes. A program that knows the
    protocol starts it; it ends when that program does. It needs the extra: pip install 'foedus[mcp]'.
    """
    if util.find_spec("mcp") is None:
        raise CouldNotDo("the SDK of the protocol is not installed; get it with pip install 'foedus[mcp]'")
    from foedus.mcp import finding, serving  # noqa: PLC0415 - the SDK takes a second to import, and may be missing
    from foedus.mcp.clerk import Clerk  # noqa: PLC0415 - as above
    from foedus.mcp.papers import Papers  # noqa: PLC0415 - as above

    limits = Limits(timeout, _WORKERS, answer=_ANSWER)
    zygote = _begun(desk.holdings, limits)
    with closing(zygote):
        built = library.build(desk.holdings)
        zygote.heard()
        pool = Pool(zygote, limits)
        pool.begin()
        serving.serve(Clerk(built, pool, finding.Finder), Papers(built, limits), metadata.version("foedus"))
    return 0


def _begun(holdings: Holdings, limits: Limits) -> Zygote:
    """Start the process that holds the graph, whose workers can be killed."""
    words = {"root": str(holdings.root), "memory": limits.memory, "answer": limits.answer, "copy": False}
    words |= {"store": "", "base": holdings.names.base, "lean": False}
    return Zygote.started("foedus.holder", "mcp", words)
