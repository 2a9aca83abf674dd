"""What every command needs: which knowledge base is meant, and whether to show tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

SETTINGS_FILE = "kbsearch.toml"

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Session:
    """One call of the command line; `kb_folder` is what --kb or KBSEARCH_KB named, or None."""

    kb_folder: Path | None = None
    debug: bool = False

    def root(self) -> Path:
        """The folder of the knowledge base that is meant, whether it exists or not."""
        if self.kb_folder is not None:
            return self.kb_folder
        here = Path.cwd()
        return next((folder for folder in (here, *here.parents) if (folder / SETTINGS_FILE).is_file()), here)

    @contextmanager
    def open(self) -> Iterator[KnowledgeBase]:
        """The knowledge base that is meant, closed at the end; raises KBE1001 and KBE1002."""
        from kbsearch.kb import KnowledgeBase

        with KnowledgeBase.open(self.root()) as kb:
            yield kb

    def user(self) -> str:
        """Who is on record for what is done on the command line."""
        import getpass

        try:
            return f"{getpass.getuser()} (command line)"
        except (OSError, KeyError):  # no entry for this user id, as in some containers
            return "command line"


pass_session = click.make_pass_decorator(Session, ensure=True)


def common_options(with_environment: bool = False) -> Callable[[Decorated], Decorated]:
    """The options that stand before and after every command; the one nearer to the end wins."""

    def remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        session = ctx.find_root().ensure_object(Session)
        if value and param.name:
            setattr(session, param.name, value)

    def decorate(command: Decorated) -> Decorated:
        command = click.option(
            "--debug", is_flag=True, expose_value=False, callback=remember, help="Show the traceback of an error."
        )(command)
        return click.option(
            "--kb",
            "kb_folder",
            metavar="DIR",
            type=click.Path(path_type=Path),
            envvar="KBSEARCH_KB" if with_environment else None,
            expose_value=False,
            callback=remember,
            help="The folder of the knowledge base." + (" [env: KBSEARCH_KB]" if with_environment else ""),
        )(command)

    return decorate
