"""The `kbsearch` command: its groups of commands, loaded only when called, and how failures are said."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module

import click

from kbsearch.cli.output import plain
from kbsearch.cli.session import Session, common_options
from kbsearch.errors import KbError, Unforeseen
from kbsearch.guess import nearest
from kbsearch.version import __version__

COMMANDS = {
    "Begin": {
        "demo": "Write and serve a small company that does not exist, to look around in.",
        "init": "Make a knowledge base, or fit one to the Markdown files of a folder.",
        "new": "Write a new article from a template.",
        "index": "Bring the index up to date with the articles.",
    },
    "Find": {
        "search": "Find the article for a pasted error or a few words.",
        "show": "Show an article.",
        "explain": "Show the article that explains an error code.",
        "serve": "Serve the search page and the JSON API.",
        "site": "Write the articles that customers may read as static pages.",
    },
    "Check": {
        "lint": "Check the articles.",
        "eval": "Measure how well the articles are found.",
        "stats": "Count what the knowledge base holds.",
    },
    "Release": {
        "release": "Check that every error and feature of a release can be found.",
    },
    "Answer": {
        "ticket": "Keep the log of requests.",
        "requester": "Give requesters what is kept about them, or erase it.",
        "report": "Say what the log of requests tells.",
        "mail": "Take requests in by e-mail, and send answers out.",
        "webhook": "See what other programs were told of tickets, and tell them again.",
    },
    "People": {
        "user": "Manage who may sign in, and what for.",
        "token": "Manage the tokens with which programs use the JSON API.",
        "rotation": "Manage whose turn it is to review the articles of a product.",
        "absence": "Manage who is away.",
    },
    "More": {
        "completion": "Print the script that completes commands in your shell.",
    },
}
"""Every command with what it does, in the order of `kbsearch --help`. The module of a command has its
name, `eval` apart; it is imported when the command is called, so that the others cost nothing."""

INTERRUPTED = 130  # what shells report for a program that Ctrl-C ended: 128 + SIGINT


class LazyGroup(click.Group):
    """The group of all commands; a command's module is imported when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the help."""
        return [name for group in COMMANDS.values() for name in group]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = import_module(f"kbsearch.cli.{'evaluate' if cmd_name == 'eval' else cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and guess at the one that was meant when there is none of that name."""
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            guess = nearest(args[0], self.list_commands(ctx))
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {guess!r}?" if guess else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by group, without importing any."""
        width = max(map(len, self.list_commands(ctx)))
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), said) for name, said in commands.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever goes wrong ends as one line on standard error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            _drop_output()
            ctx.exit(0)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except Exception as error:
            if ctx.ensure_object(Session).debug:
                traceback.print_exc()
            known = error if isinstance(error, KbError) else Unforeseen(problem=f"{type(error).__name__}: {error}")
            click.echo("error: " + plain(" ".join(str(known).split("\n"))), err=True)
            ctx.exit(known.exit_status)


def _drop_output() -> None:
    """Send what is still to be written to nowhere: the reader of our pipe has gone, which is its right."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit status
  0    done
  1    findings, or nothing found where that is the answer
  2    wrong usage or configuration
  3    could not run
  130  stopped with Ctrl-C

\b
Examples
  kbsearch init                            a new knowledge base in this folder
  kbsearch search "error E4012: refused"   the article for an error
  build 2>&1 | kbsearch search -           the article for a whole log
  kbsearch explain KBE1003                 what one of kbsearch's own messages means""",
)
@click.version_option(__version__, message="kbsearch %(version)s")
@common_options(with_environment=True)
def cli() -> None:
    """Paste an error message, get the article that fixes it.

    A knowledge base is a folder of Markdown articles, with a kbsearch.toml if it has settings.
    kbsearch works on the one that --kb or KBSEARCH_KB names; without either, on the nearest
    folder above that has a kbsearch.toml; without one, on the current folder.
    """


def main() -> None:
    """Run the command line of this process and exit."""
    try:
        cli(prog_name="kbsearch")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
