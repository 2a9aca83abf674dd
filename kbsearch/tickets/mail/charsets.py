"""Bytes of a mail as text: as the mail says they are to be read, or as they must have been meant."""

from __future__ import annotations

import codecs
import re

_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
"""What senders mean by a name, where that is more than the name says (WHATWG Encoding Standard, section 4.2)."""

_NOT_TEXT = frozenset(("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"))
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


def decode(raw: bytes, charset: str = "") -> str:
    """The text of `raw`: in `charset` where that fits, else in UTF-8, else in Windows-1252. Never raises."""
    for name in (charset, "utf-8"):
        found = _strictly(raw, name)
        if found is not None:
            return found
    return raw.decode("cp1252", "replace")


def clean(text: str) -> str:
    """`text` with plain line ends and without what no text has: control characters, halves of characters."""
    even = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", even).encode(errors="replace").decode()


def _strictly(raw: bytes, charset: str) -> str | None:
    """The text, or None where there is no such charset or the bytes are of another."""
    name = charset.strip().strip("\"'").lower()
    if not name:
        return None
    if raw.isascii() and name in _MEANT and _MEANT[name] == "cp1252":
        return raw.decode("ascii")
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
        return None if found.replace("-", "_") in _NOT_TEXT else raw.decode(found)
    except (LookupError, ValueError):  # UnicodeError is a ValueError, and so is a name with a NUL in it
        return None
