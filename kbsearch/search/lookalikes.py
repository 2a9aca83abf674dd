"""Look-alikes: what a code may have been before a scanner or a hand took letters for digits, or digits for letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TO_DIGITS = str.maketrans("OoQlIiSsBZz", "00011155822")
_TO_LETTERS = str.maketrans("01582", "OISBZ")
# A number stays one: there are many in a paste, and most of them are none of the codes they look like.
_TAKEN = re.compile(r"(?=\d*[A-Za-z])(?=[A-Za-z]*\d)(?=[A-Za-z\d]*[OoQlIiSsBZz01582])[A-Za-z\d]{4,16}")


def lookalikes(text: str) -> Iterator[str]:
    """Other readings of a run of letters and digits: up to some place letters, from there on digits.

    At most one for each place, none of digits alone, and none for words without a digit.

    >>> "BL2011" in lookalikes("8L20ll")
    True
    """
    if not _TAKEN.fullmatch(text):
        return
    letters, digits = text.translate(_TO_LETTERS), text.translate(_TO_DIGITS)
    seen = {text}
    for place in range(len(text) + 1):
        reading = letters[:place] + digits[place:]
        if reading not in seen and not reading.isdigit():
            seen.add(reading)
            yield reading
