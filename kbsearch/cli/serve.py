"""`kbsearch serve`: the search page and the JSON API on this machine."""

from __future__ import annotations

import signal

import click

from kbsearch.cli.session import Session, common_options, pass_session
from kbsearch.served import PORT


@click.command(
    epilog="""\b
Examples
  kbsearch serve
  kbsearch serve --port 9000
  kbsearch serve --host 0.0.0.0         wants accounts: kbsearch user add NAME --role admin
  kbsearch serve --proxy 127.0.0.1      behind a web server on this machine
  kbsearch serve --processes 0          for a desk of many: all cores answer
  curl 'http://127.0.0.1:8421/api/v1/search?q=E4012'"""
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="The address to listen on.")
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes a free one."
)
@click.option("--plain-http", is_flag=True, help="Let people sign in without HTTPS on an address other machines reach.")
@click.option(
    "--proxy",
    default="",
    metavar="ADDRESS",
    help="The address of the proxy in front, such as 127.0.0.1: it says who asks, and by HTTPS.",
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(0),
    help="How many processes answer; 0 for one on each core.",
)
@common_options()
@pass_session
def command(session: Session, host: str, port: int, plain_http: bool, proxy: str, processes: int) -> None:
    """Serve the search page and the JSON API.

    The index is brought up to date first, and edits to articles show up without a restart.
    Ctrl-C ends it. Who has not signed in sees public articles. On this machine a link is printed
    that signs in once; an address that other machines can reach wants accounts ('kbsearch user')
    and HTTPS in front of it.
    """
    from kbsearch.cli.fresh import bring_up_to_date
    from kbsearch.search.workers import processors
    from kbsearch.web import serve

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # service managers end it as Ctrl-C does
    with session.open() as kb:
        bring_up_to_date(kb)
        serve(kb, host, port, plain_http=plain_http, proxy=proxy, processes=processes or processors())
