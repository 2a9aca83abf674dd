import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbsearch.errors import PasteEmpty, PasteTooLarge
from kbsearch.search.paste import LIMIT, MOST_SEGMENTS, Segment, clean, read_paste
from kbsearch.search.severity import Severity


def lines(text: str) -> list[Segment]:
    """The segments that are one line each."""
    return [segment for segment in read_paste(text).segments if segment.joined == 1]


@given(st.one_of(st.text(), st.text(alphabet=st.characters(categories=["Cs", "Cc", "Zs", "Po", "Lu"]))))
@example("\ud800")
@example("a\x00b")
@example("{" * 3000)
@example('{"message": ' + "[" * 3000)
@example("\x1b[")
@example("'" * 500)
@example("> > > >")
def test_any_text_is_read_or_refused_as_empty(text: str) -> None:
    try:
        found = read_paste(text)
    except PasteEmpty:
        return
    for segment in found.segments:
        segment.text.encode()
        assert 1 <= segment.line <= found.lines
        assert 0 <= segment.head <= len(segment.text)
        assert all(0 <= token.start < token.end <= len(segment.text) for token in segment.tokens)
        assert all(0 < token.trust <= 1 for token in segment.tokens)


@pytest.mark.parametrize(
    "text", ["", " \n\t\r\n", "\x00\x00", "\u200b\ufeff"], ids=["nothing", "blanks", "NUL", "invisible"]
)
def test_a_paste_without_a_character_to_see_is_empty(text: str) -> None:
    with pytest.raises(PasteEmpty) as caught:
        read_paste(text)
    assert str(caught.value) == "the paste is empty: paste the error message, or type a few words [KBE1006]"


def test_a_paste_longer_than_the_limit_is_refused() -> None:
    with pytest.raises(PasteTooLarge) as caught:
        read_paste("a" * (LIMIT + 1))
    assert str(caught.value) == (
        "the paste has 16,000,001 characters, more than the 16,000,000 that one search reads: "
        "paste the part around the error [KBE1005]"
    )


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("main.c(5): error X2065: 'foo' unknown", Severity.ERROR),
        ("main.c:5:7: fatal error: no such file", Severity.ERROR),
        ("error[Q0308]: mismatched types", Severity.ERROR),
        ("2026-11-20 10:11:12,345 [main] ERROR sync.Client - refused", Severity.ERROR),
        ("E 4012 error", Severity.ERROR),
        ("acme.sync.TokenException: refused", Severity.ERROR),
        ("ValueError: bad token", Severity.ERROR),
        ("Fehler: Datei fehlt", Severity.ERROR),
        ("ошибка: файл не найден", Severity.ERROR),
        ("main.c(5): warning X4996: old", Severity.WARNING),
        ("2026-11-20 WARN sync - slow", Severity.WARNING),
        ("main.c(5): note: see declaration", Severity.MINOR),
        ("[INFO] building", Severity.MINOR),
        ("note: error X2065: seen elsewhere", Severity.ERROR),
        ("the printer is silent", Severity.UNKNOWN),
        ("error-free build", Severity.UNKNOWN),
        ("0 errors_total", Severity.UNKNOWN),
        ("    at acme.sync.Client.push(Client.java:12)", Severity.FRAME),
        ("   at Acme.Sync.Push() in C:\\src\\Sync.cs:line 12", Severity.FRAME),
        ('  File "sync.py", line 12, in push', Severity.FRAME),
        ("    at push (/srv/app/sync.js:12:7)", Severity.FRAME),
        ("#3 0x00007f in push () from libsync.so", Severity.FRAME),
        ("goroutine 1 [running]:", Severity.FRAME),
        ("\tmain.go:12 +0x1d", Severity.FRAME),
        ("    ... 23 more", Severity.FRAME),
        ("Caused by: acme.TokenException: refused", Severity.ERROR),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)  # fmt: skip
def test_a_line_says_how_bad_it_is(line: str, severity: Severity) -> None:
    assert lines(line)[0].severity is severity


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("main.c(5,2): error X2065: 'foo' unknown", "'foo' unknown"),
        ("main.c:5:7: fatal error: no such file", "no such file"),
        ("error[Q0308]: mismatched types", "mismatched types"),
        ("2026-11-20 10:11:12 ERROR: refused", "refused"),
        ("refused", "refused"),
        ("error:", "error:"),
    ],
)
def test_the_message_begins_after_place_time_and_severity(line: str, message: str) -> None:
    found = lines(line)[0]
    assert found.text[found.head :] == message


@pytest.mark.parametrize("line", ["Caused by: refused", "---> acme.TokenException: refused", "[cause]: Error: refused"])
def test_a_cause_is_known_as_one(line: str) -> None:
    assert lines(line)[0].cause


def test_a_json_log_line_is_read_by_its_message_and_level() -> None:
    record = {"ts": 1, "level": "warn", "msg": "token refused\n  at once", "error": {"message": "E4012 refused"}}
    found = lines(json.dumps(record))
    assert [(segment.text, segment.severity) for segment in found] == [
        ("token refused", Severity.WARNING),
        ("at once", Severity.WARNING),
        ("E4012 refused", Severity.WARNING),
    ]


@pytest.mark.parametrize("line", ['{"level": "error"}', '{"broken": "js', "{'message': 'single quotes'}", '["{}"]'])
def test_what_is_no_json_log_line_stays_a_line(line: str) -> None:
    assert [segment.text for segment in lines(line)] == [line]


@pytest.mark.parametrize("mark", ["> ", ">", "> > ", ">>> ", "  > "])
def test_the_marks_of_a_quoted_mail_do_not_count(mark: str) -> None:
    assert [segment.text for segment in lines(f"{mark}error E4012: refused\n{mark}bye")] == [
        "error E4012: refused",
        "bye",
    ]


