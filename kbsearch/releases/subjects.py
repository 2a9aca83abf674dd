"""Subjects: which declaration somebody means."""

from __future__ import annotations

from collections.abc import Iterable

from kbsearch.errors import SubjectUnknown
from kbsearch.guess import nearest
from kbsearch.releases.claims import keys_of
from kbsearch.releases.declaration import Declaration, Kind


def find(declared: Iterable[Declaration], name: str) -> Declaration:
    """The declaration called `error:E4012` or just `E4012`, in any spelling; raises KBE1083 when there is none."""
    every = [one for one in declared if one.kind is not Kind.EMISSION]
    exact = next((one for one in every if name in (one.subject, one.id)), None)
    if exact is not None:
        return exact
    kind, _, bare = name.rpartition(":")
    wanted = set(keys_of(bare))
    for one in every:
        if kind in ("", one.kind.value) and wanted & set(keys_of(one.id)):
            return one
    guess = nearest(name, [one.subject for one in every]) or nearest(name, [one.id for one in every])
    hint = f"did you mean {guess!r}?" if guess else "'kbsearch release declarations' lists all of them"
    raise SubjectUnknown(subject=name, hint=hint)
