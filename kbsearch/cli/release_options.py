"""What the commands about a release have in common: which manifest, which knowledge base, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kbsearch.cli.session import Session
    from kbsearch.kb import KnowledgeBase
    from kbsearch.releases.manifest import Manifest
    from kbsearch.releases.readiness import Question

MANIFEST = "kbsearch-release.yaml"
SCOPES = ("new", "release", "all")

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def manifest_option(command: Decorated) -> Decorated:
    """The option that names the manifest."""
    return click.option(
        "--manifest",
        metavar="FILE",
        type=click.Path(path_type=Path),
        default=Path(MANIFEST),
        show_default=True,
        help="The manifest of the product.",
    )(command)


def check_options(command: Decorated) -> Decorated:
    """The options that say what is checked."""
    for option in (
        click.option(
            "--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day of the check.  [default: today]"
        ),
        click.option(
            "--scope",
            type=click.Choice(SCOPES),
            default="release",
            show_default=True,
            help="What must be covered: what this branch brings, what this release brings, or all there is.",
        ),
        click.option("--base", metavar="REF", default="", help="What it is compared with."),
        click.option("--release", metavar="VERSION", default="", help="The version that is to ship."),
        manifest_option,
    ):
        command = option(command)
    return command


@contextmanager
def opened(session: Session, manifest: Path) -> Iterator[tuple[KnowledgeBase, Manifest]]:
    """The knowledge base that the manifest means, brought up to date, and the manifest.

    --kb goes before what the manifest says. Raises KBE1070, KBE1071, KBE1001 and what indexing raises.
    """
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.kb import KnowledgeBase
    from kbsearch.releases.manifest import Manifest
    from kbsearch.search.generations import CURRENT

    loaded = Manifest.load(manifest)
    folder = session.kb_folder or loaded.folder / loaded.kb.path
    if (folder / CURRENT).is_file():  # an index that was built elsewhere, without its articles
        with KnowledgeBase.of_index(folder) as kb:
            yield kb, loaded
        return
    with KnowledgeBase.open(folder) as kb:
        bring_up_to_date(kb)
        yield kb, loaded


def asked(
    kb: KnowledgeBase, manifest: Manifest, scope: str, release: str = "", base: str = "", today: datetime | None = None
) -> Question:
    """What is asked about the release; raises as `kbsearch.releases.gathering.gather`."""
    from kbsearch.releases.base import Scope
    from kbsearch.releases.gathering import gather

    day = today.date() if today else date.today()
    return gather(manifest, Scope(scope), today=day, root=kb.settings.root, version=release, base=base)
