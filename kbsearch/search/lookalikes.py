"""Look-alikes: what a code may have been before a scanner or a hand took letters for digits, or digits for letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TO_DIGITS = str.maketrans("OoQlIiSsBZz", "00011155822")
_TO_LETTERS = str.maketrans("01582", "OISBZ")
# A number stays one, and ids in lower case are no codes: there are many in a paste, and most look like some code.
_TAKEN = re.compile(r"(?=[A-Za-z]*\d)(?=[a-z\d]*[A-Z])(?=[A-Za-z\d]*[OoQlIiSsBZz01582])([0158]?[A-Za-z]+)[A-Za-z\d]+")
_SHORTEST, _LONGEST = 4, 16
_SPOILED = re.compile(r"[a-z][I01]|[I01][a-z]")
_SMALL = str.maketrans("I01", "lol")


def lookalikes(text: str) -> Iterator[str]:
    """Other readings of a run of letters and digits: up to some place in its first letters letters, behind it digits.

    At most one for each place, none of digits alone, and none for words without a digit.

    >>> "BL2011" in lookalikes("8L20ll")
    True
    """
    taken = _TAKEN.fullmatch(text) if _SHORTEST <= len(text) <= _LONGEST else None
    if not taken:
        return
    letters, digits = text.translate(_TO_LETTERS), text.translate(_TO_DIGITS)
    seen = {text}
    for place in range(taken.end(1) + 1):
        reading = letters[:place] + digits[place:]
        if reading not in seen and not reading.isdigit():
            seen.add(reading)
            yield reading


def as_letters(word: str) -> str:
    """What a word may have been before small letters were read as `0`, `1` or a capital `I`; "" for one without.

    >>> as_letters("maIfunctioned")
    'malfunctioned'
    """
    return word.translate(_SMALL).lower() if _SPOILED.search(word) else ""
