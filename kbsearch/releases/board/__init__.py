"""The readiness board: how the releases stand, kept from one check to the next."""

from __future__ import annotations

from kbsearch.releases.board.published import Board, Published, ReleaseReport
from kbsearch.releases.board.report import Report

__all__ = ["Board", "Published", "ReleaseReport", "Report"]
