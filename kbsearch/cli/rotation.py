"""`kbsearch rotation`: whose turn it is to review and approve."""

from __future__ import annotations

import click

from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session


@click.group(
    epilog="""\b
Examples
  kbsearch rotation set acme-sync cem eva
  kbsearch rotation list"""
)
def command() -> None:
    """Manage whose turn it is to review the articles of a product.

    Questions about a product's articles go round among the people of its rotation. Where none is
    set, everybody whose role may review takes part.
    """


@command.command(
    name="set",
    epilog="""\b
Examples
  kbsearch rotation set acme-sync cem eva    cem first, then eva
  kbsearch rotation set acme-sync            no rotation any more""",
)
@click.argument("product")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@common_options()
@pass_session
def set_(session: Session, product: str, names: tuple[str, ...]) -> None:
    """Put these people into the rotation of a product, in this order; nobody ends it.

    An empty PRODUCT ('') stands for articles without a product.
    """
    with session.open() as kb:
        kb.people.rotations.set(product, names, by=session.user())
    said = f"in turn for {_shown(product)}: {', '.join(map(plain, names))}"
    click.echo(said if names else f"no rotation for {_shown(product)} any more")


@command.command(name="list", epilog="\b\nExamples\n  kbsearch rotation list\n  kbsearch rotation list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@common_options()
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List the rotations that are set."""
    with session.open() as kb:
        found = kb.people.rotations.all()
    if as_json:
        write_json([{"product": product, "names": names} for product, names in found.items()])
        return
    if not found:
        click.echo("no rotation is set: everybody whose role may review takes part")
    for product, names in found.items():
        click.echo(f"{_shown(product)}: {', '.join(map(plain, names))}")


def _shown(product: str) -> str:
    return plain(product) or "articles without a product"
