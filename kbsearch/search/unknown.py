"""Codes that no article declares: said so, with the nearest that are documented, never replaced."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbsearch.search.catalog import Catalog
from kbsearch.search.codes import code_key

_MOST = 3  # codes that are spoken of, and near ones that are offered for each


def undocumented(texts: tuple[str, ...], catalog: Catalog) -> tuple[str, ...]:
    """A sentence for each code of the paste that nobody declares, where a documented one is near."""
    notes: list[str] = []
    if not texts:
        return ()
    known = catalog.code_keys()
    for text in texts[:_MOST]:
        near = process.extract(code_key(text), known, scorer=OSA.distance, score_cutoff=1, limit=_MOST)
        if near:
            names = ", ".join(sorted(key.upper() for key, _, _ in near if not key.startswith("#")))
            if names:
                notes.append(f"{text} is not documented; nearest documented: {names}")
    return tuple(notes)
