"""Headings: what a section is for, whatever its author called it, and the anchor it gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_ALIASES = {
    "issue": "issue|issues|problem|problems|problem description|problem statement|problem details|symptom|symptoms|"
    "description|summary|symptoms and issue|error|errors|error message|error messages|error description|error text|"
    "error details|error code|message|messages|message text|what happened|what you see|what does it mean|observed "
    "behavior|actual behavior|behavior|behaviour|bug description|issue description|scenario|impact|meaning|"
    "event details|details|explanation|what it does|rule details|alert|overview of the issue",
    "environment": "environment|environments|applies to|applicable to|applies|affected versions|affected products|"
    "affected version|product|products|product version|product versions|version|versions|platform|platforms|"
    "system requirements|software|configuration|prerequisites|requirements|component|components",
    "resolution": "resolution|resolutions|resolve|solution|solutions|suggested solution|suggested workarounds|"
    "workaround|workarounds|work around|fix|fixes|fixed in|how to fix|how to fix it|how to fix violations|how to "
    "resolve|how to resolve it|how to solve|recommended action|recommended actions|recommended steps|action|actions|"
    "user action|corrective action|corrective actions|remedy|remediation|mitigation|mitigations|mitigation steps|"
    "recovery|repair|procedure|resolution steps|steps to resolve|suggested actions|steps|what to do|next steps|"
    "possible solution|possible solutions|possible resolution|possible resolutions|possible fixes|treatment|"
    "how to correct this error|to correct this error|how to fix the issue|diagnosis and resolution|use instead",
    "cause": "cause|causes|root cause|root causes|reason|reasons|possible cause|possible causes|possible reason|"
    "possible reasons|why|why is this bad|why this happens|why did this happen|common causes|background|diagnosis|"
    "probable cause|probable causes|analysis",
}
_NAMES = {alias: name for name, aliases in _ALIASES.items() for alias in aliases.split("|")}
_STEMS = {
    "cause": "cause", "causes": "cause", "resolution": "resolution", "resolutions": "resolution",
    "solution": "resolution", "solutions": "resolution", "workaround": "resolution", "workarounds": "resolution",
    "fix": "resolution", "symptom": "issue", "symptoms": "issue", "issue": "issue", "problem": "issue",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SPLIT = re.compile(r"[/\\|:&–—]|\s-\s|\band\b|\bor\b|\(")
_UNSAID = frozenset(("the", "a", "an", "of", "for", "this", "these", "your", "s", "more", "information"))
_SLUG_DROPPED = re.compile(r"[^\w\- ]")


def section_name(heading: str, extra: Mapping[str, Sequence[str]] | None = None) -> str:
    """The canonical name of a heading: issue, environment, resolution, cause, or other.

    `extra` holds a knowledge base's own headings by canonical name; they come before ours.
    """
    if extra:
        words = _words(heading)
        for name, headings in extra.items():
            if any(_words(other) == words for other in headings):
                return name
    return _known_name(heading)


@lru_cache(maxsize=4096)
def _known_name(heading: str) -> str:
    words = _words(heading)
    if name := _NAMES.get(words):
        return name
    for part in _SPLIT.split(heading)[:3]:
        if name := _NAMES.get(_words(part)):
            return name
    parts = words.split()
    if parts and len(parts) <= 5 and parts[0] in _STEMS:
        return _STEMS[parts[0]]
    if 1 < len(parts) <= 4 and parts[-1] in _STEMS:
        return _STEMS[parts[-1]]
    return "other"


def _words(text: str) -> str:
    """Folded words without numbers and articles: `Resolution 2: the fix` and `resolution fix` are equal."""
    words = [word for word in _WORD.findall(text.casefold()) if not word.isdigit() and word not in _UNSAID]
    return " ".join(words) if words and words[-1] != "s" else " ".join(words[:-1])


def slug(heading: str) -> str:
    """The anchor that GitHub and most site builders give a heading."""
    return _SLUG_DROPPED.sub("", heading.strip().lower()).replace(" ", "-")
