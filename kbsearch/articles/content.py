"""Content: what of an article a review is bound to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

OF_REVIEW = frozenset(("confidence", "reviewed", "review_by", "audience", "tried"))
"""Keys that a review or a sign-off sets: changing them alone does not end it."""


def digest_of_content(keys: Mapping[str, Any], body: str) -> str:
    """BLAKE2b-128 hex of front matter and body, those keys apart that a review sets itself.

    Order, quotes and comments of the front matter do not count, nor does how lines end.
    """
    said = json.dumps(
        [{key: value for key, value in keys.items() if key not in OF_REVIEW}, body], sort_keys=True, ensure_ascii=False
    )
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
