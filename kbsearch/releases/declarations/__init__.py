"""Declarations: the readers of catalogues and source, and all that they find together."""

from __future__ import annotations

from kbsearch.releases.declarations.reading import Count, Declared, read

__all__ = ["Count", "Declared", "read"]
