"""`kbsearch demo`: a small invented company to look at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from kbsearch.cli.output import plain
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted
from kbsearch.served import PORT

if TYPE_CHECKING:
    from kbsearch.demo.company import Written

FOLDER = Path("kbsearch-demo")


@click.command(
    epilog="""\b
Examples
  kbsearch demo                        writes and serves it in kbsearch-demo
  kbsearch demo /tmp/vossmere --port 9000
  kbsearch demo --no-serve             writes it, for the other commands to try
  kbsearch demo --reset                as it was at first"""
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--no-serve", is_flag=True, help="Write and index it only.")
@click.option("--reset", is_flag=True, help="Write it anew; what was changed in it is lost.")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which it is told; the same day gives the same files. Default: today.",
)
@common_options()
@pass_session
def command(
    session: Session, folder: Path | None, port: int, no_serve: bool, reset: bool, today: datetime | None
) -> None:
    """Write a small company that does not exist to DIR, and serve it.

    It has two products, articles of every kind and state, people of every role, and a history of
    some months, so that every page shows something. A link is printed that signs in as its admin.
    DIR is 'kbsearch-demo' in the current folder by default; it must be empty, new, or an earlier
    demo, which is served as it was left.
    """
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.demo.company import write
    from kbsearch.demo.content import Content
    from kbsearch.kb import KnowledgeBase
    from kbsearch.web import serve

    root = folder or session.kb_folder or FOLDER
    content = Content()
    written = write(root, (today or datetime.now()).date(), reset=reset, content=content)
    click.echo(_said(root, written))
    if written.no_history:
        click.echo(f"note: the articles have no history: {plain(written.no_history)}", err=True)
    with KnowledgeBase.open(root) as kb:
        bring_up_to_date(kb)
        click.echo("\nPaste one of these:\n")
        for example in content.company.examples:
            lines = "\n".join(f"    {line}" for line in example.paste.strip().splitlines())
            click.echo(f"  {example.about}\n\n{lines}\n")
        if written.product:
            product = quote(plain(str(root / written.product)))
            click.echo(f"Is the next release ready? It stands under Releases; or try the gate:\n\n    cd {product}")
            click.echo("    kbsearch release check\n")
        if no_serve:
            click.echo(f"next: kbsearch serve --kb {quote(plain(str(root)))}")
            return
        serve(kb, port=port)


def _said(root: Path, written: Written) -> str:
    """What was written, in one line."""
    if not written.anew:
        return f"as it was left: {plain(str(root))} ('kbsearch demo --reset' writes it anew)"
    what = [counted(written.articles, "article"), counted(written.people, "person", "people")]
    what += [counted(written.commits, "commit")] if written.commits else []
    return f"written: {plain(str(root))}, a company that does not exist: {', '.join(what)}"
