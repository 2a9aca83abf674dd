"""Standard output without colours: JSON as UTF-8 bytes, and text that is safe for a terminal."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write_json(data: Any) -> None:
    """Write `data` as one JSON document in UTF-8; what UTF-8 cannot hold (lone surrogates) is escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        raw = json.dumps(data, indent=2).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(raw + b"\n")
    sys.stdout.buffer.flush()


def plain(text: str) -> str:
    """`text` without control characters: a paste or an article must not steer the terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text).encode(errors="replace").decode()
