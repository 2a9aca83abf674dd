"""Messages filled with sample values: typed by name, mark and surroundings, and the same for the same seed."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.placeholders import Placeholder, parse_template
from kbsearch.search.analysis import stem, words
from kbsearch.search.codes import looks_like_code
from kbsearch.search.paste import read_paste
from kbsearch.search.skeleton import skeleton
from kbsearch.search.values import ValueKind, filled, kind_of, value


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        pytest.param("cannot open {path}", ValueKind.PATH, id="a name that says it"),
        pytest.param("cannot open {configFile}", ValueKind.FILE, id="the last word of a name decides"),
        pytest.param("wants {version_number}", ValueKind.VERSION, id="a word that only says how it is written"),
        pytest.param("in {lineNumber}", ValueKind.NUMBER, id="camel case"),
        pytest.param("refused by ${HOST}", ValueKind.HOST, id="capitals"),
        pytest.param("at %p", ValueKind.ADDRESS, id="a pointer"),
        pytest.param("got %ld items", ValueKind.NUMBER, id="a long integer"),
        pytest.param("unable to read file '%s'", ValueKind.FILE, id="the word before a bare mark"),
        pytest.param("no route to host %1", ValueKind.HOST, id="the word before a numbered mark"),
        pytest.param("version {0} is too old", ValueKind.VERSION, id="the word before a numbered brace"),
        pytest.param("file {owner} is odd", ValueKind.NAME, id="a name says more than the word before"),
        pytest.param("<correlation-id> failed", ValueKind.GUID, id="angle brackets"),
        pytest.param("unknown *identifier*", ValueKind.NAME, id="anything else is a name"),
    ],
)
def test_what_a_placeholder_stands_for_is_told_from_its_name_its_form_or_the_word_before(
    template: str, kind: ValueKind
) -> None:
    parts = parse_template(template).parts
    place = next(n for n, part in enumerate(parts) if isinstance(part, Placeholder))
    part = parts[place]
    assert isinstance(part, Placeholder)
    assert kind_of(part, "".join(str(before.mark) for before in parts[:place])) is kind


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (ValueKind.PATH, r"/srv/[a-z/]+\.[a-z]+|C:\\data\\[a-z\\]+\.[a-z]+"),
        (ValueKind.FILE, r"[a-z]+\.[a-z]+"),
        (ValueKind.FOLDER, r"/srv/[a-z]+/[a-z]+"),
        (ValueKind.URL, r"https://[a-z]+\.example\.[a-z]+/[a-z]+/[a-z]+"),
        (ValueKind.EMAIL, r"[a-z]+@[a-z]+\.example\.[a-z]+"),
        (ValueKind.HOST, r"[a-z]+\.example\.[a-z]+"),
        (ValueKind.IP, r"192\.0\.2\.\d+"),
        (ValueKind.GUID, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        (ValueKind.HASH, r"[0-9a-f]{32}"),
        (ValueKind.VERSION, r"\d+\.\d+\.\d+"),
        (ValueKind.DATE, r"2026-\d\d-\d\d"),
        (ValueKind.TIME, r"\d\d:\d\d:\d\d"),
        (ValueKind.DURATION, r"\d+"),
        (ValueKind.ADDRESS, r"0x[0-9a-f]{16}"),
        (ValueKind.NUMBER, r"\d+"),
        (ValueKind.NAME, r"[A-Za-z_]+"),
    ],
)
def test_a_value_has_the_form_of_its_kind(kind: ValueKind, form: str) -> None:
    assert all(re.fullmatch(form, value(kind, Random(seed))) for seed in range(50))


def test_every_kind_has_a_value() -> None:
    assert all(value(kind, Random(0)) for kind in ValueKind)


def test_no_name_looks_like_a_code() -> None:
    assert not any(looks_like_code(value(ValueKind.NAME, Random(seed))) for seed in range(200))


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        pytest.param("all is lost", "all is lost", "all is lost", id="nothing varies"),
        pytest.param("'x' is undeclared", "'x' is undeclared", r"'\w+' is undeclared", id="a quoted word may vary"),
        pytest.param("'access denied'", "'access denied'", "'access denied'", id="a quoted word may be all there is"),
        pytest.param(
            "say 'one two three four' now",
            "say 'one two three four' now",
            "say 'one two three four' now",
            id="a phrase",
        ),
        pytest.param("failed[: reason]", "failed: reason", "failed", id="an optional part"),
        pytest.param("line {line}: failed", r"line \d+: failed", r"line \d+: failed", id="a number"),
        pytest.param(r"2 \* 3 is {n}", r"2 \* 3 is \d+", r"2 \* 3 is \d+", id="an escaped mark is text"),
    ],
)
def test_a_message_is_filled_where_it_varies(template: str, first: str, second: str) -> None:
    for seed, form in enumerate((first, second)):
        assert re.fullmatch(form, filled(template, seed)), filled(template, seed)


def test_other_seeds_give_other_values_and_the_same_seed_the_same() -> None:
    said = [filled("sync: remote {host} refused {token}", seed) for seed in (0, 1, 2)]
    assert len(set(said)) == 3
    assert said == [filled("sync: remote {host} refused {token}", seed) for seed in (0, 1, 2)]
    assert said[0] == "sync: remote dotar.example.com refused 69f98a119635876b50f27d1f2acecaa2"


WORDS = st.sampled_from(
    [
        "cannot",
        "open",
        "remote",
        "refused",
        "journal",
        "expired",
        "while",
        "reading",
        "broken",
        "pipe",
        "sector",
        "timeout",
    ]
)
MARKS = st.sampled_from(["{host}", "%s", "%d", "<file>", "${path}", "'name'", "{0}", "$value", "%(count)d", '"{key}"'])
TEMPLATES = st.lists(st.one_of(WORDS, WORDS, MARKS), min_size=1, max_size=12).map(" ".join)


@given(TEMPLATES, st.integers(0, 50))
def test_a_filled_message_aligns_with_its_own_template(template: str, seed: int) -> None:
    bones = skeleton(template)
    if not bones.signature:
        return
    line = read_paste(filled(template, seed)).segments[0]
    rest = iter([token.stem for token in line.tokens])
    fixed = [term for term, soft in zip(bones.stems, bones.soft, strict=True) if not soft]
    assert [term for term in fixed if term not in rest] == []


@given(st.text(max_size=200), st.integers(0, 3))
def test_any_text_is_filled_and_keeps_its_fixed_words_in_their_order(template: str, seed: int) -> None:
    said = filled(template, seed)
    assert said == filled(template, seed)
    rest = iter(words(said))
    fixed = [
        word
        for part in parse_template(template).parts
        if not isinstance(part, Placeholder)
        for word in words(part.text)
    ]
    missing = [
        word
        for word in fixed
        if len(word) > 1 and not any(stem(word) in stem(other) or word in other for other in rest)
    ]
    assert missing == []
