"""Standard output for people: one rich console, plain text when it is no terminal."""

from __future__ import annotations

import io
import sys
from typing import NoReturn

from rich.console import Console
from rich.text import Text

WIDE = 10_000  # columns of an output that is no terminal: nothing is wrapped or cut, so that grep sees whole lines


class PipeConsole(Console):
    """A console that leaves a broken pipe to the command line's own handling."""

    def on_broken_pipe(self) -> NoReturn:
        """Say that the reader has gone; rich itself would exit with status 1."""
        raise BrokenPipeError


def console(stderr: bool = False) -> Console:
    """A console on standard output or error; characters that its encoding lacks are written escaped."""
    stream = sys.stderr if stderr else sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    made = PipeConsole(file=stream, highlight=False, emoji=False, markup=False)
    if not made.is_terminal:
        made.width = WIDE
    return made


def line(out: Console, text: Text | str, indent: int = 0) -> None:
    """Print one line of text; on a terminal, what does not fit is cut off with an ellipsis."""
    out.print(Text.assemble(" " * indent, text), no_wrap=True, overflow="ellipsis", crop=True)
