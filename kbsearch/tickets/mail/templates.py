"""The texts of letters: built in, or from a folder of the knowledge base."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from kbsearch.errors import LetterTextInvalid

BUILT_IN = Path(__file__).parent / "templates"
"""One text for each event that requesters hear of, and `people.txt` for those of the desk."""

ENDING = ".txt"


def render(event: str, values: Mapping[str, object], folder: Path) -> str:
    """The text of a letter about an event; a file of its name in `folder` takes the place of the built-in one.

    Raises KBE1067 when that file cannot be filled in.
    """
    name = event.replace(" ", "-") + ENDING
    own = folder / name
    path = own if own.is_file() else BUILT_IN / name
    try:
        text = path.read_text(encoding="utf-8")
        filled = _environment().from_string(text).render(values)
    except (TemplateError, ValueError, TypeError, OSError) as error:
        raise LetterTextInvalid(path=path, problem=str(error) or type(error).__name__) from error
    lines = [line.rstrip() for line in filled.strip().split("\n")]
    return "\n".join(lines) + "\n"


def names() -> tuple[str, ...]:
    """The names of the texts that a knowledge base may bring its own of."""
    return tuple(sorted(path.name for path in BUILT_IN.glob(f"*{ENDING}")))


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, keep_trailing_newline=True
    )
