"""`kbsearch new`: a new article from a template."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import click

from kbsearch.articles.templates import Kind, draft, slug
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.errors import FileExistsAlready, FolderNotWritable
from kbsearch.settings import Settings


@click.command(
    epilog="""\b
Examples
  kbsearch new error "Remote refused the token" --code E4012 --product acme-sync
  kbsearch new error "Remote refused the token" --from-paste - < sync.log
  kbsearch new known-issue "Large files stay behind" --message "cannot store {file}"
  kbsearch new how-to "Renew a token" --edit"""
)
@click.argument("kind", type=click.Choice(get_args(Kind)))
@click.argument("title")
@click.option("--id", "id", metavar="ID", help="The article's id and file name. Default: made from code or title.")
@click.option("--code", default="", help="The error code.")
@click.option("--message", default="", help="The message as printed, {braces} around what varies.")
@click.option("--product", "products", multiple=True, metavar="NAME", help="A product; may be repeated.")
@click.option(
    "--from-paste",
    "paste",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Take code, message and symptoms from a pasted error; - is standard input.",
)
@click.option("--edit", is_flag=True, help="Open the article in $VISUAL or $EDITOR.")
@common_options()
@pass_session
def command(
    session: Session,
    kind: Kind,
    title: str,
    id: str | None,
    code: str,
    message: str,
    products: tuple[str, ...],
    paste: Path | None,
    edit: bool,
) -> None:
    """Write a new article of KIND called TITLE, and print its path.

    KIND is error, known-issue, how-to or feature. What is not known yet is left as text that begins
    with "Replace this:", which `kbsearch lint` finds again. Nothing is ever overwritten. Of a paste,
    addresses, secrets and other personal data are replaced, and each of them is told.
    """
    symptoms: tuple[str, ...] = ()
    if paste is not None:
        from kbsearch.articles.redact import redact
        from kbsearch.cli.stdin import decode, read_stdin
        from kbsearch.search.suggest import suggest

        redacted = redact(read_stdin() if str(paste) == "-" else decode(paste.read_bytes()))
        for one in redacted.masked:
            click.echo(f"note: {one.kind} in line {one.line} of the paste replaced by {one.shown}", err=True)
        found = suggest(redacted.text)
        code, message, symptoms = code or found.code, message or found.message, found.symptoms
    with session.open() as kb:
        name = id or slug(" ".join((code, title)) if code.casefold() not in title.casefold() else title)
        if not name:
            raise click.UsageError(f"name the article with --id: the title {title!r} has no letters to make an id of.")
        path = _place(kb.settings, name)
        text = draft(kind, name, title, code=code, message=message, symptoms=symptoms, products=products)
        _write(path, text)
    click.echo(path)
    if edit:
        click.edit(filename=str(path))


def _place(settings: Settings, name: str) -> Path:
    """The file of a new article; raises a usage error for an id that is no file name."""
    if not re.fullmatch(r"[\w][\w.-]*", name):
        raise click.BadParameter(
            f"{name!r} has other characters than letters, digits, '.', '_' and '-'.", param_hint="--id"
        )
    return settings.articles_folder / f"{name}.md"


def _write(path: Path, text: str) -> None:
    """Write a file that does not exist yet; raises KBE1007 when it does, KBE1023 when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise FileExistsAlready(path=path, hint="choose another id with --id") from error
    except OSError as error:
        raise FolderNotWritable(path=path.parent, problem=error.strerror or str(error)) from error
