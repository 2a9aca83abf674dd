"""`kbsearch site`: the customers' pages as static files."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.counting import counted


@click.command(
    epilog="""\b
Examples
  kbsearch site
  kbsearch site --output public --url https://help.acme.example
  kbsearch site --audience public && python -m http.server --directory site"""
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to write it. Default: 'site' in the knowledge base.",
)
@click.option("--url", default="", metavar="URL", help="The address it will have; sitemap and feed want it.")
@click.option(
    "--audience",
    type=click.Choice(("public", "customer")),
    default="customer",
    show_default=True,
    help="For whom: 'customer' shows public articles too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def command(session: Session, output: Path | None, url: str, audience: str, as_json: bool) -> None:
    """Write the articles that customers may read as static pages.

    Any web server can serve them, and they are read without a script: an index by product, a page
    for each article and each code (/e/CODE/), a feed of changes. Drafts, archived and internal
    articles are not in it. A search that runs in the browser is made where Pagefind is installed.
    """
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.cli.progress import progress_bar
    from kbsearch.site.builder import build
    from kbsearch.site.content import Content

    with session.open() as kb:
        bring_up_to_date(kb)
        with kb.catalog() as catalog:
            stored = (catalog.article_by_id(id) for id in catalog.ids())
            content = Content.of((one.article for one in stored if one is not None), audience)
        target = output or kb.settings.root / "site"
        with progress_bar() as progress:
            report = build(kb.settings, content, target, url=url, progress=progress)
    if as_json:
        write_json({**dataclasses.asdict(report), "path": str(target)})
        return
    click.echo(
        f"{counted(report.articles, 'article')}, {counted(report.codes, 'code')} and "
        f"{counted(report.products, 'product')} in {plain(str(target))}: {report.written:,} files written, "
        f"{report.removed:,} removed"
    )
    if not url:
        click.echo("no sitemap and no feed: they want the address of the site, --url URL")
    if not report.search:
        click.echo("no search: 'pip install kbsearch[site]' brings one that runs in the browser")
