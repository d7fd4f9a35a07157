"""`foedus completion`: how to switch on what click offers."""

import click

from foedus.cli.desk import examples, options

_LINES = {
    "bash": ('eval "$(_FOEDUS_COMPLETE=bash_source foedus)"', "~/.bashrc"),
    "zsh": ('eval "$(_FOEDUS_COMPLETE=zsh_source foedus)"', "~/.zshrc"),
    "fish": ("_FOEDUS_COMPLETE=fish_source foedus | source", "~/.config/fish/completions/foedus.fish"),
}


@click.command(epilog=examples("foedus completion bash >> ~/.bashrc"))
@click.argument("shell", required=False, type=click.Choice(list(_LINES)))
@options
def command(shell: str | None) -> int:
    """Tell how to switch on completion in your shell.

    With SHELL, print only the line that its start-up file needs.
    """
    if shell:
        click.echo(_LINES[shell][0])
        return 0
    for name, (line, file) in _LINES.items():
        click.echo(f"{name}: put this line into {file}\n  {line}")
    return 0
