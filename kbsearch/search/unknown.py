"""Codes that no article declares: said so, with the nearest that are documented, never replaced."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbsearch.search.catalog import Catalog
from kbsearch.search.codes import code_key
from kbsearch.search.paste import Paste
from kbsearch.search.results import Undocumented
from kbsearch.search.severity import Severity

_BAD = (Severity.ERROR, Severity.WARNING)
_MOST = 3  # codes that are spoken of, and near ones that are offered for each


def undocumented(texts: tuple[str, ...], paste: Paste, catalog: Catalog) -> tuple[Undocumented, ...]:
    """The codes of a paste that nobody declares, where a line announces one as its code or a documented one is near."""
    if not texts:
        return ()
    found: list[Undocumented] = []
    known = catalog.code_keys()
    for text in texts:
        near = process.extract(code_key(text), known, scorer=OSA.distance, score_cutoff=1, limit=_MOST)
        names = tuple(sorted(key.upper() for key, _, _ in near if not key.startswith("#")))
        if names or _announced(text, paste):
            found.append(Undocumented(text, names))
    return tuple(found[:_MOST])


def _announced(text: str, paste: Paste) -> bool:
    """Whether a line says that this is the code of its error: `error X17: ...`."""
    return any(text in segment.text[: segment.head] and segment.severity in _BAD for segment in paste.segments)
