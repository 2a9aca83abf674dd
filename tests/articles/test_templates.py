"""The texts of `kbsearch new`: valid as they are, read back as they were meant, and never left unnoticed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.article import Article
from kbsearch.articles.reader import read_bytes
from kbsearch.articles.templates import KINDS, Kind, draft, left_over
from kbsearch.settings import Settings

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=60)
NATIVE = Settings.parse("", Path("kb"))


def read(text: str) -> Article:
    result = read_bytes(text.encode(), "a.md", NATIVE)
    assert result.findings == ()
    assert result.article is not None
    return result.article


@pytest.mark.parametrize("kind", KINDS)
def test_a_draft_reads_back_without_a_finding(kind: Kind) -> None:
    article = read(draft(kind, "a-1", "A title"))
    assert (article.id, article.title, article.confidence) == ("a-1", "A title", "wip")
    assert [section.name for section in article.sections][:3] == ["issue", "environment", "resolution"]


def test_a_draft_is_written_as_an_author_would() -> None:
    given_values = {
        "code": "E4012",
        "message": "remote {host} refused",
        "symptoms": ["it's refused"],
        "products": ["acme"],
    }
    assert draft("error", "sync-e4012", "E4012: refused", owner="ana", **given_values) == (
        "---\n"
        "id: sync-e4012\n"
        'title: "E4012: refused"\n'
        'products: ["acme"]\n'
        "errors:\n"
        '  - code: "E4012"\n'
        '    message: "remote {host} refused"\n'
        "symptoms:\n"
        '  - "it\'s refused"\n'
        '# Pastes that must find this article first, as they came; "kbsearch eval --article" asks them:\n'
        "# found_by:\n"
        "#   - |\n"
        "#     the lines of a log\n"
        "confidence: wip\n"
        'owner: "ana"\n'
        "---\n"
        "\n"
        "## Issue\n\nReplace this: what the requester was doing, and what they saw, in their own words.\n"
        "\n"
        "## Environment\n\nReplace this: product, version and platform on which this holds.\n"
        "\n"
        "## Resolution\n\nReplace this: the steps that make it work again, one to a line.\n"
        "\n"
        "## Cause\n\nReplace this: why the program prints this error.\n"
    )


def test_the_comment_on_found_by_becomes_the_key_when_its_marks_are_taken_away() -> None:
    lines = draft("error", "a-1", "T").splitlines()
    start = lines.index("# found_by:")
    taken = [line.removeprefix("# ") if start <= n < start + 4 else line for n, line in enumerate(lines)]
    assert read("\n".join(taken)).found_by == ("the lines of a log\n",)


@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_whatever_was_pasted_reads_back_as_it_was(
    title: str, code: str, message: str, symptom: str, product: str
) -> None:
    article = read(draft("error", "010", title, code=code, message=message, symptoms=[symptom], products=[product]))
    assert article.id == "010"
    assert article.title == title.strip() or "Replace this:" in article.title
    if code.strip() or message.strip():
        entry = article.errors[0]
        assert (entry.code, entry.message) == (code.strip() or None, message.strip() or None)
    assert article.symptoms == tuple(filter(None, [symptom.strip()]))
    assert article.products == tuple(text for text in [product] if text.strip())


def test_what_the_author_did_not_replace_is_found_at_its_place() -> None:
    text = (
        draft("feature", "a", "T") + "\n- Replace this: a step\n\nSay `Replace this: x` or write Replace this: there.\n"
    )
    assert [(left.line, left.col, left.text) for left in left_over(text)] == [
        (5, 13, "Replace this: the name of the feature."),
        (11, 1, "Replace this: what the feature is for, and who needs it."),
        (15, 1, "Replace this: product and versions that have the feature."),
        (19, 1, "Replace this: how to turn it on, how to use it, and what it will not do."),
        (21, 3, "Replace this: a step"),
    ]


@given(st.text(max_size=300))
def test_any_text_is_looked_through(text: str) -> None:
    assert all(left.text.startswith("Replace this:") for left in left_over(text))
