"""The handbook: kbsearch's own articles, there wherever kbsearch is, whatever knowledge base is open."""

from __future__ import annotations

import re
from pathlib import Path

_OWN_CODE = re.compile(r"KB[EL][0-9]+", re.IGNORECASE)


def is_own_code(code: str) -> bool:
    """Whether a code is one that kbsearch itself prints."""
    return _OWN_CODE.fullmatch(code) is not None


def handbook() -> Path:
    """The folder of the articles: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).parent.parent
    shipped = package / "handbook"
    return shipped if shipped.is_dir() else package.parent / "articles"
