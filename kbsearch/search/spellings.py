"""Spellings of a code: the ways in which products, people and tools write the one that an article declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbsearch.search.codes import code_keys

_DECIMAL = re.compile(r"-?[1-9]\d*")
_HEX = re.compile(r"0[xX][0-9a-fA-F]{1,8}")
_SEAM = re.compile(r"(?<=[A-Za-z])(?=\d)")
_SEPARATORS = re.compile(r"[\s\-_/:#]+")
_WIDE = 1 << 16  # numbers from here on are written in hexadecimal too; smaller ones hardly ever are


def spellings(code: str) -> tuple[str, ...]:
    """The usual spellings of a code, the declared one first, all of which are the same code to the search.

    >>> spellings("E-4012")
    ('E-4012', 'e-4012', 'E4012', 'error E-4012')
    >>> spellings("0x80070005")
    ('0x80070005', '80070005', '2147942405', '-2147024891', 'error 0x80070005')
    """
    said = " ".join(code.split())
    keys = set(code_keys(said))
    every = dict.fromkeys((said, said.lower(), *_numbers(said), *_separated(said)))
    return (*(one for one in every if one and keys & set(code_keys(one))), f"error {said}")


def _numbers(code: str) -> Iterator[str]:
    """A 32-bit number in hexadecimal, decimal and signed decimal."""
    if _HEX.fullmatch(code):
        number = int(code, 16)
    elif _DECIMAL.fullmatch(code) and len(code) < 12:
        number = int(code)
        number += 1 << 32 if number < 0 else 0
    else:
        return
    if not _WIDE <= number < 1 << 32:
        return
    yield f"0x{number:08X}" if not _HEX.fullmatch(code) else f"{number:08X}"
    yield str(number)
    if number >= 1 << 31:
        yield str(number - (1 << 32))


def _separated(code: str) -> Iterator[str]:
    """Without separators, and where there are none, with a hyphen between letters and digits."""
    if not any(character.isdigit() for character in code):
        return
    squeezed = _SEPARATORS.sub("", code)
    if squeezed != code:
        yield squeezed
    elif len(_SEAM.findall(code)) == 1 and not _HEX.fullmatch(code):
        yield _SEAM.sub("-", code)
