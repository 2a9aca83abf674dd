"""What a new article can take over from a pasted error: its code, its message as a template, its symptom.

This only proposes; `kbsearch new` writes it down for an author to correct.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from kbsearch.errors import PasteEmpty
from kbsearch.search.codes import code_spans, looks_like_code
from kbsearch.search.masking import masks
from kbsearch.search.paste import clean

_SURE = re.compile(r"\b(?:fatal|error|exception|panic|critical)\b|[a-z](?:Error|Exception)\b", re.IGNORECASE)
_LIKELY = re.compile(
    r"\b(?:fail(?:ed|ure|s)?|cannot|can't|could not|unable|denied|refused|invalid|not found)\b", re.IGNORECASE
)
_LABEL = re.compile(r".*?\b(?:fatal error|error|fatal|exception|critical)\b(?: code)?\s*[:\]>-]+\s*", re.IGNORECASE)
_LEVEL = re.compile(r"^\W*(?:ERROR|FATAL|CRITICAL|SEVERE|ERR)\b[\s:\])>|-]*")
_BETWEEN = re.compile(r"^[\s:;,.\])>|-]+")
_QUOTED = re.compile(r"(?<!\w)'([^'\n]{1,200})'|\"([^\"\n]{1,200})\"")
_PLACEHOLDER = re.compile(r"(?P<mark>['\"]?)\{\w+\}(?P=mark)")
_HOST = re.compile(r"(?<![\w.-])(?=[\w.-]{0,80}\d)[A-Za-z][\w-]{0,60}(?:\.[A-Za-z0-9][\w-]{0,60}){1,6}(?![\w-])")
_TITLE = 80  # characters of the message that a title repeats
_LONGEST = 400  # characters of a message; what follows is rarely part of it
_LINES = 2_000  # lines looked at for the error


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What was found; "" or () for what was not. `message` has what varies in {braces}."""

    code: str
    message: str
    symptoms: tuple[str, ...]

    @property
    def title(self) -> str:
        """What such an article may be called: its code and the beginning of its message, values as dots."""
        said = _PLACEHOLDER.sub("...", self.message).strip(" :;,")
        if len(said) > _TITLE:
            said = said[:_TITLE].rsplit(maxsplit=1)[0] + " ..."
        return ": ".join(filter(None, (self.code, said)))


def suggest(text: str) -> Suggestion:
    """What an article about the first real error of a paste would say; raises KBE1006 for an empty paste."""
    lines = [_clean(line) for line in text.splitlines()[:_LINES]]
    filled = [line for line in lines if line]
    if not filled:
        raise PasteEmpty()
    line = next(filter(_SURE.search, filled), None) or next(filter(_LIKELY.search, filled), filled[0])
    code, message = _split(line)
    return Suggestion(code, _template(message), (line[:_LONGEST],))


def _clean(line: str) -> str:
    """A line without colours and control characters, its blanks and quotes in one spelling."""
    return " ".join(clean(line[: 4 * _LONGEST]).split())


def _split(line: str) -> tuple[str, str]:
    """The code of a line and what stands behind it; without a code, what stands behind "error:"."""
    masked = [(mask.start, mask.end) for mask in masks(line) if mask.kind != "number"]
    for span in code_spans(line):
        inside = any(start <= span.start < end for start, end in masked)
        if looks_like_code(span.text) and not inside:
            rest = _BETWEEN.sub("", line[span.end :])
            return span.text, rest or _BETWEEN.sub("", line[: span.start])
    stamp = next(masks(line), None)
    behind = line[stamp.end :] if stamp and stamp.kind == "time" and stamp.start < 2 else line
    return "", _LABEL.sub("", _LEVEL.sub("", behind), count=1) or line


def _template(message: str) -> str:
    """The message with every part that varies as a named placeholder in braces."""
    message = message[:_LONGEST].rstrip()
    parts: list[str] = []
    names: Counter[str] = Counter()
    end = 0
    for start, stop, name, mark in _varying(message):
        if start < end:
            continue
        names[name] += 1
        said = "{" + name + (str(names[name]) if names[name] > 1 else "") + "}"
        parts += [message[end:start], mark + said + mark]
        end = stop
    return "".join([*parts, message[end:]])


def _varying(message: str) -> list[tuple[int, int, str, str]]:
    """Start, end, name and quotation mark of everything that varies, from left to right."""
    quoted = [(found.start(), found.end(), "value", found.group()[0]) for found in _QUOTED.finditer(message)]
    masked = [(mask.start, mask.end, mask.kind, "") for mask in masks(message)]
    hosts = [(found.start(), found.end(), "name", "") for found in _HOST.finditer(message)]
    return sorted(quoted + masked + hosts, key=lambda part: (part[0], -part[1]))
