import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.codes import code_key, code_keys, code_like_spans, code_runs, code_spans, looks_like_code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("0x80070005", "80070005", id="with and without 0x"),
        pytest.param("0x80070005", "2147942405", id="hexadecimal and decimal"),
        pytest.param("0x80070005", "-2147024891", id="hexadecimal and signed decimal"),
        pytest.param("0x80070005", "0xFFFFFFFF80070005", id="hexadecimal and widened to 64 bits"),
        pytest.param("80070005", "-2147024891", id="bare hexadecimal and signed decimal"),
        pytest.param("2147942405", "-2147024891", id="unsigned and signed decimal"),
        pytest.param("0X8007000E", "0x8007000e", id="case of hexadecimal digits"),
        pytest.param("0x8007000E", "8007000E", id="bare hexadecimal with letters"),
        pytest.param("h'80070005'", "0x80070005", id="hexadecimal in Modula's dress"),
        pytest.param("0x00000005", "0x5", id="leading zeros of hexadecimal"),
        pytest.param("E-1234/5", "e12345", id="separators and case"),
        pytest.param("E 4012", "E4012", id="a blank inside"),
        pytest.param("ORA_00942", "ORA-00942", id="underscore and hyphen"),
        pytest.param("[HTTP.404]", "http404", id="brackets around"),
        pytest.param(" QX17 ", "QX17", id="blanks around"),
        pytest.param("Sync#17", "SYNC:17", id="number sign and colon"),
        pytest.param("SQLSTATE=23505", "SQLSTATE 23505", id="equals sign"),
        pytest.param("5.1.10", " 5.1.10 ", id="a dotted number"),
    ],
)
def test_a_code_in_another_spelling_is_the_same_code(one: str, other: str) -> None:
    assert set(code_keys(one)) & set(code_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("5.1.10", "5110", id="dots between digits count"),
        pytest.param("5.1.10", "5.11.0", id="where the dots stand counts"),
        pytest.param("E4012", "E4013", id="another digit"),
        pytest.param("E4012", "W4012", id="another letter"),
        pytest.param("E4012", "4012", id="without its letter"),
        pytest.param("0x80070005", "0x80070006", id="another value"),
        pytest.param("0x80070005", "0x800700050", id="another length"),
        pytest.param("404", "-404", id="a sign in front of a short number"),
        pytest.param("17", "0x17", id="short decimal and hexadecimal"),
        pytest.param("x86", "0x86", id="a name that begins with x"),
        pytest.param("ORA-00942", "ORA-942", id="leading zeros of a name's number"),
    ],
)
def test_codes_that_are_written_alike_stay_apart(one: str, other: str) -> None:
    assert not set(code_keys(one)) & set(code_keys(other))


@pytest.mark.parametrize(
    ("code", "key"), [("E-1234/5", "e12345"), ("0x80070005", "#2147942405"), ("5.1.10", "5.1.10"), ("-/-", "")]
)
def test_the_key_of_a_code_is_its_plainest_spelling(code: str, key: str) -> None:
    assert code_key(code) == key


@given(st.text(max_size=60))
def test_any_text_has_keys_that_do_not_depend_on_case_or_blanks_around(text: str) -> None:
    assert code_keys(text) == code_keys(f"  {text.strip()} ")
    if text.isascii():
        assert code_keys(text.upper()) == code_keys(text.lower())


@given(st.integers(min_value=2**31, max_value=2**32 - 1))
def test_a_failure_value_is_the_same_in_every_base(value: int) -> None:
    spellings = (f"{value}", f"{value - 2**32}", f"0x{value:08x}", f"{value:08X}")
    assert set.intersection(*(set(code_keys(spelling)) for spelling in spellings))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("a.c(5): error X2065: unknown", "X2065", id="between severity and colon"),
        pytest.param("error[QE-17]: unknown", "QE-17", id="in brackets"),
        pytest.param("550 5.1.10 RESOLVER.ADR.RecipNotFound", "5.1.10", id="dotted after a number"),
        pytest.param("550 5.1.10 RESOLVER.ADR.RecipNotFound", "RESOLVER.ADR.RecipNotFound", id="dotted words"),
        pytest.param("(hr=-2147024891)", "-2147024891", id="signed, after an equals sign"),
        pytest.param("failed:0x80070005.", "0x80070005", id="before a full stop"),
        pytest.param("Fehler SYNC-4012, bitte warten", "SYNC-4012", id="in another language"),
        pytest.param("https://example.com/e/QX17?a=1", "QX17", id="inside an address"),
        pytest.param("error QX 17 at start", "QX 17", id="torn by a blank"),
        pytest.param("エラーQX17です", "QX17", id="between letters of another script"),
        pytest.param("job-QE-17 failed", "QE-17", id="behind a word and a hyphen"),
        pytest.param("nightly-job-QE-17-failed", "QE-17", id="between words and hyphens"),
    ],
)
def test_a_code_is_seen_wherever_it_stands_in_a_line(line: str, code: str) -> None:
    assert code in [span.text for span in code_spans(line)]


@pytest.mark.parametrize("text", ["10:10:10", "10.43.0.10:53", "2.10.1", "main.c:10:5"])
def test_a_number_of_a_time_an_address_or_a_place_is_no_code_of_its_own(text: str) -> None:
    assert "10" not in [span.text for span in code_spans(text)]


@given(st.text(max_size=200))
def test_a_span_says_where_its_text_stands(text: str) -> None:
    for span in code_spans(text):
        assert text[span.start : span.end] == span.text
        assert span.keys == code_keys(span.text)


@pytest.mark.parametrize("text", ["a-" * 10_000, "1." * 10_000, "-" * 20_000, "E1 " * 6_000])
def test_long_runs_of_what_codes_are_made_of_are_read_to_the_end(text: str) -> None:
    assert all(len(span.text) <= 500 for span in code_spans(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("E4012", True),
        ("ORA-00942", True),
        ("0x80070005", True),
        ("ERR_TIMED_OUT", True),
        ("5.1.10", False),
        ("v2", False),
        ("Sync2024", False),
        ("hello", False),
        ("A_B", False),
        ("", False),
        ("X" * 39 + "12", False),
    ],
)
def test_what_nobody_declares_looks_like_a_code_only_in_the_dress_of_one(text: str, code: bool) -> None:
    assert looks_like_code(text) is code


@given(st.text(st.characters(max_codepoint=127), max_size=80))
def test_text_has_the_same_runs_beside_text_in_another_script(text: str) -> None:
    assert list(code_runs(f"{text} é")) == [*code_runs(text), (len(text) + 1, "é", False)]


def test_days_and_times_are_no_codes() -> None:
    runs = [run for _, run, _ in code_runs("2026-03-04 00:20:39.857 E-4012 at 2026-03-04T00:20:39Z")]
    assert runs == ["E-4012", "at"]


@given(st.one_of(st.text(), st.text("aE_09-.:/ x#", max_size=60)))
def test_what_looks_like_a_code_is_found_without_looking_into_every_word(text: str) -> None:
    assert list(code_like_spans(text)) == [span for span in code_spans(text) if looks_like_code(span.text)]
