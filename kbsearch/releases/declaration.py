"""Declaration: an error or a feature that a product declares, and where it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is declared; an emission is a code that stands in the source, whoever declares it."""

    ERROR = "error"
    FEATURE = "feature"
    EMISSION = "emission"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One error or feature of a product.

    `id` is the code of an error and the id of a feature. `source` is the id of the manifest's source that
    found it, `path` (POSIX, in the product's repository) and `line` (from 1) say where it stands. What the
    product does not say is empty.
    """

    kind: Kind
    id: str
    source: str
    path: str
    line: int
    message: str = ""
    severity: str = ""
    audience: str = ""
    stage: str = ""
    title: str = ""
    since: str = ""
    owner: str = ""

    @property
    def subject(self) -> str:
        """What waivers, baselines and reports call it: `error:E4012`."""
        return f"{self.kind}:{self.id}"

    @property
    def place(self) -> str:
        """Where it stands, as editors and terminals take it: `src/errors.yaml:12`."""
        return f"{self.path}:{self.line}"
