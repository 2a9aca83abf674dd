"""The library: which files of a folder are articles, and each of them by its id."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.library import Library
from kbsearch.errors import ArticleUnknown, NothingToIndex
from kbsearch.settings import Settings

KnowledgeBaseMaker = Callable[[dict[str, str | bytes]], Path]


def library(root: Path) -> Library:
    return Library(root, Settings.load(root))


def said(kb: Library) -> list[str]:
    return [str(finding) for result in kb.results() for finding in result.findings]


def test_articles_are_the_markdown_files_below_the_folder_sorted_by_path(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base(
        {
            "articles/b.md": "# B",
            "articles/a/z.MD": "# Z",
            "articles/c.markdown": "# C",
            "articles/picture.png": b"",
            "articles/.git/x.md": "# hidden",
            "README.md": "# not below articles",
        }
    )
    assert library(root).paths() == ("articles/a/z.MD", "articles/b.md", "articles/c.markdown")
    assert [article.title for article in library(root).articles()] == ["Z", "B", "C"]


def test_without_a_folder_named_articles_the_whole_tree_counts_but_not_the_index(
    knowledge_base: KnowledgeBaseMaker,
) -> None:
    root = knowledge_base(
        {"a.md": "# A", "deep/er/b.md": "# B", "index/README.md": "# built", "docs/index/c.md": "# C"}
    )
    assert library(root).paths() == ("a.md", "deep/er/b.md", "docs/index/c.md")


@pytest.mark.parametrize(
    ("ignore", "left"),
    [
        pytest.param("drafts/", ["README.md", "a.draft.md", "old/x/b.md", "old/y.md"], id="a folder at any depth"),
        pytest.param(
            "*.draft.md", ["README.md", "old/drafts/c.md", "old/x/b.md", "old/y.md"], id="a name at any depth"
        ),
        pytest.param("/README.md", ["a.draft.md", "old/drafts/c.md", "old/x/b.md", "old/y.md"], id="from the root"),
        pytest.param("old/*.md", ["README.md", "a.draft.md", "old/drafts/c.md", "old/x/b.md"], id="one folder"),
        pytest.param("old/**/*.md", ["README.md", "a.draft.md"], id="all below a folder"),
        pytest.param("old", ["README.md", "a.draft.md"], id="a folder without a slash"),
        pytest.param("old/?/b.md", ["README.md", "a.draft.md", "old/drafts/c.md", "old/y.md"], id="one character"),
        pytest.param(
            "[a-z].md", ["README.md", "a.draft.md", "old/drafts/c.md", "old/x/b.md", "old/y.md"], id="brackets"
        ),
    ],
)
def test_ignored_files_are_no_articles(knowledge_base: KnowledgeBaseMaker, ignore: str, left: list[str]) -> None:
    names = ["README.md", "a.draft.md", "old/drafts/c.md", "old/x/b.md", "old/y.md"]
    root = knowledge_base({**dict.fromkeys(names, "# T"), "kbsearch.toml": f'[kb]\nignore = ["{ignore}"]\n'})
    assert list(library(root).paths()) == left


def test_links_that_loop_are_survived_and_linked_folders_are_read_once(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base({"articles/a/x.md": "# X", "elsewhere/y.md": "# Y"})
    (root / "articles/a/up").symlink_to("..")
    (root / "articles/0-same").symlink_to("a")
    (root / "articles/linked").symlink_to("../elsewhere")
    assert library(root).paths() == ("articles/a/x.md", "articles/linked/y.md")


def test_a_link_that_leads_nowhere_is_a_finding(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base({"articles/a.md": "# A"})
    (root / "articles/gone.md").symlink_to("nowhere.md")
    (root / "articles/self.md").symlink_to("self.md")
    advice = "mend it, or name it under 'ignore' in kbsearch.toml"
    assert said(library(root)) == [
        f"articles/gone.md:1:1 KBL208 cannot be read (a link that leads nowhere): {advice}",
        f"articles/self.md:1:1 KBL208 cannot be read (too many levels of symbolic links): {advice}",
    ]


def test_a_name_that_is_not_utf_8_is_a_finding(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base({"articles/a.md": "# A"})
    try:
        (Path(os.fsdecode(os.fsencode(root) + b"/articles/\xff.md"))).write_text("# B")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    assert said(library(root)) == [
        "articles/?.md:1:1 KBL208 cannot be read (its name is not UTF-8): "
        "mend it, or name it under 'ignore' in kbsearch.toml"
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_may_not_be_read_is_a_finding(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base({"articles/a.md": "# A", "articles/shut/b.md": "# B"})
    (root / "articles/shut").chmod(0)
    try:
        assert said(library(root)) == [
            "articles/shut:1:1 KBL208 cannot be read (permission denied): "
            "mend it, or name it under 'ignore' in kbsearch.toml"
        ]
    finally:
        (root / "articles/shut").chmod(0o700)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"notes.txt": "x"}, id="no articles"),
        pytest.param({"kbsearch.toml": '[kb]\narticles = "docs"\n', "a.md": "# A"}, id="no such folder"),
        pytest.param({"kbsearch.toml": '[kb]\narticles = "a.md"\n', "a.md": "# A"}, id="a file for a folder"),
    ],
)
def test_a_tree_without_articles_is_nothing_to_index(
    knowledge_base: KnowledgeBaseMaker, files: dict[str, str | bytes]
) -> None:
    kb = library(knowledge_base(files))
    for ask in (kb.paths, lambda: list(kb.results()), lambda: list(kb.articles())):
        with pytest.raises(NothingToIndex) as caught:
            ask()
        assert str(caught.value) == (
            f"no article found under {kb.settings.articles_folder}: write one with 'kbsearch new', "
            "or set 'articles' in kbsearch.toml to the folder that holds them [KBE1008]"
        )


def test_of_two_articles_with_one_id_the_later_by_path_goes_by_its_path(knowledge_base: KnowledgeBaseMaker) -> None:
    kb = library(
        knowledge_base({"articles/a.md": "---\nid: x\n---\n# A", "articles/b/x.md": "# B", "articles/c/x.md": "# C"})
    )
    assert [(article.id, article.title) for article in kb.articles()] == [("x", "A"), ("b/x", "B"), ("c/x", "C")]
    assert said(kb)[0] == (
        "articles/b/x.md:1:1 KBL207 the id 'x' belongs to articles/a.md, so this article goes by 'b/x': "
        "give one of them another id"
    )
    assert [kb.get(id).title for id in ("x", "b/x", "c/x")] == ["A", "B", "C"]


def test_equal_file_names_in_a_foreign_tree_are_no_mistake(knowledge_base: KnowledgeBaseMaker) -> None:
    files = {
        "kbsearch.toml": '[fields]\ncodes_in = ["title"]\n',
        "articles/a/stop.md": "# One",
        "articles/b/index.md": "# The folder",
        "articles/b/stop.md": "# Two",
        "articles/c/page.mdx": "# Three",
    }
    kb = library(knowledge_base({**files}))
    assert [article.id for article in kb.articles()] == ["stop", "b", "b/stop", "page"]
    assert said(kb) == []
    assert kb.get("b/stop").title == "Two"


def test_an_id_that_is_taken_by_a_path_still_leaves_every_article_its_own(knowledge_base: KnowledgeBaseMaker) -> None:
    kb = library(knowledge_base({"a.md": "---\nid: c/x\n---\n# A", "b/x.md": "# B", "c/x.md": "# C"}))
    assert [article.id for article in kb.articles()] == ["c/x", "x", "c/x.md"]


def test_an_article_is_found_by_its_id_and_follows_its_file(knowledge_base: KnowledgeBaseMaker) -> None:
    root = knowledge_base({"articles/a.md": "---\nid: first\n---\n# A", "articles/b.md": "# B"})
    kb = library(root)
    assert kb.get("first").title == "A"
    knowledge_base({"articles/a.md": "---\nid: first\n---\n# A, edited"})
    assert kb.get("first").title == "A, edited"
    knowledge_base({"articles/a.md": "---\nid: renamed\n---\n# A, renamed"})
    assert kb.get("renamed").title == "A, renamed"
    (root / "articles/b.md").unlink()
    with pytest.raises(ArticleUnknown):
        kb.get("b")


@pytest.mark.parametrize(
    ("id", "hint"),
    [
        pytest.param("sync-e4021", "did you mean 'sync-e4012'?", id="nearly right"),
        pytest.param("zzz", "find it with 'kbsearch search'", id="like none"),
    ],
)
def test_an_unknown_id_is_answered_with_a_guess(knowledge_base: KnowledgeBaseMaker, id: str, hint: str) -> None:
    kb = library(knowledge_base({"articles/sync-e4012.md": "# T"}))
    with pytest.raises(ArticleUnknown) as caught:
        kb.get(id)
    assert str(caught.value) == f"no article has the id {id!r}: {hint} [KBE1003]"


def test_an_article_whose_file_is_broken_says_so(knowledge_base: KnowledgeBaseMaker) -> None:
    kb = library(knowledge_base({"a.md": "---\ntitle: a: b\n---\n"}))
    with pytest.raises(ArticleUnknown, match=r"its file cannot be read, see a\.md:2:9 KBL201"):
        kb.get("a")
