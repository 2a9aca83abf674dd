from collections.abc import Iterator

import pytest

from kbsearch.articles.article import Article, ErrorEntry, Section
from kbsearch.search.documents import document_of
from kbsearch.search.engines.base import Filters, Snapshot
from kbsearch.search.engines.tantivy import TantivyEngine
from kbsearch.search.known_codes import find_codes
from kbsearch.search.lines import ALL, MOST_OTHERS, MOST_WORDS, choose_lines
from kbsearch.search.paste import read_paste
from kbsearch.search.query import Plan, plan
from kbsearch.search.weights import SET, crowding, importance, rarity
from kbsearch.search.wording import MOST_TEXT

LONG = (
    "one unusual message that goes on about many matters, vessels, tides, harbours, ropes, anchors, masts, sails, flags"
)


def article(id: str, code: str, message: str, text: str = "") -> Article:
    sections = (Section("issue", "Issue", 2, text, 5),)
    return Article(id, id, f"{id}.md", "", text, errors=(ErrorEntry(code, message),), sections=sections)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    articles = [
        article("token", "E-4012", "remote {host} refused the token", "Replace the token, or see E-4013 and QX17."),
        article("journal", "E-4013", "no space left for the journal"),
        article("missing", "404", "the page is missing"),
        article("state", "busy", "the line is busy"),
        article("long", "E-9000", LONG),
    ]
    engine = TantivyEngine.create(tmp_path_factory.mktemp("engine"))
    engine.build(document_of(one, key) for key, one in enumerate(articles, 1))
    yield engine.snapshot()
    engine.close()


def planned(snapshot: Snapshot, paste: str) -> Plan:
    return plan(read_paste(paste), snapshot, Filters(("internal",)), 10)


def codes(snapshot: Snapshot, paste: str) -> list[str]:
    return [code.text for code in find_codes(read_paste(paste), snapshot)[0]]


def trust(snapshot: Snapshot, paste: str) -> float:
    """How surely the one declared code of a paste is meant as a code."""
    (code,) = find_codes(read_paste(paste), snapshot)[0]
    return code.trust


@pytest.mark.parametrize(
    ("paste", "found"),
    [
        pytest.param("E-4012: refused", ["E-4012"], id="declared"),
        pytest.param("e4012", ["e4012"], id="another spelling"),
        pytest.param("note: E-4013\nerror: E-4012", ["E-4012", "E-4013"], id="an error before a note"),
        pytest.param("E-4013\nE-4012", ["E-4013", "E-4012"], id="else in their order"),
        pytest.param("E-4012\nE-4012 E4012", ["E-4012"], id="once"),
        pytest.param("X-1 and Y-2", [], id="declared by nobody"),
    ],
)
def test_the_codes_of_a_paste_are_those_that_articles_declare(snapshot: Snapshot, paste: str, found: list[str]) -> None:
    assert codes(snapshot, paste) == found


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        pytest.param("status 404", "copied 404 blocks", id="a number that is called a code"),
        pytest.param("exit code: 404", "room 404", id="a number behind a colon"),
        pytest.param('<Data Name="StopCode">404</Data>', "<td>404</td>", id="a number in an element that is called so"),
        pytest.param("state=BUSY", "we were busy", id="a word in capitals"),
        pytest.param("error busy", "we were busy", id="a word that is called an error"),
        pytest.param("failed: E-4012", "see https://example.com/E4012/x", id="outside an address"),
    ],
)
def test_what_stands_like_a_code_is_trusted_more(snapshot: Snapshot, surer: str, less: str) -> None:
    assert trust(snapshot, surer) > trust(snapshot, less)


@pytest.mark.parametrize(
    ("paste", "unknown"),
    [
        pytest.param("error QX-77: refused", ("QX-77",), id="nobody declares it"),
        pytest.param("error E-4012: refused", (), id="declared"),
        pytest.param("version 3.17 of 2026", (), id="numbers"),
        pytest.param("    at a.B.QX77(B.java:1)", (), id="in a frame"),
    ],
)
def test_what_only_looks_like_a_code_is_kept_apart(snapshot: Snapshot, paste: str, unknown: tuple[str, ...]) -> None:
    assert planned(snapshot, paste).unknown == unknown


def test_an_error_matters_more_than_a_warning_and_that_more_than_a_frame(snapshot: Snapshot) -> None:
    paste = read_paste("error: a\nplain words\nwarning: b\nnote: c\n    at x.y(Z.java:1)")
    worth = [importance(segment, paste) for segment in paste.segments if segment.joined == 1]
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == 3  # plain words may be the error, a frame says no more than a note


