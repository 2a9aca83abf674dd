"""Serving a knowledge base over HTTP, edits showing up while it runs."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import TYPE_CHECKING

import waitress
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from kbsearch.errors import AccountsMissing, CannotRun, PortTaken
from kbsearch.served import PORT, announced
from kbsearch.web.app import BODY_LIMIT, create_app
from kbsearch.web.memory import Memory, shared_file
from kbsearch.web.portal import body_limit
from kbsearch.web.processes import Processes
from kbsearch.web.upkeep import Upkeep

if TYPE_CHECKING:
    from flask import Flask
    from waitress.server import BaseWSGIServer

    from kbsearch.kb import KnowledgeBase

THREADS = 8
FIRST_ADMIN = "admin"
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


PROXY_SAYS = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
"""What the proxy in front is believed: who asks, by which name, and whether by HTTPS. From others it is taken away."""


def serve(
    kb: KnowledgeBase,
    host: str = "127.0.0.1",
    port: int = PORT,
    *,
    plain_http: bool = False,
    proxy: str = "",
    processes: int = 1,
) -> None:
    """Serve the pages and the JSON API until Ctrl-C; prints the address once it listens.

    Who has not signed in sees public articles. On a loopback address a link is printed that signs in
    once, as an admin. Any other address wants accounts, and cookies that only HTTPS carries unless
    `plain_http` is set; so does one that `proxy`, the address of the proxy in front, passes on. Port 0
    takes a free one. `processes` is how many answer, this one among them.

    Raises KBE1027 when the address cannot be listened on, KBE1044 when nobody could sign in there, KBE1047
    when there cannot be several processes, and KBE1023 when there is no place for what they share.
    """
    from kbsearch.search.watcher import Watcher

    inside = is_loopback(host) and not proxy
    if not inside and not any(account.active for account in kb.people.accounts.all()):
        raise AccountsMissing(host=host)
    hosts, secure = (*LOOPBACK_NAMES, host) if inside else (), not inside and not plain_http
    listening = _listen(host, port)
    try:
        with shared_file(kb.settings.root) if processes > 1 else contextlib.nullcontext() as file:
            app = create_app(kb, hosts=hosts, secure=secure, memory=Memory(file))
            others = Processes(
                processes - 1,
                listening,
                root=str(kb.settings.root),
                hosts=hosts,
                secure=secure,
                proxy=proxy,
                memory=str(file),
                secret=app.config["SECRET_KEY"].hex(),
            )
            server = server_of(app, kb, listening, proxy, several=processes > 1)
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{listening.getsockname()[1]}"
            known = announced(kb.settings.root, address) if inside else contextlib.nullcontext()
            with contextlib.closing(server), Watcher(kb), Upkeep(kb), known, others:
                others.wait()
                _say(kb, address, inside, processes)
                server.run()
    except KeyboardInterrupt:
        print()
    finally:
        listening.close()


def server_of(
    app: Flask, kb: KnowledgeBase, listening: socket.socket, proxy: str = "", *, several: bool = False
) -> BaseWSGIServer:
    """The server of an application on a socket that listens, on which `several` of them may answer."""
    believed = {"trusted_proxy": proxy, "trusted_proxy_headers": PROXY_SAYS} if proxy else {}
    server = waitress.create_server(
        app,
        sockets=[listening],
        threads=THREADS,
        ident=None,
        max_request_body_size=max(4 * BODY_LIMIT, body_limit(kb.settings)),
        **believed,
    )
    if several:
        server.channel_class = _OneRequest
    return server


class _Ending(WSGITask):  # type: ignore[misc]  # waitress has no types
    """An answer after which its connection is closed."""

    def start(self) -> None:
        super().start()
        self.request.headers["CONNECTION"] = "close"


class _OneRequest(HTTPChannel):  # type: ignore[misc]
    """A connection for one request: the next one goes to whichever process has time for it."""

    task_class = _Ending


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; raises KBE1027."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortTaken(host=host, port=port, problem=error.strerror or str(error)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortTaken(host=host, port=port, problem=error.strerror or str(error)) from error
    return listening


def _say(kb: KnowledgeBase, address: str, inside: bool, processes: int) -> None:
    """Tell where to open it, and how to get inside."""
    print(f"{kb.settings.name}: {address}/", flush=True)
    if inside:
        try:
            print(f"Sign in with one click, once: {address}/sign-in/{_link(kb)}", flush=True)
        except CannotRun as error:
            print(f"Nobody can sign in, so only public articles are shown: {error}", flush=True)
    several = f"{processes} processes answer. " if processes > 1 else ""
    print(f"{several}Ctrl-C ends it.", flush=True)


def _link(kb: KnowledgeBase) -> str:
    """A sign-in link for an admin, who is made where there is none; whoever can start the server may have it."""
    from kbsearch.people.roles import Role

    admins = [one for one in kb.people.accounts.all() if one.role is Role.ADMIN and one.active]
    if not admins:
        admins = [kb.people.accounts.add(FIRST_ADMIN, Role.ADMIN, by="kbsearch serve")]
    return kb.people.tokens.create_link(admins[0].name, by="kbsearch serve")
