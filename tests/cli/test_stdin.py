import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbsearch.cli.stdin import MANY, decode


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("größer".encode(), "größer", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + b"E1", "E1", id="utf-8 with a byte order mark"),
        pytest.param(codecs.BOM_UTF16_LE + "größer".encode("utf-16-le"), "größer", id="utf-16 little endian"),
        pytest.param(codecs.BOM_UTF16_BE + "größer".encode("utf-16-be"), "größer", id="utf-16 big endian"),
        pytest.param(codecs.BOM_UTF32_LE + "größer".encode("utf-32-le"), "größer", id="utf-32"),
        pytest.param("größer “”".encode("cp1252"), "größer “”", id="windows-1252"),
        pytest.param("ä".encode() + b"\xe4", "ää", id="one stray byte in utf-8"),
        pytest.param("é".encode()[:1], "Ã", id="cut in the middle of a character"),
        pytest.param("a\ud800b".encode("utf-8", "surrogatepass"), "a\ud800b", id="lone surrogate"),
        pytest.param(b"a\x00b", "a\x00b", id="NUL"),
        pytest.param(b"\x81", "\N{REPLACEMENT CHARACTER}", id="a byte that no encoding knows"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_standard_input_is_text_in_whatever_encoding_it_comes(raw: bytes, text: str) -> None:
    assert decode(raw) == text


@given(st.binary())
@example(b"\xed\xa0")
def test_any_bytes_become_text(raw: bytes) -> None:
    assert isinstance(decode(raw), str)


@given(st.text())
def test_utf_8_comes_through_unchanged(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")


def test_a_large_paste_that_is_not_utf_8_is_windows_1252_altogether() -> None:
    assert decode("é".encode("cp1252") * (MANY + 1)) == "é" * (MANY + 1)
