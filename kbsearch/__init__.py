"""kbsearch: paste an error message, get the article that fixes it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kbsearch.version import __version__

if TYPE_CHECKING:
    from kbsearch.articles.article import Article, ErrorEntry, Review, Section
    from kbsearch.articles.findings import Finding
    from kbsearch.errors import KbError
    from kbsearch.kb import KbStats, KnowledgeBase
    from kbsearch.search.draft import Draft
    from kbsearch.search.findability import Figures, Findability
    from kbsearch.search.indexer import IndexReport
    from kbsearch.search.probes import Front, Outcome, Probe, ProbeKind
    from kbsearch.search.results import (
        Correction,
        Group,
        Hit,
        Ignored,
        Match,
        Reason,
        Results,
        Signature,
        Span,
        Tier,
        Undocumented,
    )
    from kbsearch.search.watcher import Watcher
    from kbsearch.settings import Settings

__all__ = [
    "Article",
    "Correction",
    "Draft",
    "ErrorEntry",
    "Figures",
    "Findability",
    "Finding",
    "Front",
    "Group",
    "Hit",
    "Ignored",
    "IndexReport",
    "KbError",
    "KbStats",
    "KnowledgeBase",
    "Match",
    "Outcome",
    "Probe",
    "ProbeKind",
    "Reason",
    "Results",
    "Review",
    "Section",
    "Settings",
    "Signature",
    "Span",
    "Tier",
    "Undocumented",
    "Watcher",
    "__version__",
]

_HOMES = {
    "articles.article": ("Article", "ErrorEntry", "Review", "Section"),
    "articles.findings": ("Finding",),
    "errors": ("KbError",),
    "kb": ("KbStats", "KnowledgeBase"),
    "search.draft": ("Draft",),
    "search.findability": ("Figures", "Findability"),
    "search.indexer": ("IndexReport",),
    "search.probes": ("Front", "Outcome", "Probe", "ProbeKind"),
    "search.results": (
        "Correction",
        "Group",
        "Hit",
        "Ignored",
        "Match",
        "Reason",
        "Results",
        "Signature",
        "Span",
        "Tier",
        "Undocumented",
    ),
    "search.watcher": ("Watcher",),
    "settings": ("Settings",),
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import kbsearch` stays light."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"kbsearch.{home}"), name)
    raise AttributeError(f"module 'kbsearch' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, as completion shows them."""
    return list(__all__)
