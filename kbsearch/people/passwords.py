"""Passwords: hashed with argon2id, checked in the same time whether or not there is such an account."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kbsearch.errors import PasswordWeak

SHORTEST = 12
"""Characters of a password; length protects, rules about its characters do not (NIST SP 800-63B)."""

LONGEST = 1_000
"""Characters that are hashed; more would only keep the machine busy."""

_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """The hash to keep of a password; raises KBE1033."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordWeak(length=len(password), shortest=SHORTEST, longest=f"{LONGEST:,}")
    return _hasher.hash(password)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash was kept; without a hash it takes as long, and is not."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody")
