"""declarations.json: what another repository declares, written by `kbsearch release declarations --json`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

from kbsearch.releases.declaration import Declaration, Kind
from kbsearch.releases.declarations.located import Unreadable

FORMAT = 1
_TEXTS = tuple(field.name for field in dataclasses.fields(Declaration) if field.name not in ("kind", "line"))


def export(product: str, version: str, declarations: Iterable[Declaration]) -> dict[str, Any]:
    """What declarations.json holds, ready for JSON: every text that a declaration does not say is left out."""
    listed = [
        {key: value for key, value in dataclasses.asdict(declaration).items() if value} for declaration in declarations
    ]
    return {"format": FORMAT, "product": product, "version": version, "declarations": listed}


def read_exported(text: str, kind: Kind) -> Iterator[Declaration]:
    """The declarations of one kind in a declarations.json, each where its own product has it; raises Unreadable."""
    try:
        written = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(getattr(error, "msg", str(error)), getattr(error, "lineno", 1)) from error
    if (
        not isinstance(written, dict)
        or written.get("format") != FORMAT
        or not isinstance(written.get("declarations"), list)
    ):
        hint = "write it with 'kbsearch release declarations --json', of the same kbsearch"
        raise Unreadable(f"it is no declarations.json of format {FORMAT}", 1, hint)
    for number, item in enumerate(written["declarations"], 1):
        try:
            if Kind(item["kind"]) is kind:
                texts = {key: item[key] for key in _TEXTS if key in item}
                if not all(isinstance(value, str) for value in texts.values()) or not item["id"]:
                    raise ValueError("its values must be text")
                yield Declaration(kind=kind, line=max(1, int(item["line"])), **texts)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"declaration {number} is not as it must be: {error}") from error
