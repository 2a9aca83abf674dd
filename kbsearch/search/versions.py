"""Versions: whether one lies in the range that an article states."""

from __future__ import annotations

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version


def fits(range_: str, version: str) -> bool:
    """Whether a version lies in a version range as an article states it; what cannot be read fits."""
    try:
        return SpecifierSet(range_).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return True
