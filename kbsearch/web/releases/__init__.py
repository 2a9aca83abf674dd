"""The room `/releases`: what a release still wants, from whom, until when."""

from __future__ import annotations

from kbsearch.web.releases import asking, letters, overview, page  # each adds its pages to the room
from kbsearch.web.releases.door import room

__all__ = ["asking", "letters", "overview", "page", "room"]
