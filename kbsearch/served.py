"""Where a knowledge base is served on this machine, for commands that print addresses of its pages."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kbsearch.own_folder import NAME, own_folder

PORT = 8421
"""Where a server listens that was told nothing else."""

_FILE = "served-at"
_PATIENCE_S = 1.0


@contextlib.contextmanager
def announced(root: Path, address: str) -> Iterator[None]:
    """Lets `served_at` know an address for as long as the block lasts, where the folder can be written."""
    path = root / NAME / _FILE
    with contextlib.suppress(OSError):
        own_folder(root)
        path.write_text(address, encoding="utf-8")
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if path.read_text("utf-8") == address:
                path.unlink()


def served_at(root: Path) -> str:
    """The address that was announced last, without a slash at its end; "" where nothing listens there."""
    try:
        address = (root / NAME / _FILE).read_text("utf-8")
        parts = urlsplit(address)
        socket.create_connection((parts.hostname or "", parts.port or PORT), _PATIENCE_S).close()
    except (OSError, ValueError):
        return ""
    return address
