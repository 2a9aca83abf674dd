"""Passwords and secrets: they stand in the environment, never in the settings, which are under version control."""

from __future__ import annotations

import os

from kbsearch.errors import SecretMissing


def password(variable: str) -> str:
    """What an environment variable holds; raises KBE1068 where it holds nothing."""
    found = os.environ.get(variable, "")
    if not found:
        raise SecretMissing(variable=variable)
    return found
