"""What never takes an article from the first place that its code and its message have won."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch import KnowledgeBase, Tier
from tests.ranking.brewery import ARTICLES

_ENTRY = re.compile(r"\{code: '([^']+)', message: \"([^\"]+)\"\}")
_PLACEHOLDER = re.compile(r"\{\w+\}")
ERRORS = [(id, *found.groups()) for id, text in ARTICLES.items() if (found := _ENTRY.search(text))]
"""Each article that declares a code and a message: its id and both."""

VALUES = st.sampled_from(["north", "17", "ale.rcp", "/srv/brew/a.rcp", "c2.example.com", "30 s", "T", "2026-11-20"])
PREFIXES = st.sampled_from(
    [
        "",
        "> ",
        "\t",
        "##[error]",
        "12>",
        "brew-1  | ",
        "npm ERR! ",
        "main.rcp(12,5): ",
        "2026-11-20 08:11:12,345 ",
        "[08:11:12] [pool-3] ",
        "Nov 20 08:11:12 host brewline[311]: ",
        "\x1b[31m",
    ]
)
NOISE = st.one_of(
    st.sampled_from(
        [
            "",
            "Build started...",
            "08:11:12 INFO [pool-1] brew.Step - step 3 of plan ale done",
            "\tat brew.Plan.run(Plan.java:12)",
            "warning: 3 files were not read",
            "   |       ^^^^^^^",
            "Thanks, Ann",
            "0 errors, 0 warnings",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40),
)
MARKS = '{ } "msg": [ ] <a> > \' " ` = BL2001 error : 0x Caused\u00a0by: ---> at (1,2) | \u2502 \u201c \uff1a C:\\ /a/b 1 - .'
PIECES = st.sampled_from([*MARKS.split(" "), " ", "\t", "\n", "\r", "\x1b[", "\u00a0"])

# The machine may be busy with other things: only what is found is on trial, not how fast.
steadily = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def errors(draw: st.DrawFn) -> tuple[str, str]:
    """An article and a line that holds its code and its message, with values in place of the placeholders."""
    id, code, message = draw(st.sampled_from(ERRORS))
    return id, f"error {code}: {_PLACEHOLDER.sub(lambda _: draw(VALUES), message)}"


def first(kb: KnowledgeBase, paste: str) -> tuple[str, Tier]:
    hit = kb.search(paste).hits[0]
    return hit.article.id, hit.tier


@steadily
@given(errors(), st.lists(NOISE, max_size=12), st.lists(NOISE, max_size=12))
def test_lines_around_an_error_do_not_take_its_article_from_the_first_place(
    kb: KnowledgeBase, error: tuple[str, str], before: list[str], after: list[str]
) -> None:
    id, line = error
    assert first(kb, "\n".join([*before, line, *after])) == (id, Tier.CODE_MESSAGE)


@steadily
@given(errors(), PREFIXES)
def test_what_stands_before_an_error_in_its_line_does_not_take_its_article_from_the_first_place(
    kb: KnowledgeBase, error: tuple[str, str], prefix: str
) -> None:
    id, line = error
    assert first(kb, prefix + line) == (id, Tier.CODE_MESSAGE)


@steadily
@given(errors(), st.sampled_from([str.upper, str.lower, str.swapcase, str.title]))
def test_the_case_of_an_error_does_not_take_its_article_from_the_first_place(
    kb: KnowledgeBase, error: tuple[str, str], cased: object
) -> None:
    id, line = error
    assert callable(cased)
    assert first(kb, cased(line)) == (id, Tier.CODE_MESSAGE)


@steadily
@given(errors(), st.lists(NOISE, max_size=6), st.sampled_from(["\r\n", "\r", "\x0c", "\u2028"]))
def test_the_kind_of_line_end_does_not_take_an_article_from_the_first_place(
    kb: KnowledgeBase, error: tuple[str, str], around: list[str], end: str
) -> None:
    id, line = error
    assert first(kb, end.join([*around, line, *around])) == (id, Tier.CODE_MESSAGE)


@steadily
@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_put_together_from_the_marks_of_programs_is_answered(kb: KnowledgeBase, paste: str) -> None:
    hits = kb.search(f"brew {paste}").hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len({hit.article.id for hit in hits}) == len(hits)
