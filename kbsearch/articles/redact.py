"""Redaction: personal data and secrets in what somebody pasted, masked before it is written down.

What is found is replaced by something that reads alike and is nobody's: addresses that are reserved for
documentation, asterisks. The same value becomes the same stand-in, so that a log still tells its story.
It proposes; whoever writes the article looks at each replacement and may keep what is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import pairwise

SECRET = "********"
"""What stands for a password, a token or a key."""

_SECRET_NAME = (
    r"(?:passw(?:or)?d|pwd|passphrase|secret|credentials?|(?:api|access|auth|private|account)[_-]?key|"
    r"(?:[a-z]{1,20}[_-]?)?token|session[_-]?id|authorization)"
)
_UNSAID = re.compile(r"[<{$%*\[].*|(?:null|none|nil|undefined|true|false|empty|missing|\.{2,})", re.IGNORECASE)
_NOBODY = re.compile(r"@(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|invalid|localhost|test)$", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-fA-F-]+")
_FOLDERS = frozenset(("public", "default", "all users", "shared", "name"))
_HIDDEN_NETS = ("127.", "0.", "192.0.2.", "198.51.100.", "203.0.113.", "255.")

# Every repetition is bounded or cannot give back what it took, and none begins inside what another took.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "key",
        re.compile(
            r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?P<hit>(?:[^-]|-(?!----)){1,8000})(?:-----END [A-Z ]{0,40}-----)?"
        ),
    ),
    ("password", re.compile(r"(?<=://)(?P<hit>[^\s/@:]{1,64}:[^\s/@]{1,200})(?=@)")),
    ("key", re.compile(r"\b(?:bearer|basic)\s{1,3}(?P<hit>(?=[A-Za-z._~+/=-]{0,200}\d)[\w.~+/=-]{8,4000})", re.I)),
    ("password", re.compile(rf"--?{_SECRET_NAME}[ =](?P<hit>[^\s\"'-][^\s\"']{{2,500}})", re.I)),
    (
        "password",
        re.compile(
            rf"{_SECRET_NAME}[\"']?\s{{0,3}}[:=]\s{{0,3}}(?P<mark>[\"'])(?P<hit>[^\"'\n]{{3,500}})(?P=mark)", re.I
        ),
    ),
    ("password", re.compile(rf"{_SECRET_NAME}=(?P<hit>[^\s,;&\"')]{{3,500}})", re.I)),
    (
        "password",
        re.compile(rf"{_SECRET_NAME}\s?:\s{{0,3}}(?P<hit>(?=[^\s,;\d]{{0,200}}\d)[^\s,;&\"')]{{6,500}})", re.I),
    ),
    ("e-mail address", re.compile(r"(?<![\w.+-])(?P<hit>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})(?![\w@])")),
    ("card number", re.compile(r"(?<![\w.-])(?P<hit>[2-6](?:[ -]?\d){12,18})(?![\w-])")),
    ("token", re.compile(r"(?<![\w+/=-])(?P<hit>[\w+/=-]{20,4000}(?:\.[\w-]{4,4000}){0,2})(?![\w+/=-])")),
    ("IP address", re.compile(r"(?<![\w.])(?<!version )(?<!Version )(?P<hit>\d{1,3}(?:\.\d{1,3}){3})(?![\w.])")),
    (
        "IP address",
        re.compile(r"(?<![\w:.])(?P<hit>(?=[a-fA-F:]{0,38}\d)[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w:.])"),
    ),
    (
        "user name",
        re.compile(r"(?:[\\/]Users|/home|[\\/]Documents and Settings)[\\/]{1,2}(?P<hit>[^\\/\s:*?\"'<>|]{1,64})"),
    ),
)
_LONGEST = 4_000_000  # characters that are looked at; no paste is longer


@dataclass(frozen=True, slots=True)
class Masked:
    """One value that was masked: what it is, the value itself, what stands in its place, and its line from 1."""

    kind: str
    said: str
    shown: str
    line: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what is nobody else's business, and what that was, each value once."""

    text: str
    masked: tuple[Masked, ...]


def redact(text: str, keep: Collection[str] = ()) -> Redacted:
    """The text with e-mail and IP addresses, secrets, card numbers and user names masked, those in `keep` apart.

    Linear in the length of the text. Redacting what was redacted changes nothing.
    """
    parts: list[str] = []
    masked: dict[str, Masked] = {}
    counts: dict[str, int] = {}
    end = 0
    for start, stop, kind in _found(text[:_LONGEST]):
        said = text[start:stop]
        if start < end or said in keep:
            continue
        if said not in masked:
            counts[kind] = counts.get(kind, 0) + 1
            shown = _STAND_INS.get(kind, _secret)(said, counts[kind])
            masked[said] = Masked(kind, said, shown, text.count("\n", 0, start) + 1)
        parts += [text[end:start], masked[said].shown]
        end = stop
    return Redacted("".join([*parts, text[end:]]), tuple(masked.values()))


def _found(text: str) -> list[tuple[int, int, str]]:
    """Start, end and kind of everything to be masked, from left to right; where two begin, the surer first."""
    spans = [
        (*found.span("hit"), order, kind)
        for order, (kind, pattern) in enumerate(_PATTERNS)
        for found in pattern.finditer(text)
        if _means(kind, found["hit"])
    ]
    return [(start, end, kind) for start, end, _, kind in sorted(spans, key=lambda span: (span[0], span[2]))]


def _means(kind: str, said: str) -> bool:
    """Whether what looks like such a value is one."""
    if kind == "card number":
        return _is_card(said)
    if kind == "IP address":
        return _is_address(said)
    if kind == "e-mail address":
        return not _NOBODY.search(said)
    if kind == "user name":
        return said.casefold() not in _FOLDERS
    if kind == "token":
        return _is_random(said)
    return not _UNSAID.fullmatch(said)


def _is_card(said: str) -> bool:
    """Whether the check digit is right, as every payment card has it (ISO/IEC 7812)."""
    digits = [int(sign) for sign in reversed(said) if sign.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_address(said: str) -> bool:
    """Whether it is an address of some machine, and none that is everybody's."""
    try:
        if ":" not in said:
            return str(IPv4Address(said)) == said and not said.startswith(_HIDDEN_NETS)
        address = IPv6Address(said)
    except AddressValueError:
        return False
    return not address.is_loopback and not address.is_unspecified and not said.lower().startswith("2001:db8:")


def _is_random(said: str) -> bool:
    """Whether letters and digits change too often for a name that somebody gave; digests and UUIDs are no secrets."""
    if _HEX.fullmatch(said):
        return False
    kinds = [sign.isdigit() for sign in said if sign.isalnum()]
    changes = sum(one != other for one, other in pairwise(kinds))
    mixed = any(map(str.isupper, said)) and (any(map(str.islower, said)) or said.isalnum())
    return mixed and len(kinds) >= 16 and 5 * changes >= len(kinds)


def _secret(said: str, count: int) -> str:
    return SECRET


_STAND_INS: dict[str, Callable[[str, int], str]] = {
    "e-mail address": lambda said, count: f"person{count}@example.com",
    "IP address": lambda said, count: f"2001:db8::{count:x}" if ":" in said else f"192.0.2.{(count - 1) % 254 + 1}",
    "card number": lambda said, count: "0000 0000 0000 0000",
    "user name": lambda said, count: "name",
}
