"""The baseline: what was not covered when the gate began; it may only shrink.

A JSON file in the product's repository, sorted, one finding a line, so that a difference says what was
mended. A finding is known by its rule and subject alone: moving a line changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kbsearch.errors import BaselineGrows, BaselineInvalid
from kbsearch.releases.findings import Finding
from kbsearch.releases.manifest import Manifest
from kbsearch.releases.rules import BASELINE_STALE, LOST_RANK, NOT_FOUND, RULES

Key = tuple[str, str]

_SAME = {LOST_RANK.code: NOT_FOUND.code}  # one thing, by whether the declaration is new


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that are known, as pairs of rule and subject; `path` is relative to the manifest's folder."""

    path: str
    known: frozenset[Key] = frozenset()
    exists: bool = False

    @classmethod
    def load(cls, manifest: Manifest) -> Baseline:
        """That in the manifest's file; an empty one where it does not exist. Raises KBE1081."""
        place = manifest.folder / manifest.baseline.file
        try:
            data = json.loads(place.read_text("utf-8-sig"))
            known = frozenset((str(rule), str(subject)) for rule, subject in data["findings"])
        except FileNotFoundError:
            return cls(manifest.baseline.file)
        except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError) as error:
            problem = str(error) if isinstance(error, (OSError, ValueError)) else "it has another form"
            raise BaselineInvalid(path=place, problem=problem) from error
        unknown = sorted(rule for rule, _ in known if rule not in RULES)
        if unknown:
            raise BaselineInvalid(path=place, problem=f"there is no rule {unknown[0]}")
        return cls(manifest.baseline.file, known, exists=True)

    def has(self, finding: Finding) -> bool:
        """Whether a finding is known."""
        return _key(finding) in self.known

    def marked(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, those that are known marked."""
        return [replace(one, known=self.has(one)) for one in findings]

    def stale(self, findings: Iterable[Finding]) -> list[Finding]:
        """A finding for each that is known and mended, given all that were found."""
        gone = self.known - {_key(one) for one in findings}
        return [
            BASELINE_STALE.finding(f"baseline:{rule}:{subject}", self.path, rule=rule, of=subject)
            for rule, subject in sorted(gone)
        ]

    def written(self, findings: Iterable[Finding], *, growth: bool) -> Baseline:
        """The baseline that knows exactly these; raises KBE1082 where it would grow and may not."""
        keys = frozenset(map(_key, findings))
        more = sorted(keys - self.known)
        if self.exists and more and not growth:
            raise BaselineGrows(path=self.path, number=len(more), first=f"{more[0][0]} of {more[0][1]}")
        return replace(self, known=keys, exists=True)

    def pruned(self, findings: Iterable[Finding]) -> Baseline:
        """The baseline without what is mended."""
        return replace(self, known=self.known & {_key(one) for one in findings})

    def __str__(self) -> str:
        """The text of its file."""
        rows = ",\n".join(f"    {json.dumps(key, ensure_ascii=False)}" for key in sorted(self.known))
        return f'{{\n  "version": 1,\n  "findings": [{chr(10) + rows + chr(10) + "  " if rows else ""}]\n}}\n'


def _key(finding: Finding) -> Key:
    return _SAME.get(finding.rule, finding.rule), finding.subject
