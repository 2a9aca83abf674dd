"""The keys of a requester, as those who answer them give and end them: one is read out on the phone, once."""

from __future__ import annotations

from kbsearch.web.visitor import visitor


def give(number: int, by: str) -> str:
    """Make a new key, and show it this once; raises KBE1036 and KBE1052."""
    key = visitor().kb.public_door.give_key(number, by=by)
    return f"Tell the requester: number {number}, key {key}. It is shown once."


def end(number: int, by: str) -> str:
    """End all keys, and the links of letters with them; raises KBE1036 and KBE1052."""
    ended = visitor().kb.public_door.end_keys(number, by=by)
    return f"{ended} {'key opens' if ended == 1 else 'keys open'} it no longer. The next letter holds a new link."
