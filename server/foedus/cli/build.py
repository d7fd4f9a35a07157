"""`foedus build`: a graph as a store on disk, which answers as soon as the server starts."""

from pathlib import Path

import click

from foedus import library
from foedus.cli.desk import Desk, examples, options


@click.command(
    epilog=examples(
        "foedus build store && foedus serve --store store",
        "foedus build store big.nq more.trig",
        then="Run it again to replace the store; `kill -HUP` then makes a server answer from the new one.",
    )
)
@click.argument("folder", metavar="STORE_DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@options
@click.pass_obj
def command(desk: Desk, folder: Path, files: tuple[Path, ...]) -> int:
    """Write the graph as a store on disk that answers at once.

    Without FILES it is the graph that `foedus serve` would build; FILES are RDF of any size, taken as they are.
    """
    with desk.working("writing the store"):
        card = library.build_store(folder, files, holdings=desk.holdings)
    desk.note(f"{folder} holds {card.quads:,} quads as version {card.version}")
    return 0
