"""`kbsearch new`: a new article from a template."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from kbsearch.articles.templates import Kind, draft, slug
from kbsearch.cli.output import plain, write_json
from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.errors import FileExistsAlready, FolderNotWritable, KbError
from kbsearch.settings import Settings

if TYPE_CHECKING:
    from kbsearch.articles.article import Article
    from kbsearch.articles.redact import Masked
    from kbsearch.kb import KnowledgeBase


@click.command(
    epilog="""\b
Examples
  kbsearch new error "Remote refused the token" --code E4012 --product acme-sync
  kbsearch new error --from-paste sync.log
  kbsearch new error "Remote refused the token" --from-paste - < sync.log
  kbsearch new known-issue "Large files stay behind" --message "cannot store {file}"
  kbsearch new how-to "Renew a token" --edit"""
)
@click.argument("kind", type=click.Choice(get_args(Kind)))
@click.argument("title", default="")
@click.option("--id", "id", metavar="ID", help="The article's id and file name. Default: made from code or title.")
@click.option("--code", default="", help="The error code.")
@click.option("--message", default="", help="The message as printed, {braces} around what varies.")
@click.option("--product", "products", multiple=True, metavar="NAME", help="A product; may be repeated.")
@click.option(
    "--from-paste",
    "paste",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Take title, code, message and symptoms from a pasted error; - is standard input.",
)
@click.option("--keep", "kept", multiple=True, metavar="VALUE", help="What only looks like personal data; repeatable.")
@click.option("--source", default="", metavar="TEXT", help="Where it comes from, such as a ticket; kept as 'x-source'.")
@click.option("--yes", is_flag=True, help="Do not ask whether everything personal was masked.")
@click.option("--edit", is_flag=True, help="Open the article in $VISUAL or $EDITOR.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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
    kept: tuple[str, ...],
    source: str,
    yes: bool,
    edit: bool,
    as_json: bool,
) -> None:
    """Write a new article of KIND called TITLE, and print its path.

    KIND is error, known-issue, how-to or feature. What is not known yet is left as text that begins
    with "Replace this:", which `kbsearch lint` finds again. Nothing is ever overwritten. Of a paste,
    addresses, secrets and other personal data are replaced; each of them is told, and at a terminal
    the text is shown before it is written. An article that answers the paste already is named.
    """
    taken = _take(paste, kept, ask=not yes and not as_json) if paste is not None else _Taken()
    title, code, message = title or taken.title, code or taken.code, message or taken.message
    if not title.strip():
        raise click.UsageError("give the article a TITLE, or take it from an error with --from-paste.")
    with session.open() as kb:
        name = id or slug(" ".join((code, title)) if code.casefold() not in title.casefold() else title)
        if not name:
            raise click.UsageError(f"name the article with --id: the title {title!r} has no letters to make an id of.")
        path = _place(kb.settings, name)
        known = _answering(kb, taken.text)
        _write(
            path,
            draft(
                kind,
                name,
                title,
                code=code,
                message=message,
                symptoms=taken.symptoms,
                products=products,
                source=source,
            ),
        )
    if known is not None:
        _note(f"{known.id} already answers this paste ({known.title}): add to it rather than write it twice")
    if as_json:
        found = {"code": code, "message": message, "symptoms": list(taken.symptoms)}
        masked = [{"kind": one.kind, "line": one.line, "shown": one.shown} for one in taken.masked]
        answered = known.id if known else None
        write_json({"path": str(path), "id": name, "title": title, **found, "masked": masked, "answered_by": answered})
    else:
        click.echo(path)
    if edit:
        click.edit(filename=str(path))


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an article takes over from a paste, and the paste itself without anybody's data."""

    text: str = ""
    title: str = ""
    code: str = ""
    message: str = ""
    symptoms: tuple[str, ...] = ()
    masked: tuple[Masked, ...] = ()


def _take(paste: Path, kept: tuple[str, ...], *, ask: bool) -> _Taken:
    """What a file or standard input says of an error; raises KBE1006 for an empty one.

    Whoever sits at a terminal sees the masked text first, and may stop.
    """
    from kbsearch.articles.redact import redact
    from kbsearch.cli.stdin import decode, read_stdin
    from kbsearch.search.suggest import suggest

    piped = str(paste) == "-"
    redacted = redact(read_stdin() if piped else decode(paste.read_bytes()), kept)
    found = suggest(redacted.text)
    for one in redacted.masked:
        _note(f"{one.kind} in line {one.line} of the paste replaced by {one.shown}")
    if ask and redacted.masked and not piped and sys.stdin.isatty():
        click.echo(plain(redacted.text).rstrip("\n") + "\n", err=True)
        click.confirm(
            "Is nobody's data left in it, and nothing harmless replaced (--keep VALUE)?", abort=True, err=True
        )
    return _Taken(redacted.text, found.title, found.code, found.message, found.symptoms, redacted.masked)


def _answering(kb: KnowledgeBase, paste: str) -> Article | None:
    """The article that answers a paste already, as far as the index that is there can tell."""
    if not paste.strip():
        return None
    try:
        results = kb.search(paste, limit=1)
    except KbError:
        return None
    return results.hits[0].article if results.hits and results.confident else None


def _note(text: str) -> None:
    click.echo("note: " + plain(text), err=True)


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
