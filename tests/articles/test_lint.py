"""Lint: findings that need other articles or the tree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.library import Library
from kbsearch.articles.lint import lint, lint_draft
from kbsearch.articles.reader import read_bytes
from kbsearch.articles.rules import RULES
from kbsearch.articles.templates import KINDS, draft
from kbsearch.settings import Settings

KnowledgeBaseMaker = Callable[[dict[str, str | bytes]], Path]
FOREIGN = '[fields]\ncodes = ["f1_keywords"]\n'
DONE = "## Issue\n\nIt fails.\n\n## Resolution\n\nMend it.\n"


def article(front: str = "", body: str = DONE) -> str:
    return f"---\ntitle: T\n{front}---\n{body}"


def linted(root: Path) -> list[str]:
    settings = Settings.load(root)
    findings = lint(Library(root, settings).results(keep_body=True), settings)
    return [f"{finding} ({finding.severity})" for finding in findings]


def test_a_finished_article_lints_clean(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base(
        {
            "articles/a.md": article('errors:\n  - {code: E1, message: "disk {name} is full"}\n'),
            "articles/b.md": article("", "## Symptoms\n\nSlow.\n\n## Workaround\n\nWait. See [a](a.md#issue).\n"),
        }
    )
    assert linted(root) == []


def test_findings_of_reading_and_of_lint_come_sorted_by_place(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base(
        {
            "articles/b.md": "---\ntitle: a: b\n---\n",
            "articles/a.md": article("prodcts: x\n", DONE + "\n[x](none.md)\n"),
        }
    )
    assert [line.split(" ")[:2] for line in linted(root)] == [
        ["articles/a.md:3:1", "KBL205"],
        ["articles/a.md:13:5", "KBL213"],
        ["articles/b.md:2:9", "KBL201"],
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        pytest.param("## Issue\n\nx\n\n## Resolution\n", ["a.md:8:1 the heading 'Resolution'"], id="an empty section"),
        pytest.param("## Issue\n\nx\n", ["a.md:4:1 Resolution, for which there is no heading"], id="a missing section"),
        pytest.param("## Problem\n\n### Fix\n\nx\n", ["a.md:4:1 the heading 'Problem'"], id="another name"),
        pytest.param("It fails.\n\n## Fix\n\nx\n", [], id="the issue above the first heading"),
        pytest.param("## Issue\n\n```\nboom\n```\n\n## Fix\n\n1. x\n", [], id="code and lists are text"),
        pytest.param("## Issue\n\nx\n\n## Fix\n\n### On Linux\n\nx\n", [], id="text in a section below"),
    ],
)
def test_an_article_needs_an_issue_and_a_resolution(
    knowledge_base: KnowledgeBaseMaker, body: str, found: list[str]
) -> None:
    root = knowledge_base({"a.md": article("", body)})
    advice = "fill the section, or set 'confidence: wip' until it is known (error)"
    assert linted(root) == [
        f"{place} KBL211 nothing stands under {what}: {advice}" for place, what in (f.split(" ", 1) for f in found)
    ]


@pytest.mark.parametrize("confidence", ["wip", "archived"])
def test_an_unfinished_or_archived_article_may_lack_sections(
    knowledge_base: KnowledgeBaseMaker, confidence: str
) -> None:
    assert linted(knowledge_base({"a.md": article(f"confidence: {confidence}\n", "## Issue\n")})) == []


def test_a_foreign_article_needs_no_sections_but_an_empty_one_is_pointed_out(
    knowledge_base: KnowledgeBaseMaker,
) -> None:
    root = knowledge_base({"kbsearch.toml": FOREIGN, "a.md": "# A\n\ntext\n", "b.md": "# B\n\n## Solution\n"})
    assert linted(root) == [
        "b.md:3:1 KBL211 nothing stands under the heading 'Solution': "
        "fill the section, or set 'confidence: wip' until it is known (warning)"
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_prompt_of_a_template_that_is_left_is_found(knowledge_base: KnowledgeBaseMaker, kind: str) -> None:
    text = draft(kind, "a")  # type: ignore[arg-type]
    found = linted(knowledge_base({"a.md": text}))
    assert len(found) == text.count("Replace this:")
    assert found[0] == (
        "a.md:3:9 KBL212 text of the template is left, 'Replace this: what this article answers, in one line.': "
        "write what it asks for, or delete it (error)"
    )


BROKEN = "a.md:12:{} KBL213 the link '{}' leads nowhere: {} (error)"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        pytest.param("[x](b.md)", [], id="a file"),
        pytest.param("[x](sub/c%20d.md#part-one)", [], id="a file with a blank, and an anchor"),
        pytest.param("![x](pics/a.png)", [], id="an image"),
        pytest.param("[x](#issue)", [], id="an anchor here"),
        pytest.param("[x](https://example.org/none.md)", [], id="the web"),
        pytest.param("[x](mailto:a@example.org)", [], id="a mail address"),
        pytest.param("[x](/none.md)", [], id="from the site's root"),
        pytest.param("`[x](none.md)`", [], id="code"),
        pytest.param("[x](sub/none)", [BROKEN.format(5, "sub/none", "mend the link, or delete it")], id="nothing"),
        pytest.param("[x](bb.md)", [BROKEN.format(5, "bb.md", "did you mean 'b.md'?")], id="nearly a file"),
        pytest.param("[x](e.md)", [BROKEN.format(5, "e.md", "did you mean 'sub/e.md'?")], id="a file that moved"),
        pytest.param("[x](b)", [BROKEN.format(5, "b", "did you mean 'b.md'?")], id="no suffix"),
        pytest.param(
            "![x](pics/b.png)", [BROKEN.format(6, "pics/b.png", "mend the link, or delete it")], id="no image"
        ),
        pytest.param("[x](../b.md)", [BROKEN.format(5, "../b.md", "did you mean 'b.md'?")], id="out of the tree"),
        pytest.param(
            "[x](#isue)",
            ["a.md:12:5 KBL214 no heading in this file has the anchor 'isue': did you mean '#issue'? (error)"],
            id="no anchor here",
        ),
        pytest.param(
            "[x](sub/e.md#zzz)",
            [
                "a.md:12:5 KBL214 no heading in sub/e.md has the anchor 'zzz': "
                "mend the link, or delete the part from # on (error)"
            ],
            id="no anchor there",
        ),
    ],
)
def test_a_link_must_lead_somewhere(knowledge_base: KnowledgeBaseMaker, link: str, found: list[str]) -> None:
    root = knowledge_base(
        {
            "a.md": article("", f"{DONE}\n{link}\n"),
            "b.md": article(),
            "sub/c d.md": article("", f"{DONE}\n## Part one\n\nx\n"),
            "sub/e.md": article(),
            "pics/a.png": b"png",
        }
    )
    assert linted(root) == found


def test_in_a_foreign_tree_a_link_may_leave_out_the_suffix_and_only_warns_where_it_leaves(
    knowledge_base: KnowledgeBaseMaker,
) -> None:
    root = knowledge_base(
        {
            "kbsearch.toml": FOREIGN,
            "articles/a.md": "# A\n\n[1](b) [2](b.html) [3](deep) [4](../other/x.md) [5](../../x.md) [6](no.md) [7](b#no)\n",
            "articles/b.md": "# B\n",
            "articles/deep/index.md": "# Deep\n",
        }
    )
    nowhere = "leads nowhere: mend the link, or delete it"
    assert linted(root) == [
        f"articles/a.md:3:34 KBL213 the link '../other/x.md' {nowhere} (warning)",
        f"articles/a.md:3:53 KBL213 the link '../../x.md' {nowhere} (warning)",
        f"articles/a.md:3:69 KBL213 the link 'no.md' {nowhere} (error)",
        "articles/a.md:3:80 KBL214 no heading in articles/b.md has the anchor 'no': "
        "mend the link, or delete the part from # on (warning)",
    ]


def test_two_articles_that_claim_one_code_are_a_finding_at_the_later_one(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base(
        {
            "a.md": article("errors: [E-12/3]\nproducts: [x]\n"),
            "b.md": article("errors: [e123]\nproducts: [x, y]\n"),
            "c.md": article("errors: [E123]\nproducts: [z]\n"),
            "d.md": article("errors: [E123]\nconfidence: archived\n"),
        }
    )
    assert linted(root) == [
        "b.md:3:1 KBL210 the code e123 is explained by a.md too: keep it in one of them and link to it from the other, "
        "or name the products that tell them apart (warning)"
    ]


@pytest.mark.parametrize("message", ["{x}", "%s: %d", "'name' - <file>", "42"])
def test_a_message_without_a_fixed_word_fits_any_text(knowledge_base: KnowledgeBaseMaker, message: str) -> None:
    root = knowledge_base({"a.md": article(f'errors:\n  - message: "{message}"\n')})
    assert linted(root) == [
        f"a.md:4:1 KBL215 the message {message!r} has no fixed word, so it fits any text: "
        "write at least one word that the program always prints (error)"
    ]


def test_a_quoted_phrase_is_fixed_text(knowledge_base: KnowledgeBaseMaker) -> None:
    assert linted(knowledge_base({"a.md": article("errors:\n  - message: '\"access was denied\"'\n")})) == []


def test_a_draft_is_checked_by_itself(tmp_path: Path) -> None:
    text = article("prodcts: x\nerrors:\n  - message: '{x}'\n", "## Issue\n\nx\n")
    found = lint_draft(read_bytes(text.encode(), "draft.md", Settings(root=tmp_path)), Settings(root=tmp_path))
    assert [str(finding).split(" ")[:2] for finding in found] == [
        ["draft.md:3:1", "KBL205"],
        ["draft.md:5:1", "KBL215"],
        ["draft.md:7:1", "KBL211"],
    ]


def test_a_draft_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    found = lint_draft(read_bytes(b"---\ntitle: T\n", "draft.md", Settings(root=tmp_path)), Settings(root=tmp_path))
    assert [str(finding) for finding in found] == [
        "draft.md:1:1 KBL203 the front matter is never closed: put --- on a line of its own below it"
    ]


def test_every_rule_has_a_code_of_its_own_and_says_what_to_do() -> None:
    assert list(RULES) == [f"KBL{201 + n}" for n in range(len(RULES))]
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert [rule.code for rule in RULES.values() if not rule.advice or rule.severity not in ("error", "warning")] == []
