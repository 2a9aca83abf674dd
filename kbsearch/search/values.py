"""Values: what may stand in the place of a placeholder, by what its name, its mark or the word before it says.

    >>> filled("no route to {host}: %s", seed=1)
    'no route to senfen.example.net: malmortar'

Names are made of syllables that are no words, so that a value says nothing by chance, and hold no
digit, so that none looks like a code. The same template and seed give the same values, anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random

from kbsearch.articles.placeholders import Literal, Placeholder, parse_template

_MOST_QUOTED = 3  # words of a quoted text that may stand for a value; a longer one is a phrase


class ValueKind(StrEnum):
    """What a placeholder stands for."""

    PATH = "path"
    FILE = "file"
    FOLDER = "folder"
    URL = "url"
    EMAIL = "email"
    HOST = "host"
    IP = "ip"
    GUID = "guid"
    HASH = "hash"
    VERSION = "version"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    ADDRESS = "address"
    NUMBER = "number"
    NAME = "name"


_NAMED: dict[ValueKind, str] = {
    ValueKind.PATH: "path pathname filepath location",
    ValueKind.FILE: "file filename document image library assembly script archive dll",
    ValueKind.FOLDER: "folder directory dir dirname workspace",
    ValueKind.URL: "url uri href link endpoint website",
    ValueKind.EMAIL: "email mail mailbox sender recipient smtp",
    ValueKind.HOST: "host hostname server node remote machine computer peer domain broker fqdn proxy",
    ValueKind.IP: "ip ipaddress ipv subnet",
    ValueKind.GUID: "guid uuid correlation",
    ValueKind.HASH: "hash sha digest checksum token commit fingerprint thumbprint",
    ValueKind.VERSION: "version ver release build revision",
    ValueKind.DATE: "date day deadline expiry",
    ValueKind.TIME: "time timestamp datetime when",
    ValueKind.DURATION: "duration timeout elapsed seconds milliseconds ms secs",
    ValueKind.ADDRESS: "address addr pointer ptr hex",
    ValueKind.NUMBER: (
        "number num n nr no count size length len width height line column col row offset index port pid limit max min "
        "total amount bytes level depth status errno integer int digits percent position id"
    ),
}
_KINDS = {word: kind for kind, words in _NAMED.items() for word in words.split()}
_PLAIN = frozenset({"number", "num", "no", "id", "int", "integer", "hex", "address", "addr", "size", "count"})
"""Words that only say how a value is written: a word beside one says what it is (`version number`)."""

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PRINTF = re.compile(r"%[-+#0 ]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh?|ll?|I64|[zjtLqw])?([a-zA-Z])$")
_FORMS = {
    **dict.fromkeys("diu", ValueKind.NUMBER),
    **dict.fromkeys("xXp", ValueKind.ADDRESS),
    **dict.fromkeys("eEfFgG", ValueKind.NUMBER),
}
# fmt: off
_SYLLABLES = (
    "vel", "mor", "tar", "nis", "do", "ril", "qua", "sen", "lu", "fen",
    "bra", "tix", "o", "mal", "zu", "ker", "pli", "gan", "ith",
)
# fmt: on
_SUFFIXES = ("conf", "dat", "xml", "json", "txt", "log")


def filled(template: str, seed: int, given: Mapping[str, Sequence[str]] | None = None) -> str:
    """The template with a value in the place of every placeholder; a template without any is left as it is.

    A placeholder whose name is in `given` takes one of the values there. With seed 0 quoted text
    stays as the author wrote it, since some quoted words are fixed; with others it varies as far as
    it is short, where other words are left to know the message by.
    """
    parsed = parse_template(template)
    rng = Random(f"{seed}\0{template}")
    vary_quoted = seed > 0 and bool(parsed.literal_words)
    said: list[str] = []
    for part in parsed.parts:
        if isinstance(part, Literal):
            said.append(part.text)
        elif part.literal is None and given and given.get(part.name):
            said.append(rng.choice(given[part.name]))
        elif part.literal is None:
            said.append(value(kind_of(part, "".join(said)), rng))
        else:
            said.append(_quoted(part, rng, vary=vary_quoted))
    return "".join(said)


def kind_of(part: Placeholder, before: str = "") -> ValueKind:
    """What a placeholder stands for, by its name, else by its printf form, else by the word before it."""
    named = _meant(part.name)
    if named is not None:
        return named
    form = _PRINTF.search(part.mark)
    if form and form[1] in _FORMS:
        return _FORMS[form[1]]
    return (None if _said_by_name(part.name) else _meant(before[-40:].rpartition(":")[2])) or ValueKind.NAME


def _said_by_name(name: str) -> bool:
    """Whether a name says something, if only to whoever wrote it; `%s`, `{0}` and `{}` do not."""
    return len(name) > 1 and not name.isdigit()


def _meant(text: str) -> ValueKind | None:
    """The kind that a text names: its last telling word, before one that only says how it is written."""
    words = [word.lower() for word in _PIECES.findall(text)]
    told = [word for word in words[-3:] if word in _KINDS]
    telling = [word for word in told if word not in _PLAIN] or told
    return _KINDS[telling[-1]] if telling else None


def _quoted(part: Placeholder, rng: Random, *, vary: bool) -> str:
    """Quoted or bracketed text, with another value in the marks where it varies."""
    inner = part.literal or ""
    if part.mark[:1] == "[":
        if not vary:
            return inner if part.optional else part.mark
        return "" if part.optional else value(kind_of(part), rng)
    if not vary or len(inner.split()) > _MOST_QUOTED:
        return part.mark
    return f"{part.mark[0]}{value(kind_of(part), rng)}{part.mark[-1]}"


def value(kind: ValueKind, rng: Random) -> str:
    """A value of that kind; which one, the generator decides alone."""
    match kind:
        case ValueKind.PATH:
            return _path(rng)
        case ValueKind.FILE:
            return f"{_name(rng)}.{rng.choice(_SUFFIXES)}"
        case ValueKind.FOLDER:
            return f"/srv/{_name(rng)}/{_name(rng)}"
        case ValueKind.URL:
            return f"https://{_host(rng)}/{_name(rng)}/{_name(rng)}"
        case ValueKind.EMAIL:
            return f"{_name(rng)}@{_host(rng)}"
        case ValueKind.HOST:
            return _host(rng)
        case ValueKind.IP:
            return f"192.0.2.{rng.randint(2, 250)}"
        case ValueKind.GUID | ValueKind.HASH | ValueKind.ADDRESS:
            return _hexadecimal(kind, rng)
        case ValueKind.VERSION:
            return f"{rng.randint(1, 19)}.{rng.randint(0, 9)}.{rng.randint(0, 30)}"
        case ValueKind.DATE:
            return f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        case ValueKind.TIME:
            return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
        case ValueKind.DURATION:
            return f"{rng.randint(2, 900)}"
        case ValueKind.NUMBER:
            return str(rng.choice((rng.randint(2, 99), rng.randint(1000, 65000))))
        case ValueKind.NAME:
            return rng.choice((_name, _camel, _snake))(rng)


def _hexadecimal(kind: ValueKind, rng: Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    if kind is ValueKind.GUID:
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return digits if kind is ValueKind.HASH else f"0x0000{digits[:12]}"


def _name(rng: Random) -> str:
    return "".join(rng.sample(_SYLLABLES, 2 + (rng.random() < 0.4)))


def _camel(rng: Random) -> str:
    return _name(rng).capitalize() + _name(rng).capitalize()


def _snake(rng: Random) -> str:
    return f"{_name(rng)}_{_name(rng)}"


def _host(rng: Random) -> str:
    return f"{_name(rng)}.example.{rng.choice(('com', 'net', 'org'))}"


def _path(rng: Random) -> str:
    names = _name(rng), _name(rng), f"{_name(rng)}.{rng.choice(_SUFFIXES)}"
    return "/srv/" + "/".join(names) if rng.random() < 0.5 else "C:\\data\\" + "\\".join(names)
