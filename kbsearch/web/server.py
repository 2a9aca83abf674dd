"""Serving a knowledge base over HTTP, edits showing up while it runs."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from typing import TYPE_CHECKING

import waitress

from kbsearch.errors import PortTaken
from kbsearch.web.app import BODY_LIMIT, create_app

if TYPE_CHECKING:
    from kbsearch.kb import KnowledgeBase

THREADS = 8
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def serve(kb: KnowledgeBase, host: str = "127.0.0.1", port: int = 8421) -> None:
    """Serve the pages and the JSON API until Ctrl-C; prints the address once it listens.

    On a loopback address visitors see every article, on any other only the public ones.
    Port 0 takes a free one. Raises KBE1027 when the address cannot be listened on.
    """
    from kbsearch.search.watcher import Watcher

    inside = is_loopback(host)
    app = create_app(kb, "internal" if inside else "public", (*LOOPBACK_NAMES, host) if inside else ())
    listening = _listen(host, port)
    try:
        server = waitress.create_server(
            app, sockets=[listening], threads=THREADS, ident=None, max_request_body_size=4 * BODY_LIMIT
        )
        with contextlib.closing(server), Watcher(kb):
            _say(kb, host, listening.getsockname()[1], inside)
            server.run()
    except KeyboardInterrupt:
        print()
    finally:
        listening.close()


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


def _say(kb: KnowledgeBase, host: str, port: int, inside: bool) -> None:
    """Tell where to open it, and what is to be seen there."""
    shown = f"[{host}]" if ":" in host else host
    print(f"{kb.settings.name}: http://{shown}:{port}/", flush=True)
    if not inside:
        print("Other machines can reach this address: only public articles are shown.", flush=True)
    print("Ctrl-C ends it.", flush=True)