def test_where_nothing_calls_itself_an_error_plain_lines_and_warnings_count_whole(snapshot: Snapshot) -> None:
    paste = read_paste("plain words\nwarning: b")
    assert {importance(segment, paste) for segment in paste.segments} == {1.0}


def test_a_line_is_asked_for_by_its_words_that_messages_hold(snapshot: Snapshot) -> None:
    (line,) = planned(snapshot, "error: remote db-1 refused the token, alas").query.lines
    assert {term for term, _ in line.words} == {"remot", "refus", "the", "token"}
    assert {term for term, _ in line.shingles} == {"refused_the", "the_token"}


def test_the_rarest_words_of_a_line_are_asked_for(snapshot: Snapshot) -> None:
    (line,) = planned(snapshot, f"error: {LONG} and the token is missing").query.lines
    assert len(line.words) == MOST_WORDS
    assert "the" not in {term for term, _ in line.words}


def test_lines_without_a_word_of_any_message_are_not_asked_for(snapshot: Snapshot) -> None:
    assert (
        planned(snapshot, "hello world\nerror: refused").query.lines == planned(snapshot, "error: refused").query.lines
    )


def asked(snapshot: Snapshot, paste: str) -> list[int]:
    """The lines of a paste that are asked for, each by itself."""
    segments = read_paste(paste).segments
    return [segments[index].line for index in planned(snapshot, paste).asked if segments[index].joined == 1]


def noise(number: int, say: str) -> list[str]:
    """Lines that are all different."""
    return [f"2026-11-20 10:11:12 INFO {say} {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(number)]


def test_of_a_long_log_the_lines_are_asked_for_that_can_be_a_message(snapshot: Snapshot) -> None:
    lines = [*noise(50, "copied"), "remote db-1 refused the token", *noise(50, "moved"), "error: whatever", "E-4013"]
    assert asked(snapshot, "\n".join(lines)) == [51, 102, 103]


def test_of_a_long_log_few_lines_are_asked_for_that_are_no_errors(snapshot: Snapshot) -> None:
    lines = [*noise(100, "refused the token"), "error: remote refused the token"]
    found = asked(snapshot, "\n".join(lines))
    assert len(found) == MOST_OTHERS + 1
    assert found[-1] == 101


def test_all_lines_of_a_short_paste_are_asked_for(snapshot: Snapshot) -> None:
    assert asked(snapshot, "\n".join(noise(ALL, "copied"))) == list(range(1, ALL + 1))


def test_lines_of_a_long_log_are_put_together_where_that_says_more(snapshot: Snapshot) -> None:
    paste = read_paste("\n".join([*noise(50, "copied"), "error: remote db-1 refused", "the token", "or so"]))
    chosen = [paste.segments[index] for index in choose_lines(paste, (), snapshot)]
    assert [(one.line, one.joined) for one in chosen] == [(51, 1), (51, 3), (52, 1)]


def test_the_text_is_asked_for_in_all_its_fields(snapshot: Snapshot) -> None:
    token, *rest = planned(snapshot, "error E-4013: the token").query.text
    assert [term for term, _ in token.alternatives] == ["token"]
    assert [field for field, _ in token.fields] == ["title", "symptoms", "summary", "body"]
    assert len(rest) < MOST_TEXT


@pytest.mark.parametrize("paste", ["???", "\ud800", "{" * 50, 'a:(^ "', "- *", "+x AND OR NOT (("])
def test_no_character_of_a_paste_is_an_operator(snapshot: Snapshot, paste: str) -> None:
    snapshot.candidates(planned(snapshot, paste).query)


def test_a_rare_term_says_more_than_a_common_one() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0


def test_among_very_many_articles_the_text_counts_less_than_a_rare_word_does() -> None:
    assert crowding(SET) == 1
    assert crowding(1_000_000) < rarity(1, 1_000_000) / rarity(1, SET)
    assert 1 > crowding(100_000) > crowding(1_000_000) > 0


def test_the_rarest_term_says_no_more_among_a_million_articles_than_among_those_the_weights_were_set_with() -> None:
    assert rarity(1, 1_000_000) == pytest.approx(rarity(1, SET))
    assert rarity(1, SET) > rarity(1, SET // 2)
    assert rarity(1_000, 1_000_000) < rarity(1, 1_000_000)
