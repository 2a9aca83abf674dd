"""An index that agrees with the articles, for the commands that ask it.

A newcomer expects the first search to answer, and everyone expects an edit to be found. So these
commands bring the index up to date by themselves, and say on standard error when that was more than
looking. Where they cannot, the last index answers, and they say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain
from kbsearch.cli.progress import progress_bar
from kbsearch.errors import DiskFull, FolderNotWritable, IndexLocked

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase


def bring_up_to_date(kb: KnowledgeBase) -> None:
    """Build the index if there is none, and take over what changed in the articles.

    Raises KBE1008 when there is no article. When the index cannot be written it is left as it is:
    what asks it then raises KBE1020 if there is none.
    """
    from kbsearch.search.generations import stamp

    folder = kb.settings.index_folder
    missing = stamp(folder) is None
    if missing:
        _note(f"no index in {folder} yet, building it")
    try:
        with progress_bar() as progress:
            report = kb.index(progress=progress)
    except (FolderNotWritable, DiskFull, IndexLocked) as error:
        _note(f"{error.said}, so the index was not brought up to date [{error.code}]")
        return
    changed = {"added": report.added, "updated": report.updated, "removed": report.removed}
    if not missing and any(changed.values()):
        said = ", ".join(f"{number:,} {what}" for what, number in changed.items() if number)
        _note(f"articles changed since the last run, index brought up to date: {said}")


def _note(text: str) -> None:
    """Say something beside the answer."""
    click.echo("note: " + plain(text), err=True)
