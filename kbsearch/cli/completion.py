"""`kbsearch completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

import os
from pathlib import PurePath

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from kbsearch.cli.session import common_options

SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command(
    epilog="""\b
Examples
  kbsearch completion bash >> ~/.bashrc
  kbsearch completion zsh >> ~/.zshrc
  kbsearch completion fish > ~/.config/fish/completions/kbsearch.fish"""
)
@click.argument("shell", required=False, type=click.Choice(list(SHELLS)))
@common_options()
@click.pass_context
def command(ctx: click.Context, shell: str | None) -> None:
    """Print the script that completes commands in your shell.

    Without a name it is the shell that $SHELL names.
    """
    name = shell or PurePath(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise click.UsageError(f"name the shell, one of {', '.join(SHELLS)}: $SHELL does not say which it is.")
    maker = SHELLS[name](ctx.find_root().command, {}, "kbsearch", "_KBSEARCH_COMPLETE")
    click.echo(maker.source_template % maker.source_vars())