def test_a_build_node_in_front_of_a_line_is_no_quoted_mail() -> None:
    assert lines("1>main.c(5): error X2065: unknown")[0].text == "1>main.c(5): error X2065: unknown"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("\x1b[31merror\x1b[0m: no", "error: no", id="colours"),
        pytest.param("\x1b]8;;https://example.com\x07link\x1b]8;;\x07", "link", id="terminal links"),
        pytest.param("a\r\nb\rc\x0cd\u2028e", "a\nb\nc\nd\ne", id="line ends"),
        pytest.param("a\x00b\x08\x7f", "ab", id="control characters"),
        pytest.param("\ud800x", "?x", id="lone surrogate"),
        pytest.param("the type `Foo` is", "the type 'Foo' is", id="code marks around a word"),
        pytest.param("run `kb index` now", "run kb index now", id="code marks around more"),
        pytest.param("“Foo”\u00a0is", '"Foo" is', id="typographic quotes and blanks"),
    ],
)
def test_a_paste_is_cleaned_of_what_terminals_and_editors_add(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("words", [4, 7, 11])
def test_a_wrapped_line_is_also_read_as_a_whole(words: int) -> None:
    line = "main.c(5): error X2065: the remote side refused the token of the user because it is too old"
    message = line.split()
    text = " ".join(message[:words]) + "\n" + " ".join(message[words:])
    joined = [segment for segment in read_paste(text).segments if segment.joined == 2]
    assert [(segment.line, segment.text) for segment in joined] == [(1, line)]
    second = joined[0].text.index(message[words], len(" ".join(message[:words])))
    assert (joined[0].line_at(0), joined[0].line_at(second)) == (1, 2)


@pytest.mark.parametrize(
    "second",
    [
        "main.c(6): error X2: b",
        "2026-11-20 10:11:12 b",
        "- b",
        "2. b",
        "warning: b",
        "    at a.b(c)",
        "Caused by: b",
        "C:\\b",
    ],
)
def test_a_line_that_begins_a_record_of_its_own_is_not_joined(second: str) -> None:
    assert all(segment.joined == 1 for segment in read_paste(f"error X1: a\n{second}").segments)


def test_the_columns_of_a_table_copied_from_an_ide_are_one_line() -> None:
    found = lines("Severity\tCode\tDescription\nError\tX2065\t'foo': unknown\tApp\tmain.c\t5")
    assert found[1].severity is Severity.ERROR
    assert "X2065\t'foo': unknown" in found[1].text


def test_words_that_vary_are_trusted_less_than_plain_ones() -> None:
    found = lines("main.c(5): error: cannot read 'name' from /var/lib/sync/state.db")[0]
    trust = {found.text[token.start : token.end]: token.trust for token in found.tokens}
    assert trust["cannot"] == trust["read"] == trust["from"] == 1
    assert trust["lib"] < trust["name"] < 1
    assert trust["main"] < 1


def ignored(text: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.text, one.reason) for one in read_paste(text).ignored]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("one line", [], id="nothing"),
        pytest.param("a\na\na\nb", [(0, "", "2 lines repeat an earlier line")], id="repetitions"),
        pytest.param("a\na\nb", [(0, "", "1 line repeats an earlier line")], id="one repetition"),
        pytest.param("a\n-----\n  ^^^~~\n", [(0, "", "2 lines hold no word")], id="drawings"),
        pytest.param("a\n-----\n", [(0, "", "1 line holds no word")], id="one drawing"),
        pytest.param(
            "x" * 3_000,
            [(1, "x" * 80, "only the first 2,000 of 3,000 characters were searched")],
            id="the rest of a long line",
        ),
        pytest.param(
            "".join(f"step {'abcdefghij'[n % 10]}{'abcdefghijklmnopqrstuvwxyz'[n // 10]} done\n" for n in range(250)),
            [(201, "", "50 lines say less of an error than the 200 searched")],
            id="the rest of a long log",
        ),
    ],
)  # fmt: skip
def test_what_is_not_searched_is_said(text: str, said: list[tuple[int, str, str]]) -> None:
    assert ignored(text) == said


def test_of_a_long_log_the_lines_that_speak_of_an_error_are_kept() -> None:
    noise = [f"step {chr(97 + n % 26)}{chr(97 + n // 26 % 26)} of the run" for n in range(600)]
    found = read_paste("\n".join([*noise, "error E4012: refused", *noise]))
    assert sum(segment.joined == 1 for segment in found.segments) == MOST_SEGMENTS
    assert [segment.line for segment in found.segments if segment.severity is Severity.ERROR] == [601]


def test_a_hundred_thousand_lines_are_read() -> None:
    found = read_paste("\n".join(f"line {n}" for n in range(100_000)))
    assert found.lines == 100_000


ALMOST = (
    " ",
    "a ",
    "at a",
    "a.",
    "'",
    '"',
    "`",
    ">",
    "\x1b[",
    "error ",
    "1-",
    "a:",
    "(",
    "Error",
    "File ",
    "[",
    "\\",
    "caused ",
)


@pytest.mark.parametrize("piece", ALMOST, ids=repr)
def test_twenty_thousand_characters_of_almost_a_match_are_read(piece: str) -> None:
    text = piece * (20_000 // len(piece)) + " end of it"
    assert read_paste(text).lines == 1


def test_of_a_large_binary_file_the_beginning_is_searched_and_that_is_said() -> None:
    paste = read_paste("\x01\x02error: no room\n\x00\x03" * 80_000)
    assert paste.ignored[0].reason == "a binary file: only its first 1,000,000 characters were searched"
    assert paste.segments[0].text == "error: no room"
